import type { TriggerMessageRequest, TriggerMessageResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { isUploading } from '../log-upload.ts'
import { tellDiagnostics } from './diagnostics-status-notification.ts'
import { tellFirmware } from './firmware-status-notification.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { meterValues } from './meter-values.ts'
import { sendStatusNotification } from './status-notification.ts'

/** §5.17: the asked message follows the answer. */
export const triggerMessage: Behaviour = behaviour<TriggerMessageRequest>((box, request) => {
  const { connectorId } = request
  const chosen = connectorId ? box.connectors.filter((c) => c.id === connectorId) : box.connectors
  const answer = (status: TriggerMessageResponse['status']) => ({ answer: { status } })
  if (chosen.length === 0) return answer('Rejected')
  return { ...answer('Accepted'), afterwards: () => messages[request.requestedMessage](box, chosen, connectorId) }
})

type Send = (box: Box, chosen: readonly Connector[], connectorId: number | undefined) => void

const messages: Record<TriggerMessageRequest['requestedMessage'], Send> = {
  BootNotification: (box) => box.background(box.sendBoot('triggered')),
  DiagnosticsStatusNotification: (box) => tellDiagnostics(box, isUploading(box) ? 'Uploading' : 'Idle'),
  FirmwareStatusNotification: (box) => {
    const { status } = box.memory.firmware
    tellFirmware(box, status === 'Installed' ? 'Idle' : status)
  },
  Heartbeat: (box) => box.background(sendHeartbeat(box)),
  StatusNotification: (box, chosen, connectorId) => {
    if (!connectorId) box.background(sendStatusNotification(box, undefined))
    if (connectorId !== 0) for (const c of chosen) box.background(sendStatusNotification(box, c))
  },
  MeterValues: (box, chosen) => {
    box.catchUp()
    for (const c of chosen) meterValues(box, c, 'trigger')
  },
}
