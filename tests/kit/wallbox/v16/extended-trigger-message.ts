import type {
  ExtendedTriggerMessageRequest,
  ExtendedTriggerMessageResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { requestCertificate } from '../security/signing.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { tellLog } from './log-status-notification.ts'
import { meterValues } from './meter-values.ts'
import { tellSignedFirmware } from './signed-firmware-status-notification.ts'
import { sendStatusNotification } from './status-notification.ts'

/** Security extension §5.7: the asked message follows the answer. */
export const extendedTriggerMessage: Behaviour = behaviour<ExtendedTriggerMessageRequest>((box, request) => {
  const { connectorId, requestedMessage } = request
  const chosen = connectorId ? box.connectors.filter((c) => c.id === connectorId) : box.connectors
  const answer = (status: ExtendedTriggerMessageResponse['status']) => ({ answer: { status } })
  if (chosen.length === 0) return answer('Rejected')
  return { ...answer('Accepted'), afterwards: () => messages[requestedMessage](box, chosen) }
})

type Send = (box: Box, chosen: readonly Connector[]) => void

const messages: Record<ExtendedTriggerMessageRequest['requestedMessage'], Send> = {
  BootNotification: (box) => box.background(box.sendBoot('triggered')),
  FirmwareStatusNotification: (box) => {
    const { status, requestId } = box.memory.firmware
    tellSignedFirmware(box, status === 'Installed' ? 'Idle' : status, requestId)
  },
  Heartbeat: (box) => box.background(sendHeartbeat(box)),
  LogStatusNotification: (box) => {
    const { status, requestId } = box.memory.log
    tellLog(box, status === 'Uploading' ? status : 'Idle', requestId)
  },
  MeterValues: (box, chosen) => {
    box.catchUp()
    for (const c of chosen) meterValues(box, c, 'trigger')
  },
  SignChargePointCertificate: (box) => box.background(requestCertificate(box, 'station')),
  StatusNotification: (box, chosen) => {
    for (const c of chosen) box.background(sendStatusNotification(box, c))
  },
}
