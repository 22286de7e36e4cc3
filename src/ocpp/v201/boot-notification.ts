import { BootNotificationRequest, BootNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

/** 2.0.1 use case B01. Whoever passed the door is accepted. */
export const bootNotification = incoming({
  request: BootNotificationRequest,
  response: BootNotificationResponse,
  handle: (turn, { reason, chargingStation }) => {
    turn.run('stations.boot', {
      vendor: chargingStation.vendorName,
      model: chargingStation.model,
      serialNumber: chargingStation.serialNumber ?? null,
      firmware: chargingStation.firmwareVersion ?? null,
      iccid: chargingStation.modem?.iccid ?? null,
      imsi: chargingStation.modem?.imsi ?? null,
      reason,
    })
    turn.after('ready for commands', (link) => link.markBooted())
    return { status: 'Accepted', currentTime: printTimestamp(turn.receivedAt), interval: turn.heartbeatS }
  },
})
