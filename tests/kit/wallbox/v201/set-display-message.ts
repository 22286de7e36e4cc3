import type {
  DisplayMessageStatusEnumType,
  MessageInfoType,
  SetDisplayMessageRequest,
  SetDisplayMessageResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { expireMessages, FORMATS } from './display-messages.ts'

/** O01, O02, O06: a message with a known id takes the place of the old one. */
export const setDisplayMessage: Behaviour = behaviour<SetDisplayMessageRequest>((box, { message }) => {
  expireMessages(box)
  const status = verdictOn(box, message)
  if (status === 'Accepted') {
    const { display } = box.memory
    // O01.FR.05: only one message stands always in front.
    const kept = display.messages.filter(
      (each) => each.id !== message.id && (message.priority !== 'AlwaysFront' || each.priority !== 'AlwaysFront'),
    )
    display.messages = [...kept, message]
    box.happened('display', `message ${message.id}: ${message.message.content}`)
  }
  return { answer: { status } satisfies SetDisplayMessageResponse }
})

function verdictOn(box: Box, message: MessageInfoType): DisplayMessageStatusEnumType {
  const { display } = box.memory
  if (!FORMATS.includes(message.message.format)) return 'NotSupportedMessageFormat'
  const { transactionId } = message
  if (transactionId !== undefined && !box.connectors.some((c) => c.tx?.uid === transactionId))
    return 'UnknownTransaction'
  const others = display.messages.filter((each) => each.id !== message.id)
  const over = message.endDateTime !== undefined && Date.parse(message.endDateTime) <= box.wallMs()
  return over || others.length >= box.settings.displayMessagesMax ? 'Rejected' : 'Accepted'
}
