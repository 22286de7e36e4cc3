import type { Box, Connector, Transaction } from './box.ts'
import { refresh } from './phase.ts'
import { NOMINAL_V, setClosed } from './physics.ts'
import { type ChargingProfile, changesOf, type Layer, layersAt, type StoredProfile } from './profiles.ts'

/** Why a profile is not taken; the reason code is 2.0.1's. */
export type Refusal =
  | 'UnknownConnector'
  | 'InvalidProfile'
  | 'InvalidSchedule'
  | 'InvalidStackLevel'
  | 'UnsupportedRateUnit'
  | 'TooManyProfiles'
  | 'NoTransaction'
  | 'DuplicateProfile'

/** What every version asks of a profile before it is kept. `tx`: the charge the message names, or runs on the connector. */
export function refusalOf(
  box: Box,
  connectorId: number,
  profile: ChargingProfile,
  tx: Transaction | undefined,
): Refusal | undefined {
  const { settings } = box
  if (connectorId !== 0 && !box.connectors.some((c) => c.id === connectorId)) return 'UnknownConnector'
  if (profile.stackLevel < 0 || profile.stackLevel > settings.stackLevelMax) return 'InvalidStackLevel'
  if (profile.purpose === 'station' && (connectorId !== 0 || profile.kind === 'Relative')) return 'InvalidProfile'
  if (profile.purpose === 'tx' && (connectorId === 0 || !tx)) return 'NoTransaction'
  const { schedule } = profile
  if (profile.kind === 'Recurring' && (!profile.recurrence || schedule.startMs === undefined)) return 'InvalidProfile'
  if (!settings.rateUnits.includes(schedule.unit)) return 'UnsupportedRateUnit'
  if (schedule.periods.length > settings.schedulePeriodsMax) return 'InvalidSchedule'
  // 1.6 §7.14, 2.0.1 K01.FR.31: the first period begins with the schedule, each later one after the one before.
  if (schedule.periods[0]?.startS !== 0) return 'InvalidSchedule'
  if (schedule.periods.some((p, i) => p.limit < 0 || (i > 0 && p.startS <= (schedule.periods[i - 1]?.startS ?? 0))))
    return 'InvalidSchedule'
  const kept = box.memory.profiles.filter((each) => each.id !== profile.id)
  return kept.length >= settings.profilesMax ? 'TooManyProfiles' : undefined
}

/** Keeps a profile: it takes the place of one with its id, and where `replaces` says so of one at its place in the stack. */
export function keepProfile(box: Box, profile: StoredProfile, replaces: (each: StoredProfile) => boolean): void {
  const others = box.memory.profiles.filter((each) => each.id !== profile.id && !replaces(each))
  box.memory.profiles.splice(0, Number.POSITIVE_INFINITY, ...others, profile)
  const where = profile.connectorId === 0 ? undefined : profile.connectorId
  box.happened('limit', `charging profile ${profile.id} (${profile.purpose}, level ${profile.stackLevel})`, where)
  applyLimits(box)
}

/** Same purpose, stack level and place: what a newer profile replaces in 1.6 (§5.16.2). */
export function sameSlot(a: StoredProfile, b: StoredProfile): boolean {
  return (
    a.purpose === b.purpose && a.stackLevel === b.stackLevel && a.connectorId === b.connectorId && a.source === b.source
  )
}

/** Forgets the profiles that fit; answers how many there were. */
export function clearProfiles(box: Box, fits: (profile: StoredProfile) => boolean): number {
  const { profiles } = box.memory
  const stuck = (each: StoredProfile) =>
    box.quirks.keepsStackZero === true && each.stackLevel === 0 && each.source === 'CSO' && !each.tx
  const kept = profiles.filter((each) => !fits(each) || stuck(each))
  const gone = profiles.length - kept.length
  if (gone === 0) return 0
  profiles.splice(0, Number.POSITIVE_INFINITY, ...kept)
  applyLimits(box)
  return gone
}

/** Lets the limits of this instant act on the cars. Called as time passes and whenever a profile or a charge begins or ends. */
export function applyLimits(box: Box): void {
  const now = box.wallMs()
  const charging = Math.max(1, box.connectors.filter((c) => c.tx).length)
  for (const c of box.connectors) {
    const layers = c.tx ? effective(box, c, now, charging) : []
    const limitW = lowest([c.localLimitW, ...layers.map((each) => (each.unit === 'W' ? each.limit : undefined))])
    const limitA = lowest(layers.map((each) => (each.unit === 'A' ? each.limit : undefined)))
    const limitPhases = lowest(layers.map((each) => each.phases))
    const { evse } = c
    if (evse.limitW === limitW && evse.limitA === limitA && evse.limitPhases === limitPhases) continue
    box.catchUp()
    c.evse = setClosed({ ...c.evse, limitW, limitA, limitPhases }, c.evse.closed)
    box.happened('limit', limitText(limitW, limitA, limitPhases), c.id)
    if (c.tx) refresh(box, c)
  }
}

/** The limits on one connector; a cap of the station is shared evenly by those that charge. */
function effective(box: Box, c: Connector, atMs: number, charging: number): Layer[] {
  const { own, caps } = layersAt(box.memory.profiles, c.id, c.tx, atMs, c.tx?.startedWallMs ?? atMs)
  const shared = caps.map(({ layer, whole }) => (whole ? { ...layer, limit: layer.limit / charging } : layer))
  return own ? [own, ...shared] : shared
}

export interface CompositePeriod {
  readonly startS: number
  readonly limit: number
  readonly phases: number | undefined
}

/**
 * The limits to come on a connector (0: the grid connection of the station), in one unit: per phase in A, in total in W.
 * Without any limit it is what the box itself can give.
 */
export function compositeSchedule(
  box: Box,
  connectorId: number,
  durationS: number,
  unit: 'A' | 'W',
): { startMs: number; periods: CompositePeriod[] } {
  const startMs = box.wallMs()
  const endMs = startMs + durationS * 1000
  const c = box.connectors.find((each) => each.id === connectorId)
  const txStartMs = c?.tx?.startedWallMs ?? startMs
  const marks = box.memory.profiles.flatMap((each) => changesOf(each, startMs, endMs, txStartMs))
  const periods: CompositePeriod[] = []
  for (const atMs of [startMs, ...new Set(marks.toSorted((a, b) => a - b))]) {
    const { own, caps } = layersAt(box.memory.profiles, connectorId, c?.tx, atMs, txStartMs)
    const layers = [...(own && c ? [own] : []), ...caps.map((each) => each.layer)]
    const supply = c?.evse.phases ?? box.connectors[0]?.evse.phases ?? 3
    const phases = lowest(layers.map((each) => each.phases))
    const limit = Math.min(
      ratedIn(box, c, unit, supply),
      ...layers.map((each) => converted(each.limit, each.unit, unit, each.phases ?? supply)),
    )
    const last = periods.at(-1)
    // One decimal is what the schema of 1.6 allows.
    const next = { startS: Math.floor((atMs - startMs) / 1000), limit: Math.round(limit * 10) / 10, phases }
    if (last?.limit !== next.limit || last.phases !== next.phases) periods.push(next)
  }
  return { startMs, periods }
}

function ratedIn(box: Box, c: Connector | undefined, unit: 'A' | 'W', phases: number): number {
  const powerW = c ? c.evse.powerW : box.connectors.reduce((sum, each) => sum + each.evse.powerW, 0)
  return converted(powerW, 'W', unit, phases)
}

function converted(limit: number, from: 'A' | 'W', to: 'A' | 'W', phases: number): number {
  if (from === to) return limit
  return from === 'A' ? limit * NOMINAL_V * phases : limit / NOMINAL_V / phases
}

function lowest(values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((each) => each !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}

function limitText(limitW: number | undefined, limitA: number | undefined, phases: number | undefined): string {
  const parts = [
    ...(limitA === undefined ? [] : [`${limitA} A per phase`]),
    ...(limitW === undefined ? [] : [`${Math.round(limitW)} W`]),
    ...(phases === undefined ? [] : [`${phases} phases`]),
  ]
  return parts.length === 0 ? 'no limit' : `limited to ${parts.join(' and ')}`
}
