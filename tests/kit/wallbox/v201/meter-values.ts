import type { MeterValuesRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector, SampleContext } from '../box.ts'
import { meterValue201 } from './sampled-values.ts'

/** J01: a reading outside transactions, or one that was asked for. */
export function meterValues(box: Box, c: Connector, when: SampleContext): void {
  const request: MeterValuesRequest = { evseId: c.id, meterValue: [meterValue201(box, c, when)] }
  box.fact({ action: 'MeterValues', label: `reading of EVSE ${c.id}`, droppable: true, payload: () => request })
}
