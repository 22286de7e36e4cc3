import type { TriggerMessageRequest, TriggerMessageResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { requestCertificate } from '../security/signing.ts'
import { tellFirmware } from './firmware-status-notification.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { tellLog } from './log-status-notification.ts'
import { meterValues } from './meter-values.ts'
import { tellPublication } from './publish-firmware-status-notification.ts'
import { sendStatusNotification } from './status-notification.ts'
import { sampled } from './transaction-event.ts'

/** F06: the asked message follows the answer. */
export const triggerMessage: Behaviour = behaviour<TriggerMessageRequest>((box, request) => {
  const { evse } = request
  const chosen = evse ? box.connectors.filter((c) => c.id === evse.id) : box.connectors
  const answer = (status: TriggerMessageResponse['status']) => ({ answer: { status } })
  const send = messages[request.requestedMessage]
  if (!send) return answer('NotImplemented')
  if (chosen.length === 0) return answer('Rejected')
  return { ...answer('Accepted'), afterwards: () => send(box, chosen) }
})

type Send = (box: Box, chosen: readonly Connector[]) => void

const messages: Partial<Record<TriggerMessageRequest['requestedMessage'], Send>> = {
  BootNotification: (box) => box.background(box.sendBoot('triggered')),
  FirmwareStatusNotification: (box) => {
    const { status, requestId } = box.memory.firmware
    tellFirmware(box, status === 'Installed' ? 'Idle' : status, requestId)
  },
  Heartbeat: (box) => box.background(sendHeartbeat(box)),
  PublishFirmwareStatusNotification: (box) => {
    const { status, requestId, files } = box.memory.publications
    const locations = [...files.values()].flatMap((each) => each?.location ?? [])
    tellPublication(box, status, requestId, status === 'Published' ? locations : undefined)
  },
  SignChargingStationCertificate: (box) => box.background(requestCertificate(box, 'station')),
  SignV2GCertificate: (box) => box.background(requestCertificate(box, 'v2g-chain')),
  StatusNotification: (box, chosen) => {
    for (const c of chosen) box.background(sendStatusNotification(box, c))
  },
  LogStatusNotification: (box) => {
    const { status, requestId } = box.memory.log
    tellLog(box, status === 'Uploading' ? status : 'Idle', requestId)
  },
  MeterValues: (box, chosen) => {
    box.catchUp()
    for (const c of chosen) meterValues(box, c, 'trigger')
  },
  TransactionEvent: (box, chosen) => {
    box.catchUp()
    for (const c of chosen) if (c.tx) sampled(box, c, 'trigger')
  },
}
