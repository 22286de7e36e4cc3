import { LogStatusNotificationRequest, LogStatusNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case N01: how far a transfer is. */
export const logStatusNotification = incoming({
  request: LogStatusNotificationRequest,
  response: LogStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', {
      kinds: ['diagnostics', 'security-log'],
      requestId: request.requestId ?? null,
      status: request.status,
    })
    return {}
  },
})
