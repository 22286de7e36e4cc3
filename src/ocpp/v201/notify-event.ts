import type { EventDataType } from '../generated/v201/types.ts'
import { NotifyEventRequest, NotifyEventResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'
import { printVariableKey } from './variable-key.ts'

export const eventTolerance = {
  missing: {
    '/generatedAt': '1970-01-01T00:00:00Z',
    '/seqNo': 0,
    '/eventData/*/timestamp': '1970-01-01T00:00:00Z',
    '/eventData/*/trigger': 'Alerting',
    '/eventData/*/actualValue': '',
    '/eventData/*/eventNotificationType': 'HardWiredNotification',
  },
}

/** 2.0.1 use case N07. */
export const notifyEvent = incoming({
  request: NotifyEventRequest,
  response: NotifyEventResponse,
  tolerance: eventTolerance,
  handle: (turn, { eventData }) => {
    for (const event of eventData) recordEvent(turn, event)
    return {}
  },
})

export function recordEvent(turn: Turn, event: EventDataType) {
  turn.run('stations.reportEvent', {
    evseNo: event.component.evse?.id ?? null,
    subject: printVariableKey(event),
    value: event.actualValue ?? null,
    trigger: event.trigger ?? null,
    cleared: event.cleared ?? null,
    text: textOf(event),
    at: parseTimestamp(event.timestamp),
  })
}

function textOf({ techCode, techInfo }: EventDataType): string | null {
  const told = [techCode, techInfo].filter(Boolean)
  return told.length > 0 ? told.join(': ') : null
}
