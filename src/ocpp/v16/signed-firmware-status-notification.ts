import {
  SignedFirmwareStatusNotificationRequest,
  SignedFirmwareStatusNotificationResponse,
} from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'

/** 1.6 security whitepaper, section 5.9: how far a transfer is. */
export const signedFirmwareStatusNotification = incoming({
  request: SignedFirmwareStatusNotificationRequest,
  response: SignedFirmwareStatusNotificationResponse,
  tolerance: {},
  handle: (turn, request) => {
    turn.run('transfers.report', { kinds: ['firmware'], requestId: request.requestId ?? null, status: request.status })
    return {}
  },
})
