import type {
  GetDisplayMessagesRequest,
  GetDisplayMessagesResponse,
  MessageInfoType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { call201 } from './call.ts'
import { expireMessages } from './display-messages.ts'

/** O03, O04: the messages that fit follow as NotifyDisplayMessages. */
export const getDisplayMessages: Behaviour = behaviour<GetDisplayMessagesRequest>((box, request) => {
  expireMessages(box)
  const { id, priority, state, requestId } = request
  const found = box.memory.display.messages.filter(
    (each) =>
      (!id || id.includes(each.id)) &&
      (priority === undefined || each.priority === priority) &&
      (state === undefined || each.state === state),
  )
  const answer = (status: GetDisplayMessagesResponse['status']) => ({ answer: { status } })
  if (found.length === 0) return answer('Unknown')
  return { ...answer('Accepted'), afterwards: () => box.background(report(box, requestId, found)) }
})

async function report(box: Box, requestId: number, found: readonly MessageInfoType[]): Promise<void> {
  const size = box.settings.itemsPerReport
  for (let at = 0; at < found.length; at += size) {
    await call201(box, 'NotifyDisplayMessages', {
      requestId,
      messageInfo: found.slice(at, at + size) as [MessageInfoType],
      ...(at + size < found.length ? { tbc: true } : {}),
    })
  }
}
