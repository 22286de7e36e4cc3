import type {
  ChargingLimitSourceEnumType,
  ChargingProfileType,
  ChargingScheduleType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { clearProfiles, keepProfile, sameSlot } from '../smart-charging.ts'
import { call201 } from './call.ts'
import { profileOf201 } from './charging-profile.ts'
import { rateChanged } from './transaction-event.ts'

/** Profile ids of limits from outside stand apart from those the server gives. */
const EXTERNAL_IDS = 1_000_000

export interface ExternalLimit {
  /** undefined: the whole station */
  readonly connector?: number | undefined
  readonly limit: number
  readonly unit: 'A' | 'W'
  /** seconds, undefined: until it is taken back */
  readonly durationS?: number | undefined
  readonly source: Exclude<ChargingLimitSourceEnumType, 'CSO'>
  readonly isGridCritical?: boolean | undefined
}

/** K12: an energy manager or the grid limits the box; it follows at once and tells the server, and so do running charges. */
export function limitFromOutside(box: Box, wanted: ExternalLimit): void {
  const evseId = wanted.connector ?? 0
  const id = EXTERNAL_IDS + evseId
  const schedule: ChargingScheduleType = {
    id,
    startSchedule: box.stamp(),
    ...(wanted.durationS === undefined ? {} : { duration: wanted.durationS }),
    chargingRateUnit: wanted.unit,
    chargingSchedulePeriod: [{ startPeriod: 0, limit: wanted.limit }],
  }
  const wire: ChargingProfileType = {
    id,
    stackLevel: 0,
    chargingProfilePurpose: 'ChargingStationExternalConstraints',
    chargingProfileKind: 'Absolute',
    chargingSchedule: [schedule],
  }
  const stored = { ...profileOf201(wire), connectorId: evseId, tx: undefined, source: wanted.source }
  keepProfile(box, stored, (each) => sameSlot(each, stored))
  if (!box.online) return
  const { source, isGridCritical } = wanted
  box.background(
    call201(box, 'NotifyChargingLimit', {
      ...(evseId === 0 ? {} : { evseId }),
      chargingLimit: { chargingLimitSource: source, ...(isGridCritical === undefined ? {} : { isGridCritical }) },
      chargingSchedule: [schedule],
    }),
  )
  for (const c of affected(box, evseId)) rateChanged(box, c)
}

/** K13: the limit is taken back. Answers whether there was one. */
export function clearLimitFromOutside(box: Box, source: ExternalLimit['source'], connector?: number): boolean {
  const evseId = connector ?? 0
  const gone = clearProfiles(
    box,
    (each) => each.purpose === 'external' && each.connectorId === evseId && each.source === source,
  )
  if (gone === 0) return false
  if (!box.online) return true
  box.background(
    call201(box, 'ClearedChargingLimit', { chargingLimitSource: source, ...(evseId === 0 ? {} : { evseId }) }),
  )
  for (const c of affected(box, evseId)) rateChanged(box, c)
  return true
}

function affected(box: Box, evseId: number): Connector[] {
  return box.connectors.filter((c) => evseId === 0 || c.id === evseId)
}
