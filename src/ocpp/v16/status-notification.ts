import { StatusNotificationRequest, StatusNotificationResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

/** 1.6 section 4.9. Connector 0 is the station; connector n is EVSE n with one connector. */
export const statusNotification = incoming({
  request: StatusNotificationRequest,
  response: StatusNotificationResponse,
  // stations invent error codes and states, and are long-winded in `info`: all of it is shown as they say it
  tolerance: { strict: ['/connectorId'], missing: { '/errorCode': 'NoError' } },
  handle: (turn, request) => {
    turn.run('stations.reportStatus', {
      evseNo: request.connectorId,
      connectorNo: 1,
      rawStatus: request.status,
      errorCode: request.errorCode ?? null,
      vendorErrorCode: request.vendorErrorCode ?? null,
      info: request.info ?? null,
      at: parseTimestamp(request.timestamp),
    })
    turn.after('status told', (link) => link.markStatusTold())
    return {}
  },
})
