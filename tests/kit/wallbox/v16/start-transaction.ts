import type { StartTransactionRequest, StartTransactionResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector, Transaction } from '../box.ts'
import { deauthorize } from '../charging.ts'
import { meterValue16 } from './sampled-values.ts'

/** §4.8: the fact that a charge began. The answer gives the id that later messages carry. */
export function startTransaction(box: Box, c: Connector, tx: Transaction): void {
  tx.firstSample = meterValue16(box, c, 'begin')
  const request: StartTransactionRequest = {
    connectorId: c.id,
    idTag: tx.idTag ?? '',
    meterStart: tx.meterStartWh,
    ...(tx.reservationId === undefined ? {} : { reservationId: tx.reservationId }),
    timestamp: box.stamp(),
  }
  box.fact({
    action: 'StartTransaction',
    label: `start of the charge on connector ${c.id}`,
    droppable: false,
    payload: () => request,
    onAnswer: (answer) => {
      const { transactionId, idTagInfo } = answer as StartTransactionResponse
      tx.numericId = transactionId
      if (idTagInfo.status !== 'Accepted') deauthorize(box, c, tx, idTagInfo.status)
      else if (tx.idTag !== undefined) {
        tx.group = idTagInfo.parentIdTag ?? tx.group
        box.cache.set(tx.idTag.toLowerCase(), { idTag: tx.idTag, group: tx.group, tokenType: tx.tokenType })
      }
    },
  })
}
