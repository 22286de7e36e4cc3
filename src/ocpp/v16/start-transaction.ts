import { StartTransactionRequest, StartTransactionResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'
import { idTagInfo } from './id-tag-info.ts'

/** 1.6 section 4.8. It reports a fact: the session is stored whatever the tag is worth. */
export const startTransaction = incoming({
  request: StartTransactionRequest,
  response: StartTransactionResponse,
  fact: true,
  tolerance: { missing: { '/timestamp': '1970-01-01T00:00:00Z' } },
  handle: (turn, request) => {
    const { transactionId, authorization } = turn.run('transactions.begin', {
      evseNo: request.connectorId,
      idTag: request.idTag,
      meterStartWh: request.meterStart,
      at: parseTimestamp(request.timestamp),
      reservationId: request.reservationId ?? null,
    })
    return { transactionId, idTagInfo: idTagInfo(authorization) }
  },
})
