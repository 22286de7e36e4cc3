import type { SessionStatusCharger } from '../../site/transactions/session-status.ts'
import type { GetTransactionStatusRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'

/** 2.0.1 use case E14. */
export function sessionStatusCharger(link: Caller): SessionStatusCharger {
  return {
    askSessionStatus: async ({ ocppTransactionId }) => {
      const request: GetTransactionStatusRequest = { transactionId: ocppTransactionId }
      const { messagesInQueue, ongoingIndicator } = ((await link.call('GetTransactionStatus', request)) ?? {}) as {
        messagesInQueue?: unknown
        ongoingIndicator?: unknown
      }
      return {
        queued: messagesInQueue === true,
        // E14.FR.01: left out where the station knows no such session
        running: typeof ongoingIndicator === 'boolean' ? ongoingIndicator : null,
      }
    },
  }
}
