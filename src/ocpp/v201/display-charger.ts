import type { DisplayCharger, DisplayFormat, DisplayPriority, DisplayWhile } from '../../site/displays/display.ts'
import { expectStatus } from '../answers.ts'
import type {
  ClearDisplayMessageRequest,
  GetDisplayMessagesRequest,
  MessageFormatEnumType,
  MessagePriorityEnumType,
  MessageStateEnumType,
  SetDisplayMessageRequest,
} from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

export const displayPriorities: Readonly<Record<DisplayPriority, MessagePriorityEnumType>> = {
  'always-front': 'AlwaysFront',
  'in-front': 'InFront',
  'normal-cycle': 'NormalCycle',
}

export const displayStates: Readonly<Record<DisplayWhile, MessageStateEnumType>> = {
  charging: 'Charging',
  faulted: 'Faulted',
  idle: 'Idle',
  unavailable: 'Unavailable',
}

export const displayFormats: Readonly<Record<DisplayFormat, MessageFormatEnumType>> = {
  text: 'UTF8',
  ascii: 'ASCII',
  html: 'HTML',
  uri: 'URI',
}

/** 2.0.1 use cases O01 to O06. */
export function displayCharger(link: Caller): DisplayCharger {
  return {
    showMessage: async (order) => {
      const { ocppId, priority, shownWhile, format, language, content, startAt, endAt, ocppTransactionId } = order
      const request: SetDisplayMessageRequest = {
        message: {
          id: ocppId,
          priority: displayPriorities[priority],
          ...(shownWhile === null ? {} : { state: displayStates[shownWhile] }),
          ...(startAt === null ? {} : { startDateTime: printTimestamp(startAt) }),
          ...(endAt === null ? {} : { endDateTime: printTimestamp(endAt) }),
          ...(ocppTransactionId === null ? {} : { transactionId: ocppTransactionId }),
          message: { format: displayFormats[format], content, ...(language === null ? {} : { language }) },
        },
      }
      expectStatus('SetDisplayMessage', await link.call('SetDisplayMessage', request), ['Accepted'])
    },

    clearMessage: async ({ ocppId }) => {
      const request: ClearDisplayMessageRequest = { id: ocppId }
      const answer = await link.call('ClearDisplayMessage', request)
      return expectStatus('ClearDisplayMessage', answer, ['Accepted', 'Unknown']) === 'Accepted' ? 'cleared' : 'unknown'
    },

    askMessages: async ({ requestId }) => {
      const request: GetDisplayMessagesRequest = { requestId }
      const answer = await link.call('GetDisplayMessages', request)
      return expectStatus('GetDisplayMessages', answer, ['Accepted', 'Unknown']) === 'Accepted' ? 'coming' : 'none'
    },
  }
}
