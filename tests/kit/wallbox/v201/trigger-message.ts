import type { TriggerMessageRequest, TriggerMessageResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { sendHeartbeat } from './heartbeat.ts'
import { meterValues } from './meter-values.ts'
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
  Heartbeat: (box) => box.background(sendHeartbeat(box)),
  StatusNotification: (box, chosen) => {
    for (const c of chosen) box.background(sendStatusNotification(box, c))
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
