import type { EventDataType, NotifyEventRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'

/** Severity of a fault that the station tells by itself: as a critical hardware failure (Part 2, 3.47). */
const FAULT_SEVERITY = 3

/** N07: the station tells a fault (and its end) that it watches by itself. */
export function notifyFault(box: Box, c: Connector, code: string, cleared: boolean): void {
  const data: EventDataType = {
    eventId: box.memory.monitoring.nextEventId++,
    timestamp: box.stamp(),
    trigger: 'Delta',
    actualValue: String(!cleared),
    techCode: code.slice(0, 50),
    cleared,
    ...(c.tx ? { transactionId: c.tx.uid } : {}),
    component: { name: 'Connector', evse: { id: c.id, connectorId: 1 } },
    variable: { name: 'Problem' },
    eventNotificationType: 'HardWiredNotification',
  }
  notifyEvents(box, [{ data, severity: FAULT_SEVERITY }])
}

/** Tells events; while offline only those that are severe enough are kept (OfflineQueuingSeverity). */
export function notifyEvents(box: Box, events: readonly { data: EventDataType; severity: number }[]): void {
  const kept = box.online ? events : events.filter((each) => each.severity <= box.settings.offlineSeverity)
  if (kept.length === 0) return
  const request: NotifyEventRequest = {
    generatedAt: box.stamp(),
    seqNo: 0,
    eventData: kept.map((each) => each.data) as [EventDataType],
  }
  for (const { data } of kept)
    box.happened(
      'event',
      `${data.component.name}.${data.variable.name} is ${data.actualValue}`,
      data.component.evse?.id,
    )
  box.fact({ action: 'NotifyEvent', label: 'an event', droppable: true, payload: () => request })
}
