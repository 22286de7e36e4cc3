import type { QueryClient } from '@tanstack/react-query'
import type { UseCaseName } from '../../../site/api.ts'
import type { SiteEventName } from '../../../site/events.ts'
import type { LiveConnection } from './live-connection.ts'

/** Which answers an event makes old. */
const outdatedBy: Partial<Record<SiteEventName, UseCaseName[]>> = {
  'quarantine.changed': ['quarantine.list', 'quarantine.get'],
  'alarm.changed': ['alarms.list'],
  'transfer.changed': ['transfers.list'],
  'report.changed': ['reports.list', 'stations.settings', 'monitors.list'],
  'setup.changed': ['setups.get'],
  'reservation.changed': ['reservations.list'],
  'charging.noted': ['profiles.list'],
  'quirks.changed': ['quirks.list', 'quirks.ofStation'],
  'display-message.changed': ['displayMessages.list'],
  'customer-inquiry.changed': ['customerInformation.list', 'customerInformation.get'],
  'customer-inquiry.removed': ['customerInformation.list'],
  'certificates.changed': ['certificates.list', 'certificates.requests'],
  'certificate-request.changed': ['certificates.requests', 'certificates.list'],
  'password-rotation.changed': ['stations.passwordRotations'],
  'security.changed': ['security.settings'],
}

/** Keeps what is known of stations' parts, files and papers in step. @returns the functions that end it */
export function followEquipment(live: LiveConnection, queries: QueryClient): (() => void)[] {
  return Object.entries(outdatedBy).map(([event, names]) =>
    live.on(event as SiteEventName, () => {
      for (const name of names) void queries.invalidateQueries({ queryKey: [name] })
    }),
  )
}
