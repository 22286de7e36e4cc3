import { BootNotificationRequest, BootNotificationResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

const pendingRetryS = 10

/** 1.6 section 4.2. Whoever passed the door is accepted. */
export const bootNotification = incoming({
  request: BootNotificationRequest,
  response: BootNotificationResponse,
  handle: (turn, request) => {
    const { standing } = turn.run('stations.boot', {
      vendor: request.chargePointVendor,
      model: request.chargePointModel,
      serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
      firmware: request.firmwareVersion ?? null,
      iccid: request.iccid ?? null,
      imsi: request.imsi ?? null,
      reason: null,
    })
    turn.after('ready for commands', (link) => link.markBooted())
    // held: it asks again soon, and is accepted when its set-up was tried
    if (standing === 'pending')
      return { status: 'Pending', currentTime: printTimestamp(turn.receivedAt), interval: pendingRetryS }
    return { status: 'Accepted', currentTime: printTimestamp(turn.receivedAt), interval: turn.heartbeatS }
  },
})
