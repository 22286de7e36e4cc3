/**
 * How stations differ from what their protocol says, as data: whoever talks to one asks here what it must do otherwise, and
 * names no vendor.
 */
import { z } from 'zod'
import { protocolName } from '../stations/protocol-name.ts'

/** What is different about one station, all profiles that apply to it taken together. */
export interface Quirks {
  /** Charging profiles: highest stack level that it takes, whatever it says of itself. */
  stackLevelMax: number | null
  /** Charging profiles: the only unit that it takes. */
  unit: 'A' | 'W' | null
  /** Charging profiles: default ones must be relative to the start of the session. */
  relativeProfiles: boolean
  /** Charging profiles: refuses those for the station as a whole. */
  noStationMaxProfile: boolean
  /** Charging profiles: those of stack level 0 can not be cleared. */
  noClearOfStack0: boolean
  /** What a limit of 0 does: pauses as it should, is refused, or ends the session. */
  zeroLimit: 'pauses' | 'refused' | 'ends-session'
  /** After a session the car must be unplugged before the next one can be started from afar. */
  noRestartFromFinishing: boolean
  /** Tells no power outside of sessions: nothing heard is no power then. */
  powerOnlyInSessions: boolean
  /** Measurands must not be found out by trying: a list that it does not like makes it boot again and again. */
  noMeasurandProbing: boolean
  /** Accepts changes of settings without making them: they are read back. */
  acceptsWithoutDoing: boolean
  /** Speaks 2.0.1 with messages of the shape of 1.6. */
  shapes16in201: boolean
  /** Names no subprotocol and means this one. */
  assumesSubprotocol: string | null
  /** Does not boot by itself: it is asked to as soon as it connects. */
  bootOnRequest: boolean
  /** Forgets to tell its states when it comes back: it is asked for them. */
  statusOnReconnect: boolean
  /** Takes so long to answer, s. */
  answerTimeoutS: number | null
}

export const ordinary: Quirks = {
  stackLevelMax: null,
  unit: null,
  relativeProfiles: false,
  noStationMaxProfile: false,
  noClearOfStack0: false,
  zeroLimit: 'pauses',
  noRestartFromFinishing: false,
  powerOnlyInSessions: false,
  noMeasurandProbing: false,
  acceptsWithoutDoing: false,
  shapes16in201: false,
  assumesSubprotocol: null,
  bootOnRequest: false,
  statusOnReconnect: false,
  answerTimeoutS: null,
}

export const adaptSchema = z
  .object({
    stackLevelMax: z.number().int().min(0).max(1000).nullable(),
    unit: z.enum(['A', 'W']).nullable(),
    relativeProfiles: z.boolean(),
    noStationMaxProfile: z.boolean(),
    noClearOfStack0: z.boolean(),
    zeroLimit: z.enum(['pauses', 'refused', 'ends-session']),
    noRestartFromFinishing: z.boolean(),
    powerOnlyInSessions: z.boolean(),
    noMeasurandProbing: z.boolean(),
    acceptsWithoutDoing: z.boolean(),
    shapes16in201: z.boolean(),
    assumesSubprotocol: protocolName.nullable(),
    bootOnRequest: z.boolean(),
    statusOnReconnect: z.boolean(),
    answerTimeoutS: z.number().int().min(5).max(600).nullable(),
  } satisfies Record<keyof Quirks, z.ZodType>)
  .partial()
  .strict()

const pattern = z.string().trim().min(1).max(100)

/** Patterns without regard to case, `*` for anything; all that are given must fit. */
export const matchSchema = z
  .object({ vendor: pattern, model: pattern, firmware: pattern, stationId: pattern })
  .partial()
  .strict()
  .refine((match) => Object.values(match).some((each) => each !== undefined), {
    message: 'Say for which stations it is: give a vendor, a model, a firmware or a station id.',
  })

export type QuirkMatch = z.output<typeof matchSchema>
export type QuirkAdaptation = z.output<typeof adaptSchema>

export interface QuirkProfile {
  id: string
  name: string
  match: QuirkMatch
  adapt: QuirkAdaptation
  note: string
  enabled: boolean
}

export interface QuirkProfileView extends QuirkProfile {
  accountId: string
  /** `own` with the id of a shipped one: `changed`. */
  origin: 'shipped' | 'changed' | 'own'
  changedAt: number | null
}

/** As a station names itself; null: not told. */
export interface StationIdentity {
  stationId: string
  vendor: string | null
  model: string | null
  firmware: string | null
}

/** Those that apply, the more exact ones last: what they say counts. */
export function matchingProfiles<P extends QuirkProfile>(profiles: readonly P[], station: StationIdentity): P[] {
  return profiles
    .filter(({ enabled, match }) => enabled && fits(match, station))
    .sort((a, b) => exactness(a) - exactness(b) || (a.id < b.id ? -1 : 1))
}

export function quirksOf(profiles: readonly QuirkProfile[], station: StationIdentity): Quirks {
  const adaptations = matchingProfiles(profiles, station).map(({ adapt }) => withoutUndefined(adapt))
  return adaptations.length === 0 ? ordinary : shared(Object.assign({ ...ordinary }, ...adaptations) as Quirks)
}

function fits(match: QuirkMatch, station: StationIdentity): boolean {
  const { vendor, model, firmware, stationId } = match
  return (
    isLike(station.vendor, vendor) &&
    isLike(station.model, model) &&
    isLike(station.firmware, firmware) &&
    isLike(station.stationId, stationId)
  )
}

function isLike(value: string | null, wanted: string | undefined): boolean {
  if (wanted === undefined) return true
  if (value === null) return false
  const parts = wanted.toLowerCase().split('*')
  const text = value.trim().toLowerCase()
  const [first = '', ...rest] = parts
  if (rest.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = rest.pop() ?? ''
  let from = first.length
  for (const part of rest) {
    const found = text.indexOf(part, from)
    if (found === -1) return false
    from = found + part.length
  }
  return text.length - last.length >= from && text.endsWith(last)
}

/** A station id is more exact than a firmware, that than a model, that than a vendor. */
function exactness({ match }: QuirkProfile): number {
  const { vendor, model, firmware, stationId } = match
  return (vendor ? 1 : 0) + (model ? 2 : 0) + (firmware ? 4 : 0) + (stationId ? 8 : 0)
}

function withoutUndefined(adapt: QuirkAdaptation): Partial<Quirks> {
  return Object.fromEntries(Object.entries(adapt).filter(([, value]) => value !== undefined))
}

const most = 500
const known = new Map<string, Quirks>()

/** Thousands of stations of one model share one object. */
function shared(quirks: Quirks): Quirks {
  const key = JSON.stringify(quirks)
  const same = known.get(key)
  if (same) return same
  if (known.size >= most) known.clear()
  known.set(key, quirks)
  return quirks
}
