import type { ConnectorStatusEnumType } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { phaseOf } from '../phase.ts'
import { call201 } from './call.ts'

/** Five states instead of 1.6's nine: what a car does is told by TransactionEvent. */
export function status201(box: Box, c: Connector): ConnectorStatusEnumType {
  const phase = phaseOf(box, c)
  if (phase === 'faulted') return 'Faulted'
  if (phase === 'unavailable') return 'Unavailable'
  if (phase === 'reserved') return 'Reserved'
  return c.evse.car || c.tx ? 'Occupied' : 'Available'
}

/** G01; 2.0.1 has no StatusNotification of the station itself. */
export async function sendStatusNotification(box: Box, c: Connector | undefined): Promise<void> {
  if (!c) return
  const connectorStatus = status201(box, c)
  await call201(box, 'StatusNotification', { timestamp: box.stamp(), connectorStatus, evseId: c.id, connectorId: 1 })
}
