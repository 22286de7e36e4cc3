import type { Transaction } from './box.ts'

/** Who or what a profile is for, in words of no protocol version. */
export type Purpose = 'external' | 'station' | 'tx-default' | 'tx'

export interface SchedulePeriod {
  /** seconds from the schedule's start */
  readonly startS: number
  /** in the schedule's unit; A are per phase, W over all phases */
  readonly limit: number
  readonly phases: number | undefined
}

export interface Schedule {
  /** UTC epoch ms; undefined: from the start of the charge */
  readonly startMs: number | undefined
  /** undefined: the last period never ends */
  readonly durationS: number | undefined
  readonly unit: 'A' | 'W'
  readonly periods: readonly SchedulePeriod[]
}

export interface ChargingProfile {
  readonly id: number
  readonly stackLevel: number
  readonly purpose: Purpose
  readonly kind: 'Absolute' | 'Recurring' | 'Relative'
  readonly recurrence: 'Daily' | 'Weekly' | undefined
  readonly validFromMs: number | undefined
  readonly validToMs: number | undefined
  readonly schedule: Schedule
  /** as it came, for reports */
  readonly raw: object
}

export interface StoredProfile extends ChargingProfile {
  /** 0: the whole station */
  readonly connectorId: number
  /** for purpose `tx`: the charge it lives and dies with */
  readonly tx: Transaction | undefined
  /** who set it: the server (CSO), or a limit from outside */
  readonly source: 'CSO' | 'EMS' | 'SO' | 'Other'
}

/** The period that holds at one instant, with its unit. */
export interface Layer extends SchedulePeriod {
  readonly unit: 'A' | 'W'
}

const DAY_MS = 86_400_000

/**
 * What a profile says at an instant, or undefined where it is silent.
 * @param txStartMs start of the charge, for schedules that count from it
 */
export function periodAt(profile: ChargingProfile, atMs: number, txStartMs: number): Layer | undefined {
  if (profile.validFromMs !== undefined && atMs < profile.validFromMs) return undefined
  if (profile.validToMs !== undefined && atMs >= profile.validToMs) return undefined
  const { durationS, periods, unit } = profile.schedule
  const offsetS = (atMs - startBefore(profile, atMs, txStartMs)) / 1000
  if (offsetS < 0 || (durationS !== undefined && offsetS >= durationS)) return undefined
  const period = periods.findLast((each) => each.startS <= offsetS)
  return period && { ...period, unit }
}

/** Start of the schedule's run that holds at an instant. */
function startBefore(profile: ChargingProfile, atMs: number, txStartMs: number): number {
  const { startMs } = profile.schedule
  if (profile.kind === 'Relative' || startMs === undefined) return txStartMs
  if (profile.kind === 'Absolute' || atMs < startMs) return startMs
  const everyMs = profile.recurrence === 'Weekly' ? 7 * DAY_MS : DAY_MS
  return startMs + Math.floor((atMs - startMs) / everyMs) * everyMs
}

/** Instants within [fromMs, toMs) at which what the profile says may change. */
export function changesOf(profile: ChargingProfile, fromMs: number, toMs: number, txStartMs: number): number[] {
  const marks = [profile.validFromMs, profile.validToMs]
  const { durationS, periods } = profile.schedule
  const step = profile.kind === 'Recurring' ? (profile.recurrence === 'Weekly' ? 7 * DAY_MS : DAY_MS) : undefined
  let start = startBefore(profile, fromMs, txStartMs)
  for (let runs = 0; start < toMs && runs < 1000; runs++) {
    for (const period of periods) marks.push(start + period.startS * 1000)
    if (durationS !== undefined) marks.push(start + durationS * 1000)
    if (step === undefined) break
    start += step
    marks.push(start)
  }
  return marks.filter((at): at is number => at !== undefined && at > fromMs && at < toMs)
}

/**
 * What the profiles leave to one connector at an instant (1.6 §3.13.3, 2.0.1 K01.3.5): the profile of the charge, else the
 * default of the connector, else that of the station; then the caps of the station and from outside. Inside a purpose the
 * highest stack level that has something to say wins.
 */
export function layersAt(
  profiles: readonly StoredProfile[],
  connectorId: number,
  tx: Transaction | undefined,
  atMs: number,
  txStartMs: number,
): { own: Layer | undefined; caps: { layer: Layer; whole: boolean }[] } {
  const best = (fits: (profile: StoredProfile) => boolean) =>
    profiles
      .filter(fits)
      .toSorted((a, b) => b.stackLevel - a.stackLevel)
      .map((profile) => periodAt(profile, atMs, txStartMs))
      .find((layer) => layer !== undefined)
  const own =
    best((p) => p.purpose === 'tx' && tx !== undefined && p.tx === tx) ??
    (connectorId === 0 ? undefined : best((p) => p.purpose === 'tx-default' && p.connectorId === connectorId)) ??
    best((p) => p.purpose === 'tx-default' && p.connectorId === 0)
  const caps: { layer: Layer; whole: boolean }[] = []
  for (const purpose of ['station', 'external'] as const) {
    const whole = best((p) => p.purpose === purpose && p.connectorId === 0)
    if (whole) caps.push({ layer: whole, whole: true })
    const alone = connectorId === 0 ? undefined : best((p) => p.purpose === purpose && p.connectorId === connectorId)
    if (alone) caps.push({ layer: alone, whole: false })
  }
  return { own, caps }
}
