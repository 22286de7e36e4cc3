import type { StopTransactionRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector, StopCause, Transaction, Who } from '../box.ts'
import { type MeterValue16, meterValue16 } from './sampled-values.ts'

const REASONS = {
  card: 'Local',
  remote: 'Remote',
  unplug: 'EVDisconnected',
  deauthorized: 'DeAuthorized',
  'power-loss': 'PowerLoss',
  'hard-reset': 'HardReset',
  'soft-reset': 'SoftReset',
  unlock: 'UnlockCommand',
  fault: 'Other',
} as const satisfies Record<StopCause, StopTransactionRequest['reason']>

/** What boxes send that never learnt the id of their transaction (EVerest/libocpp#495). */
const UNKNOWN_ID = -1

/** §4.10: the fact that a charge ended, with its first and last reading. No idTag when nobody asked for the end. */
export function stopTransaction(box: Box, c: Connector, tx: Transaction, cause: StopCause, who: Who | undefined): void {
  const first = tx.firstSample as MeterValue16 | undefined
  const request: Omit<StopTransactionRequest, 'transactionId'> = {
    ...(who ? { idTag: who.idTag } : {}),
    meterStop: Math.floor(c.evse.energyWh),
    timestamp: box.stamp(),
    reason: REASONS[cause],
    transactionData: [...(first ? [first] : []), meterValue16(box, c, 'end')],
  }
  box.fact({
    action: 'StopTransaction',
    label: `end of the charge on connector ${c.id}`,
    droppable: false,
    payload: (): StopTransactionRequest => ({ ...request, transactionId: tx.numericId ?? UNKNOWN_ID }),
  })
}
