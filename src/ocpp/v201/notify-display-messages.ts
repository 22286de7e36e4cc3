import type { ToldMessage } from '../../site/displays/display.ts'
import type { MessageInfoType } from '../generated/v201/types.ts'
import { NotifyDisplayMessagesRequest, NotifyDisplayMessagesResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'
import { displayFormats, displayPriorities, displayStates } from './display-charger.ts'

/** 2.0.1 use cases O03 and O04. */
export const notifyDisplayMessages = incoming({
  request: NotifyDisplayMessagesRequest,
  response: NotifyDisplayMessagesResponse,
  tolerance: { strict: ['/requestId', '/messageInfo/*/id'], missing: { '/messageInfo': [] } },
  handle: (turn, { requestId, messageInfo, tbc }) => {
    turn.run('displayMessages.report', {
      requestId,
      messages: (messageInfo ?? []).map(toldMessage),
      last: tbc !== true,
    })
    return {}
  },
})

function toldMessage({
  id,
  priority,
  state,
  startDateTime,
  endDateTime,
  transactionId,
  message,
}: MessageInfoType): ToldMessage {
  return {
    ocppId: id,
    priority: wordOf(displayPriorities, priority) ?? 'normal-cycle',
    shownWhile: wordOf(displayStates, state) ?? null,
    format: wordOf(displayFormats, message.format) ?? 'text',
    language: message.language ?? null,
    content: message.content,
    startAt: startDateTime === undefined ? null : parseTimestamp(startDateTime),
    endAt: endDateTime === undefined ? null : parseTimestamp(endDateTime),
    ocppTransactionId: transactionId ?? null,
  }
}

function wordOf<K extends string>(words: Readonly<Record<K, string>>, told: string | undefined): K | undefined {
  return (Object.keys(words) as K[]).find((word) => words[word] === told)
}
