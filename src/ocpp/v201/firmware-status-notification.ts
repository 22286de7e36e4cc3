import { FirmwareStatusNotificationRequest, FirmwareStatusNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case L01: how far a transfer is. */
export const firmwareStatusNotification = incoming({
  request: FirmwareStatusNotificationRequest,
  response: FirmwareStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', { kinds: ['firmware'], requestId: request.requestId ?? null, status: request.status })
    return {}
  },
})
