/** A profile as one station takes it: in its units, with its kind, within its limits. Pure. */
import { SiteError } from '../errors.ts'
import type { ChargingProfile, RateUnit } from './charging-profile.ts'
import { convertSchedule, type Electrical } from './units.ts'

/** What a station takes; null: not known, so nothing is refused for it. */
export interface ChargingTraits {
  units: readonly RateUnit[] | null
  maxStackLevel: number | null
  maxPeriods: number | null
  supply: Electrical
  /** Default profiles must be relative to the start of the session. */
  relativeOnly: boolean
  noStationMax: boolean
  /** What a limit of 0 does. */
  zeroLimit: 'pauses' | 'refused' | 'ends-session'
}

/** @throws SiteError InvalidInput, NotSupported: with what the station would not take */
export function adaptProfile<P extends ChargingProfile>(profile: P, traits: ChargingTraits): P {
  const { purpose, stackLevel, schedule } = profile
  if (purpose === 'station-max' && traits.noStationMax)
    throw new SiteError('NotSupported', {
      reason: 'This model takes no profile for the station as a whole. Set a default profile of its EVSEs instead.',
    })
  if (traits.maxStackLevel !== null && stackLevel > traits.maxStackLevel)
    throw new SiteError('InvalidInput', {
      fields: { stackLevel: `This station takes stack levels from 0 to ${traits.maxStackLevel}.` },
    })
  if (traits.maxPeriods !== null && schedule.periods.length > traits.maxPeriods)
    throw new SiteError('InvalidInput', {
      fields: { schedule: `This station takes schedules of at most ${traits.maxPeriods} periods.` },
    })
  if (traits.zeroLimit !== 'pauses' && schedule.periods.some(({ limit }) => limit === 0))
    throw new SiteError('NotSupported', {
      reason:
        traits.zeroLimit === 'refused'
          ? 'This model refuses a limit of 0. Use the least that its cars take, or stop the session.'
          : 'This model ends the session at a limit of 0. Use the least that its cars take, or stop the session.',
    })
  const [unit] = traits.units ?? []
  const fitting = traits.units === null || traits.units.includes(schedule.unit) || unit === undefined
  const converted = fitting ? schedule : convertSchedule(schedule, unit, traits.supply)
  return relativeWhereNeeded({ ...profile, schedule: converted }, traits)
}

/** A limit that never changes is the same limit counted from the start of each session. */
function relativeWhereNeeded<P extends ChargingProfile>(profile: P, { relativeOnly }: ChargingTraits): P {
  if (!relativeOnly || profile.purpose === 'station-max' || profile.kind === 'relative') return profile
  const { schedule } = profile
  if (schedule.periods.length > 1 || profile.kind === 'recurring')
    throw new SiteError('NotSupported', {
      reason: 'This model takes only profiles that are relative to the session. Set one with kind relative.',
    })
  return { ...profile, kind: 'relative', schedule: { ...schedule, startAt: null, durationS: null } }
}
