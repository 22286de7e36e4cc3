import type { Box, Connector } from '../box.ts'
import { call201 } from './call.ts'

const eventIds = new WeakMap<Box, number>()

/** N07: the station tells a fault (and its end) that it watches by itself. */
export async function sendNotifyEvent(box: Box, c: Connector, code: string, cleared: boolean): Promise<void> {
  if (!box.online) return
  const eventId = (eventIds.get(box) ?? 0) + 1
  eventIds.set(box, eventId)
  await call201(box, 'NotifyEvent', {
    generatedAt: box.stamp(),
    seqNo: 0,
    eventData: [
      {
        eventId,
        timestamp: box.stamp(),
        trigger: 'Delta',
        actualValue: String(!cleared),
        techCode: code.slice(0, 50),
        cleared,
        ...(c.tx ? { transactionId: c.tx.uid } : {}),
        component: { name: 'Connector', evse: { id: c.id, connectorId: 1 } },
        variable: { name: 'Problem' },
        eventNotificationType: 'HardWiredNotification',
      },
    ],
  })
}
