import {
  DiagnosticsStatusNotificationRequest,
  DiagnosticsStatusNotificationResponse,
} from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'

/** 1.6 section 4.4: how far a transfer is. */
export const diagnosticsStatusNotification = incoming({
  request: DiagnosticsStatusNotificationRequest,
  response: DiagnosticsStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', { kinds: ['diagnostics'], requestId: null, status: request.status })
    return {}
  },
})
