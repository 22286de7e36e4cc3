import { LogStatusNotificationRequest, LogStatusNotificationResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'

/** 1.6 security whitepaper, section 5.5: how far a transfer is. */
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
