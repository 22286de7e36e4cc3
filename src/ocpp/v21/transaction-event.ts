import type { TransactionEventResponse as Answer, TransactionEventRequest as Request } from '../generated/v21/types.ts'
import { TransactionEventRequest, TransactionEventResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { samplesOf } from '../readings.ts'
import { parseTimestamp } from '../timestamps.ts'
import { idTagOf, idTokenInfo, messageContent } from '../v201/id-token-info.ts'
import { readingsOf201 } from '../v201/meter-value.ts'
import { meterValueTolerance } from '../v201/meter-value-tolerance.ts'

const phases = { Started: 'started', Updated: 'updated', Ended: 'ended' } as const

/**
 * 2.1 use cases E01 to E16. The cost is counted here, so that `costDetails` of a station is not booked; limits of cost,
 * energy or time (E16) are none of ours, and a session that goes on after a reset (TxResumed) is the same session.
 */
export const transactionEvent = incoming({
  request: TransactionEventRequest,
  response: TransactionEventResponse,
  fact: true,
  tolerance: {
    strict: ['/eventType', '/transactionInfo/transactionId', '/seqNo'],
    missing: {
      ...meterValueTolerance,
      '/timestamp': '1970-01-01T00:00:00Z',
      '/triggerReason': 'Trigger',
      '/idToken/type': 'Central',
      '/evse/id': 0,
    },
  },
  handle: (turn, request): Answer => {
    const { transactionInfo, evse } = request
    const { authorization, transactionUid } = turn.run('transactions.report', {
      ocppId: transactionInfo.transactionId,
      seqNo: request.seqNo,
      phase: phases[request.eventType],
      at: parseTimestamp(request.timestamp),
      offline: request.offline ?? false,
      evseNo: evse?.id || null,
      connectorNo: evse?.connectorId || null,
      idTag: idTagOf(request.idToken),
      chargingState: transactionInfo.chargingState ?? null,
      triggerReason: request.triggerReason ?? 'Trigger',
      stopReason: stopReasonOf(request),
      remoteStartId: transactionInfo.remoteStartId ?? null,
      reservationId: request.reservationId ?? null,
      samples: samplesOf(readingsOf201(request.meterValue), { receivedAt: turn.receivedAt }),
    })
    const ended = request.eventType === 'Ended'
    const price = ended || authorization ? turn.run('prices.ofSession', { transactionUid, ended }) : null
    return {
      ...(authorization ? { idTokenInfo: idTokenInfo(authorization, ended ? null : (price?.message ?? null)) } : {}),
      ...(price?.total == null
        ? {}
        : { totalCost: price.total, updatedPersonalMessage: messageContent(price.message) }),
    }
  },
})

/** TransactionType: a stop without a reason is a local one. */
function stopReasonOf({ eventType, transactionInfo }: Request): string | null {
  return eventType === 'Ended' ? (transactionInfo.stoppedReason ?? 'Local') : null
}
