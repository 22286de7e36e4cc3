import { BootNotificationRequest, BootNotificationResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

/** 1.6 section 4.2. Whoever passed the door is accepted. */
export const bootNotification = incoming({
  request: BootNotificationRequest,
  response: BootNotificationResponse,
  handle: (turn, request) => {
    turn.run('stations.boot', {
      vendor: request.chargePointVendor,
      model: request.chargePointModel,
      serialNumber: request.chargePointSerialNumber ?? request.chargeBoxSerialNumber ?? null,
      firmware: request.firmwareVersion ?? null,
      iccid: request.iccid ?? null,
      imsi: request.imsi ?? null,
      reason: null,
    })
    turn.after('ready for commands', (link) => link.markBooted())
    return { status: 'Accepted', currentTime: printTimestamp(turn.receivedAt), interval: turn.heartbeatS }
  },
})
