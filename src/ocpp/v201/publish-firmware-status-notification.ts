import {
  PublishFirmwareStatusNotificationRequest,
  PublishFirmwareStatusNotificationResponse,
} from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case L03: how far a transfer is. */
export const publishFirmwareStatusNotification = incoming({
  request: PublishFirmwareStatusNotificationRequest,
  response: PublishFirmwareStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', {
      kinds: ['published-firmware'],
      requestId: request.requestId ?? null,
      status: request.status,
    })
    return {}
  },
})
