import { SiteError } from '../errors.ts'
import type {
  ChargingProfile,
  ChargingSchedule,
  ProfileKind,
  ProfilePurpose,
  RateUnit,
} from '../load/charging-profile.ts'

/** A profile that the site wants a station to keep. */
export interface ChargingProfileView {
  /** The profile id of OCPP. */
  id: number
  stationId: string
  evseNo: number
  purpose: Exclude<ProfilePurpose, 'external'>
  stackLevel: number
  kind: ProfileKind
  recurrency: 'daily' | 'weekly' | null
  validFrom: number | null
  validTo: number | null
  /** As it was wished; the station gets it in its own unit. */
  schedule: ChargingSchedule
  transactionUid: string | null
  author: string
  /** sent: the station has not confirmed it; refused: it said no when it was sent again. */
  state: 'sent' | 'installed' | 'refused'
  problem: string | null
  createdAt: number
  sentAt: number | null
}

export interface ChargingTraitsView {
  /** In force: what a site manager set, else what the station told. Null: not known. */
  units: RateUnit[] | null
  maxStackLevel: number | null
  maxPeriods: number | null
  maxProfiles: number | null
  phases: number
  voltageV: number
  /** Which of them a site manager set. */
  set: ('units' | 'maxStackLevel' | 'phases' | 'voltageV')[]
  readAt: number | null
}

/** A profile that a station says it has. */
export interface InstalledProfile extends Omit<ChargingProfile, 'transactionId'> {
  id: number
  /** Who set it: `CSO` is this site. */
  source: string
  ocppTransactionId: string | null
}

export interface ChargingNeeds {
  /** As the car asks for it. */
  mode: 'DC' | 'AC'
  phases: number | null
  departureAt: number | null
  energyWh: number | null
  minA: number | null
  maxA: number | null
  maxV: number | null
  maxW: number | null
  soc: number | null
  capacityWh: number | null
  fullSoc: number | null
  bulkSoc: number | null
  /** Periods of a schedule that the car can take. */
  maxPeriods: number | null
}

interface NoticeBase {
  /** Of its place, kind and source: a later notice with the same one replaces it. */
  id: string
  accountId: string
  stationId: string
  /** 0: the station as a whole. */
  evseNo: number
  /** Who limits, for `limit`. */
  source: string
  receivedAt: number
}

/** What a station tells of charging by itself. */
export type ChargingNotice = NoticeBase &
  (
    | { kind: 'limit'; gridCritical: boolean | null; schedules: ChargingSchedule[] }
    | { kind: 'needs'; needs: ChargingNeeds; answeredAt: number | null }
    | { kind: 'ev-schedule'; timeBase: number | null; schedule: ChargingSchedule }
    | {
        kind: 'profiles'
        requestId: number
        /** False: the station reported it unasked. */
        asked: boolean
        complete: boolean
        profiles: InstalledProfile[]
      }
  )

/** `cleared`: the limit has ended, and the notice is no more. */
export type ChargingNoted = ChargingNotice & { cleared: boolean }

/** The rules that hold for every station. @throws SiteError InvalidInput */
export function checkProfile(profile: ChargingProfile, now: number) {
  const wrong = faultOf(profile, now)
  if (wrong) throw new SiteError('InvalidInput', { fields: { [wrong[0]]: wrong[1] } })
}

function faultOf(profile: ChargingProfile, now: number): [field: string, what: string] | undefined {
  const { purpose, evseNo, kind, recurrency, validFrom, validTo, schedule } = profile
  const { periods, startAt } = schedule
  if (purpose === 'station-max' && evseNo !== 0)
    return ['evseNo', 'A maximum of the station is for the station as a whole: leave the EVSE out.']
  if (purpose === 'tx' && evseNo === 0) return ['evseNo', 'Say on which EVSE the session runs.']
  if (purpose === 'station-max' && kind === 'relative')
    return ['kind', 'A maximum of the station has no session to count from: choose absolute or recurring.']
  if (kind === 'recurring' && recurrency === null) return ['recurrency', 'Say daily or weekly.']
  if (kind !== 'recurring' && recurrency !== null) return ['recurrency', 'Only a recurring profile has this.']
  if (kind === 'recurring' && startAt === null) return ['schedule.startAt', 'Say when it is to begin the first time.']
  if (kind === 'relative' && startAt !== null)
    return ['schedule.startAt', 'A relative profile begins with the session: leave this out.']
  if (validTo !== null && validTo <= (validFrom ?? now))
    return ['validTo', 'It must end after it has begun, and not in the past.']
  if (periods[0]?.startS !== 0) return ['schedule.periods', 'The first period begins at 0.']
  if (periods.some(({ startS }, n) => n > 0 && startS <= (periods[n - 1]?.startS ?? 0)))
    return ['schedule.periods', 'Each period begins after the one before.']
  return undefined
}
