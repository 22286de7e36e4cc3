import type { BootNotificationResponse as Answer, BootNotificationRequest as Request } from '../generated/v201/types.ts'
import { BootNotificationRequest, BootNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

const pendingRetryS = 10

/** 2.0.1 use case B01. Whoever passed the door is accepted. */
export const bootNotification = incoming({
  request: BootNotificationRequest,
  response: BootNotificationResponse,
  handle: answerBoot,
})

export function answerBoot(turn: Turn, { reason, chargingStation }: Request): Answer {
  const { standing } = turn.run('stations.boot', {
    vendor: chargingStation.vendorName,
    model: chargingStation.model,
    serialNumber: chargingStation.serialNumber ?? null,
    firmware: chargingStation.firmwareVersion ?? null,
    iccid: chargingStation.modem?.iccid ?? null,
    imsi: chargingStation.modem?.imsi ?? null,
    reason,
  })
  turn.after('ready for commands', (link) => link.markBooted())
  // held: it asks again soon, and is accepted when its set-up was tried
  if (standing === 'pending')
    return { status: 'Pending', currentTime: printTimestamp(turn.receivedAt), interval: pendingRetryS }
  return { status: 'Accepted', currentTime: printTimestamp(turn.receivedAt), interval: turn.heartbeatS }
}
