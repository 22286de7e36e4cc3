/**
 * What all profiles of a station leave to one EVSE over time (OCPP 1.6 section 3.13.3, 2.0.1 K01): the session's own profile,
 * else the default of the EVSE, else that of the station; capped by the station's maximum and by limits from outside. Pure.
 */
import { type ChargingProfile, changesOf, type Limit, limitAt, type RateUnit } from './charging-profile.ts'
import { convertLimit, type Electrical } from './units.ts'

export interface CompositePeriod {
  /** s from the start. */
  startS: number
  /** Null: nothing limits it. */
  limit: number | null
  phases: number | null
}

export interface CompositeSchedule {
  unit: RateUnit
  startAt: number
  durationS: number
  periods: CompositePeriod[]
}

export interface Place {
  /** 0: the station as a whole, which only caps and limits from outside say something about. */
  evseNo: number
  session: { transactionId: number; startedAt: number } | null
}

/** All that holds for a place at an instant: what it may take, and what caps it. */
export function limitsAt(
  profiles: readonly ChargingProfile[],
  { evseNo, session }: Place,
  at: number,
  sessionStart: number,
): Limit[] {
  const highest = (fits: (profile: ChargingProfile) => boolean): Limit | undefined => {
    let best: { stackLevel: number; limit: Limit } | undefined
    for (const profile of profiles) {
      if (!fits(profile) || (best && best.stackLevel >= profile.stackLevel)) continue
      const limit = limitAt(profile, at, sessionStart)
      if (limit) best = { stackLevel: profile.stackLevel, limit }
    }
    return best?.limit
  }
  const own =
    evseNo === 0
      ? undefined
      : (highest((p) => p.purpose === 'tx' && session !== null && p.transactionId === session.transactionId) ??
        highest((p) => p.purpose === 'tx-default' && p.evseNo === evseNo) ??
        highest((p) => p.purpose === 'tx-default' && p.evseNo === 0))
  const places = evseNo === 0 ? [0] : [0, evseNo]
  const caps = (['station-max', 'external'] as const).flatMap((purpose) =>
    places.map((place) => highest((p) => p.purpose === purpose && p.evseNo === place)),
  )
  return [own, ...caps].filter((limit) => limit !== undefined)
}

/** Without a session, profiles that count from its start are shown as if one began now. */
export function compositeOf(
  profiles: readonly ChargingProfile[],
  place: Place,
  wanted: { from: number; durationS: number; unit: RateUnit; supply: Electrical },
): CompositeSchedule {
  const { from, durationS, unit, supply } = wanted
  const to = from + durationS * 1000
  const sessionStart = place.session?.startedAt ?? from
  const marks = new Set(profiles.flatMap((profile) => changesOf(profile, from, to, sessionStart)))
  const periods: CompositePeriod[] = []
  for (const at of [from, ...[...marks].sort((a, b) => a - b)]) {
    const lowest = lowestOf(limitsAt(profiles, place, at, sessionStart), unit, supply)
    const last = periods.at(-1)
    if (last && last.limit === lowest.limit && last.phases === lowest.phases) continue
    periods.push({ startS: (at - from) / 1000, ...lowest })
  }
  return { unit, startAt: from, durationS, periods }
}

function lowestOf(limits: readonly Limit[], unit: RateUnit, supply: Electrical): Omit<CompositePeriod, 'startS'> {
  let limit: number | null = null
  let phases: number | null = null
  for (const each of limits) {
    const value = convertLimit(each.limit, each.unit, unit, supply, each.phases)
    if (limit === null || value < limit) limit = value
    if (each.phases !== null && (phases === null || each.phases < phases)) phases = each.phases
  }
  return { limit: limit === null ? null : Math.round(limit * 10) / 10, phases }
}
