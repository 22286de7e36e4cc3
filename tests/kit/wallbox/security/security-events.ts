import type { Box } from '../box.ts'

const MOST_KEPT = 200

export interface SecurityEvent {
  readonly at: string
  readonly type: string
  readonly info: string | undefined
}

/** Names that differ between the versions. */
export interface SecurityEventNames {
  readonly invalidOwnCertificate: string
}

/** Notes a security event and tells it; it is kept until the server has heard it (1.6 security §5.6, 2.0.1 A04). */
export function raiseSecurityEvent(box: Box, type: string, info?: string): void {
  const event: SecurityEvent = { at: box.stamp(), type, info }
  const { securityLog } = box.memory
  securityLog.push(event)
  if (securityLog.length > MOST_KEPT) securityLog.shift()
  box.happened('security', `${type}${info === undefined ? '' : `: ${info}`}`)
  const request = {
    type: type.slice(0, 50),
    timestamp: event.at,
    ...(info === undefined ? {} : { techInfo: info.slice(0, 255) }),
  }
  box.fact({
    action: 'SecurityEventNotification',
    label: `security event ${type}`,
    droppable: false,
    payload: () => request,
  })
}
