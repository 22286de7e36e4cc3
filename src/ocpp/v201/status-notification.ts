import type { StatusNotificationRequest as Request } from '../generated/v201/types.ts'
import { StatusNotificationRequest, StatusNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

/** Some stations send 1.6's states, or leave the connector out where the EVSE has but one. */
export const statusTolerance = {
  strict: ['/evseId'],
  missing: { '/timestamp': '1970-01-01T00:00:00Z', '/connectorId': 1 },
}

/** 2.0.1 use case G01. Faults come as NotifyEvent, so there is no error code here. */
export const statusNotification = incoming({
  request: StatusNotificationRequest,
  response: StatusNotificationResponse,
  tolerance: statusTolerance,
  handle: answerStatus,
})

export function answerStatus(turn: Turn, request: Request) {
  turn.run('stations.reportStatus', {
    evseNo: request.evseId,
    connectorNo: request.connectorId ?? 1,
    rawStatus: request.connectorStatus,
    errorCode: null,
    vendorErrorCode: null,
    info: null,
    at: parseTimestamp(request.timestamp),
  })
  turn.after('status told', (link) => link.markStatusTold())
  return {}
}
