import type { EventDataType } from '../generated/v21/types.ts'
import { NotifyEventRequest, NotifyEventResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'
import { eventTolerance, recordEvent } from '../v201/notify-event.ts'

/** 2.1 use case N07, and G01: a connector's state comes as an event of its variable AvailabilityState. */
export const notifyEvent = incoming({
  request: NotifyEventRequest,
  response: NotifyEventResponse,
  tolerance: eventTolerance,
  handle: (turn, { eventData }) => {
    for (const event of eventData) {
      const connector = connectorOf(event)
      if (!connector) {
        recordEvent(turn, event)
        continue
      }
      turn.run('stations.reportStatus', {
        ...connector,
        rawStatus: event.actualValue,
        errorCode: null,
        vendorErrorCode: event.techCode ?? null,
        info: event.techInfo ?? null,
        at: parseTimestamp(event.timestamp),
      })
      turn.after('status told', (link) => link.markStatusTold())
    }
    return {}
  },
})

/** Of which connector this is the state; undefined: it is another event. EVSEs and the station have such a variable too. */
function connectorOf({ component, variable, actualValue }: EventDataType) {
  const isState = is(component.name, 'Connector') && is(variable.name, 'AvailabilityState')
  const { evse } = component
  if (!isState || !evse || !actualValue) return undefined
  return { evseNo: evse.id, connectorNo: evse.connectorId ?? 1 }
}

/** Names of the device model are compared without regard to case (part 1, section 4). */
function is(name: string, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase()
}
