import type {
  MessageContentType,
  MessageInfoType,
  MessageStateEnumType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { phaseOf } from '../phase.ts'

/** What the box's screen knows. */
export interface Display {
  messages: MessageInfoType[]
  /** for the driver in front of it, by connector: from Authorize and TransactionEvent */
  readonly personal: Map<number, MessageContentType>
}

export const FORMATS: readonly MessageContentType['format'][] = ['ASCII', 'UTF8', 'URI']
export const PRIORITIES: readonly MessageInfoType['priority'][] = ['AlwaysFront', 'InFront', 'NormalCycle']

export function createDisplay(): Display {
  return { messages: [], personal: new Map() }
}

/** What stands on the screen now: those of the highest priority, in turn; without any what is meant for the driver. */
export function shownNow(box: Box): MessageInfoType[] {
  const now = box.wallMs()
  const state = stateOf(box)
  const due = box.memory.display.messages.filter(
    (each) =>
      (each.startDateTime === undefined || Date.parse(each.startDateTime) <= now) &&
      (each.endDateTime === undefined || Date.parse(each.endDateTime) > now) &&
      (each.state === undefined || each.state === state) &&
      (each.transactionId === undefined || box.connectors.some((c) => c.tx?.uid === each.transactionId)),
  )
  const priority = PRIORITIES.find((each) => due.some((message) => message.priority === each))
  return due.filter((each) => each.priority === priority)
}

/** The server has a word for the driver in front of this connector: tariff, greeting, reason of a refusal. */
export function showToDriver(box: Box, c: Connector, message: MessageContentType): void {
  box.memory.display.personal.set(c.id, message)
  box.happened('display', message.content, c.id)
}

function stateOf(box: Box): MessageStateEnumType {
  const phases = box.connectors.map((c) => phaseOf(box, c))
  if (phases.some((each) => each === 'faulted')) return 'Faulted'
  if (phases.every((each) => each === 'unavailable')) return 'Unavailable'
  return box.connectors.some((c) => c.tx) ? 'Charging' : 'Idle'
}

/** O01.FR.06, O02: what is over, or belonged to a charge that has ended, is forgotten. */
export function expireMessages(box: Box): void {
  const { display } = box.memory
  if (display.messages.length === 0) return
  const now = box.wallMs()
  display.messages = display.messages.filter(
    (each) =>
      (each.endDateTime === undefined || Date.parse(each.endDateTime) > now) &&
      (each.transactionId === undefined || box.connectors.some((c) => c.tx?.uid === each.transactionId)),
  )
}
