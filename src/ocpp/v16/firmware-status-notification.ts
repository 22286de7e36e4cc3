import { FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'

/** 1.6 section 4.5: how far a transfer is. */
export const firmwareStatusNotification = incoming({
  request: FirmwareStatusNotificationRequest,
  response: FirmwareStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', { kinds: ['firmware'], requestId: null, status: request.status })
    return {}
  },
})
