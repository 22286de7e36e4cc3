import { StopTransactionRequest, StopTransactionResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { samplesOf } from '../readings.ts'
import { parseTimestamp } from '../timestamps.ts'
import { idTagInfo } from './id-tag-info.ts'
import { readingsOf16 } from './meter-value.ts'

/** 1.6 section 4.10. Never refused for what it says: a station repeats a refused stop for ever. */
export const stopTransaction = incoming({
  request: StopTransactionRequest,
  response: StopTransactionResponse,
  fact: true,
  tolerance: {
    missing: {
      '/timestamp': '1970-01-01T00:00:00Z',
      '/transactionData/*/timestamp': '1970-01-01T00:00:00Z',
      '/transactionData/*/sampledValue': [],
      '/transactionData/*/sampledValue/*/value': '',
    },
  },
  handle: (turn, request) => {
    const { transactionId, meterStop, idTag, reason } = request
    const { authorization } = turn.run('transactions.end', {
      transactionId,
      // the empty text of some stations is no tag: the car was unplugged
      idTag: idTag || null,
      meterStopWh: meterStop,
      at: parseTimestamp(request.timestamp),
      // section 6.49: Local may be left out
      reason: reason ?? 'Local',
      samples: samplesOf(readingsOf16(request.transactionData), {
        receivedAt: turn.receivedAt,
        registerWh: meterStop,
      }),
      payload: turn.payload,
    })
    return authorization ? { idTagInfo: idTagInfo(authorization) } : {}
  },
})
