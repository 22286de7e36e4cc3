/** Charging profiles as the site thinks of them (OCPP 1.6 section 3.13, 2.0.1 chapter K). Pure. */
import type { ChargingScheduleColumn } from '../db/schema.ts'

/** A is per phase, W is the sum of all phases. */
export type RateUnit = 'A' | 'W'
/** Limits over time, in s from the start of the schedule; the last period goes on until `durationS`, or for ever. */
export type ChargingSchedule = ChargingScheduleColumn

/**
 * `external` comes from outside of the site (the grid, an energy manager at the station); `station-max` caps the station as a
 * whole; `tx-default` holds for every session, unless that session has a `tx` of its own.
 */
export type ProfilePurpose = 'external' | 'station-max' | 'tx-default' | 'tx'
export type ProfileKind = 'absolute' | 'recurring' | 'relative'

export interface ChargingProfile {
  /** 0: the station as a whole, or (tx-default) each EVSE that has none of its own. */
  evseNo: number
  purpose: ProfilePurpose
  /** Inside a purpose and an EVSE the highest that has something to say wins. */
  stackLevel: number
  kind: ProfileKind
  recurrency: 'daily' | 'weekly' | null
  validFrom: number | null
  validTo: number | null
  schedule: ChargingSchedule
  /** Of a `tx` profile: the session that it belongs to. */
  transactionId: number | null
}

export const recurrenceMs = { daily: 24 * 60 * 60 * 1000, weekly: 7 * 24 * 60 * 60 * 1000 } as const

/** What holds at an instant, with its unit. */
export interface Limit {
  unit: RateUnit
  limit: number
  phases: number | null
}

/**
 * What a profile says at an instant; undefined: nothing.
 * @param sessionStart when the session began that relative schedules count from; undefined: there is none, they say nothing
 */
export function limitAt(profile: ChargingProfile, at: number, sessionStart: number | undefined): Limit | undefined {
  if (profile.validFrom !== null && at < profile.validFrom) return undefined
  if (profile.validTo !== null && at >= profile.validTo) return undefined
  const start = runStart(profile, at, sessionStart)
  if (start === undefined || at < start) return undefined
  const { unit, durationS, periods } = profile.schedule
  const offsetS = (at - start) / 1000
  if (durationS !== null && offsetS >= durationS) return undefined
  const period = periods.findLast(({ startS }) => startS <= offsetS)
  return period && { unit, limit: period.limit, phases: period.phases }
}

/** When the run of the schedule began that an instant belongs to. */
function runStart(profile: ChargingProfile, at: number, sessionStart: number | undefined): number | undefined {
  const { kind, recurrency, schedule } = profile
  // an absolute schedule without a start counts from the session, as a relative one does (2.0.1 section 2.12)
  if (kind === 'relative' || schedule.startAt === null) return sessionStart
  if (kind === 'absolute' || recurrency === null || at < schedule.startAt) return schedule.startAt
  const every = recurrenceMs[recurrency]
  return schedule.startAt + Math.floor((at - schedule.startAt) / every) * every
}

/** Instants after `from` and before `to` at which what the profile says may change. */
export function changesOf(
  profile: ChargingProfile,
  from: number,
  to: number,
  sessionStart: number | undefined,
): number[] {
  const marks = [profile.validFrom, profile.validTo]
  const { periods, durationS } = profile.schedule
  const every = profile.kind === 'recurring' && profile.recurrency ? recurrenceMs[profile.recurrency] : undefined
  for (let start = runStart(profile, from, sessionStart); start !== undefined && start < to; ) {
    for (const { startS } of periods) marks.push(start + startS * 1000)
    if (durationS !== null) marks.push(start + durationS * 1000)
    if (every === undefined) break
    start += every
    marks.push(start)
  }
  return marks.filter((mark): mark is number => mark !== null && mark > from && mark < to)
}
