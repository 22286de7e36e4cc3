import { SecurityEventNotificationRequest, SecurityEventNotificationResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

/** 2.0.1 use case A04. */
export const securityEventNotification = incoming({
  request: SecurityEventNotificationRequest,
  response: SecurityEventNotificationResponse,
  fact: true,
  tolerance: { missing: { '/timestamp': '1970-01-01T00:00:00Z' } },
  handle: (turn, { type, timestamp, techInfo }) => {
    turn.run('stations.reportSecurityEvent', { kind: type, text: techInfo ?? null, at: parseTimestamp(timestamp) })
    return {}
  },
})
