import type { TransactionEventRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { Misuse } from '../misuse.ts'
import type { Transcript } from '../transcript.ts'

/** Some boxes send whole charges again after an offline time (lbbrhzn/ocpp#2135): the same events, in order. */
export function replayLastCharge(box: Box, transcript: Transcript): number {
  const sent = transcript.calls('sent', 'TransactionEvent') as unknown as TransactionEventRequest[]
  const last = sent.at(-1)?.transactionInfo.transactionId
  if (last === undefined) throw new Misuse('there was no charge that could be sent again')
  const events = sent.filter((each) => each.transactionInfo.transactionId === last)
  for (const each of events) {
    const request: TransactionEventRequest = { ...each, offline: true }
    box.fact({ action: 'TransactionEvent', label: 'an event once more', droppable: true, payload: () => request })
  }
  return events.length
}
