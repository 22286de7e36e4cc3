import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { adaptProfile, type ChargingTraits } from '../../../src/site/load/adapt-profile.ts'
import type { ChargingProfile, ProfilePurpose } from '../../../src/site/load/charging-profile.ts'
import { compositeOf, type Place } from '../../../src/site/load/composite.ts'
import { convertSchedule, europeanSupply } from '../../../src/site/load/units.ts'

const from = Date.UTC(2026, 10, 20, 12)
const day = 86_400_000
const hour = 3_600_000

const schedule = fc
  .record({
    unit: fc.constantFrom('A', 'W'),
    startAt: fc.integer({ min: -3 * 24, max: 3 * 24 }).map((h) => from + h * hour),
    durationS: fc.option(fc.integer({ min: 1, max: 40 * 3600 })),
    minRate: fc.constant(null),
    periods: fc.uniqueArray(fc.integer({ min: 1, max: 30 * 3600 }), { maxLength: 4 }).chain((starts) =>
      fc.tuple(
        ...[0, ...starts.sort((a, b) => a - b)].map((startS) =>
          fc.record({
            startS: fc.constant(startS),
            limit: fc.integer({ min: 0, max: 400 }).map((tenths) => tenths / 10),
            phases: fc.constantFrom(null, 1 as const, 3 as const),
          }),
        ),
      ),
    ),
  })
  .map((each) => ({ ...each, periods: [...each.periods] }))

const profile: fc.Arbitrary<ChargingProfile> = fc
  .record({
    purpose: fc.constantFrom<ProfilePurpose>('external', 'station-max', 'tx-default', 'tx'),
    evseNo: fc.constantFrom(0, 1, 2),
    stackLevel: fc.nat(3),
    kind: fc.constantFrom('absolute', 'recurring', 'relative'),
    recurrency: fc.constantFrom('daily', 'weekly'),
    validFrom: fc.option(fc.integer({ min: -48, max: 48 }).map((h) => from + h * hour)),
    validTo: fc.option(fc.integer({ min: -48, max: 48 }).map((h) => from + h * hour)),
    schedule,
    transactionId: fc.constantFrom(7, 8),
  })
  .map(({ recurrency, ...each }) => ({
    ...each,
    recurrency: each.kind === 'recurring' ? recurrency : null,
    schedule: each.kind === 'relative' ? { ...each.schedule, startAt: null } : each.schedule,
    transactionId: each.purpose === 'tx' ? each.transactionId : null,
  })) as fc.Arbitrary<ChargingProfile>

const profiles = fc.array(profile, { maxLength: 8 })
const place: fc.Arbitrary<Place> = fc.record({
  evseNo: fc.constantFrom(0, 1, 2),
  session: fc.option(
    fc.record({
      transactionId: fc.constantFrom(7, 8),
      startedAt: fc.integer({ min: -30, max: 0 }).map((h) => from + h * hour),
    }),
  ),
})

/** Written down a second time, as the specification says it, for one instant: no marks, no sharing. */
function naive(all: readonly ChargingProfile[], { evseNo, session }: Place, at: number): number | null {
  const value = (each: ChargingProfile): number | undefined => {
    if ((each.validFrom ?? at) > at || (each.validTo ?? at + 1) <= at) return undefined
    const { schedule: told } = each
    let start = each.kind === 'relative' ? (session?.startedAt ?? from) : (told.startAt ?? session?.startedAt ?? from)
    if (each.recurrency) while (start + (each.recurrency === 'daily' ? day : 7 * day) <= at) start += day
    if (each.recurrency === 'weekly' && told.startAt !== null) {
      start = told.startAt
      while (start + 7 * day <= at) start += 7 * day
    }
    if (at < start || (told.durationS !== null && at >= start + told.durationS * 1000)) return undefined
    const period = told.periods.filter(({ startS }) => start + startS * 1000 <= at).at(-1)
    if (!period) return undefined
    return told.unit === 'A' ? period.limit : period.limit / 230 / (period.phases ?? 3)
  }
  const top = (purpose: ProfilePurpose, evse: number): number | undefined =>
    all
      .filter((each) => each.purpose === purpose && (purpose === 'tx' || each.evseNo === evse))
      .filter((each) => purpose !== 'tx' || (session && each.transactionId === session.transactionId))
      .map((each) => [each.stackLevel, value(each)] as const)
      .filter(([, told]) => told !== undefined)
      .sort(([a], [b]) => b - a)[0]?.[1]
  const own = evseNo === 0 ? undefined : (top('tx', evseNo) ?? top('tx-default', evseNo) ?? top('tx-default', 0))
  const caps = [0, ...(evseNo === 0 ? [] : [evseNo])].flatMap((evse) => [
    top('station-max', evse),
    top('external', evse),
  ])
  const values = [own, ...caps].filter((each) => each !== undefined)
  return values.length === 0 ? null : Math.round(Math.min(...values) * 10) / 10
}

describe('a composite schedule', () => {
  property.prop([
    profiles,
    place,
    fc.integer({ min: 60, max: 3 * 86_400 }),
    fc.array(fc.nat(3 * 86_400), { maxLength: 20 }),
  ])('says at each instant what the specification does', (all, where, durationS, instants) => {
    const made = compositeOf(all, where, { from, durationS, unit: 'A', supply: europeanSupply })
    const marks = [0, ...made.periods.flatMap(({ startS }) => [startS, startS - 1]), ...instants]
    for (const offset of marks.filter((each) => each >= 0 && each < durationS)) {
      const period = made.periods.findLast(({ startS }) => startS <= offset)
      expect(period?.limit).toBe(naive(all, where, from + offset * 1000))
    }
  })

  property.prop([profiles, place])('begins at once, goes forward, and says nothing twice', (all, where) => {
    const { periods } = compositeOf(all, where, { from, durationS: 86_400, unit: 'W', supply: europeanSupply })
    expect(periods[0]?.startS).toBe(0)
    for (const [n, period] of periods.entries()) {
      const before = periods[n - 1]
      if (!before) continue
      expect(period.startS).toBeGreaterThan(before.startS)
      expect([period.limit, period.phases]).not.toEqual([before.limit, before.phases])
    }
  })

  property.prop([profiles, place, profile])('is never raised by another cap', (all, where, extra) => {
    const cap: ChargingProfile = { ...extra, purpose: 'station-max', evseNo: 0, transactionId: null, stackLevel: 9 }
    const others = all.filter(({ purpose }) => purpose !== 'station-max')
    const wanted = { from, durationS: 86_400, unit: 'W', supply: europeanSupply } as const
    const before = compositeOf(others, where, wanted)
    const after = compositeOf([...others, cap], where, wanted)
    for (const { startS, limit } of after.periods) {
      const was = before.periods.findLast((each) => each.startS <= startS)
      if (was?.limit != null) expect(limit).toBeLessThanOrEqual(was.limit)
    }
  })

  it('of a night rate: less by day, all by night, a session’s own profile before it, the station’s cap over all', () => {
    const at = (h: number) => Date.UTC(2026, 10, 20, h)
    const always = { validFrom: null, validTo: null, recurrency: null, transactionId: null, stackLevel: 0 }
    const constant = (limit: number, unit: 'A' | 'W') => ({
      unit,
      startAt: at(0),
      durationS: null,
      minRate: null,
      periods: [{ startS: 0, limit, phases: null }],
    })
    const night: ChargingProfile = {
      ...always,
      evseNo: 0,
      purpose: 'tx-default',
      kind: 'recurring',
      recurrency: 'daily',
      schedule: {
        unit: 'A',
        startAt: at(6),
        durationS: null,
        minRate: null,
        periods: [
          { startS: 0, limit: 8, phases: null },
          { startS: 16 * 3600, limit: 32, phases: null },
        ],
      },
    }
    const cap: ChargingProfile = {
      ...always,
      evseNo: 0,
      purpose: 'station-max',
      kind: 'absolute',
      schedule: constant(11_040, 'W'),
    }
    const wanted = { from: at(12), durationS: 86_400, unit: 'A', supply: europeanSupply } as const
    const free = { evseNo: 1, session: null }
    expect(compositeOf([night, cap], free, wanted).periods).toEqual([
      { startS: 0, limit: 8, phases: null },
      { startS: 10 * 3600, limit: 16, phases: null },
      { startS: 18 * 3600, limit: 8, phases: null },
    ])
    const own: ChargingProfile = {
      ...always,
      evseNo: 1,
      purpose: 'tx',
      kind: 'relative',
      transactionId: 7,
      schedule: { ...constant(6, 'A'), startAt: null, durationS: 3600 },
    }
    const session = { transactionId: 7, startedAt: at(11) + 1_800_000 }
    expect(compositeOf([night, cap, own], { evseNo: 1, session }, wanted).periods.slice(0, 2)).toEqual([
      { startS: 0, limit: 6, phases: null },
      { startS: 1800, limit: 8, phases: null },
    ])
    expect(compositeOf([], free, wanted).periods).toEqual([{ startS: 0, limit: null, phases: null }])
    expect(compositeOf([night, cap], { evseNo: 0, session: null }, wanted).periods).toMatchObject([{ limit: 16 }])
  })
})

describe('a profile as a station takes it', () => {
  const open: ChargingTraits = {
    units: null,
    maxStackLevel: null,
    maxPeriods: null,
    supply: europeanSupply,
    relativeOnly: false,
    noStationMax: false,
    zeroLimit: 'pauses',
  }
  const simple: ChargingProfile = {
    evseNo: 1,
    purpose: 'tx-default',
    stackLevel: 2,
    kind: 'absolute',
    recurrency: null,
    validFrom: null,
    validTo: null,
    transactionId: null,
    schedule: {
      unit: 'W',
      startAt: from,
      durationS: 3600,
      minRate: null,
      periods: [{ startS: 0, limit: 11_040, phases: null }],
    },
  }
  const adapt = (traits: Partial<ChargingTraits>, more: Partial<ChargingProfile> = {}) =>
    adaptProfile({ ...simple, ...more }, { ...open, ...traits })

  property.prop([schedule, fc.constantFrom('A' as const, 'W' as const), fc.constantFrom(1, 2, 3)])(
    'never allows more in another unit than was meant, and hardly less',
    (told, to, phases) => {
      const supply = { phases, voltageV: 230 }
      const there = convertSchedule(told, to, supply)
      const back = convertSchedule(there, told.unit, supply)
      for (const [n, { limit }] of back.periods.entries()) {
        const meant = told.periods[n]?.limit ?? Number.NaN
        expect(limit).toBeLessThanOrEqual(meant)
        expect(limit).toBeGreaterThanOrEqual(meant - (told.unit === 'A' ? 0.11 : 70))
      }
    },
  )

  it('comes in its unit, by the phases and the voltage of its place', () => {
    expect(adapt({ units: ['A'] }).schedule).toMatchObject({ unit: 'A', periods: [{ limit: 16 }] })
    const single = { phases: 1, voltageV: 230 }
    expect(adapt({ units: ['A'], supply: single }).schedule).toMatchObject({ periods: [{ limit: 48 }] })
    expect(adapt({ units: ['A', 'W'] }).schedule).toBe(simple.schedule)
    const amperes = { ...simple.schedule, unit: 'A' as const, periods: [{ startS: 0, limit: 16, phases: 1 }] }
    expect(adapt({ units: ['W'] }, { schedule: amperes }).schedule).toMatchObject({
      unit: 'W',
      periods: [{ limit: 3680, phases: 1 }],
    })
  })

  it('is relative for a model that takes no other', () => {
    expect(adapt({ relativeOnly: true })).toMatchObject({
      kind: 'relative',
      schedule: { startAt: null, durationS: null },
    })
    expect(() => adapt({ relativeOnly: true }, { kind: 'recurring', recurrency: 'daily' })).toThrow(
      expect.objectContaining({ code: 'NotSupported' }),
    )
  })

  it.each([
    [{ maxStackLevel: 1 }, {}, 'InvalidInput'],
    [{ maxPeriods: 0 }, {}, 'InvalidInput'],
    [{ noStationMax: true }, { purpose: 'station-max', evseNo: 0 }, 'NotSupported'],
    [
      { zeroLimit: 'ends-session' },
      { schedule: { ...simple.schedule, periods: [{ startS: 0, limit: 0, phases: null }] } },
      'NotSupported',
    ],
  ] as const)('is refused before the station has to: %o', (traits, more, code) => {
    expect(() => adapt(traits, more as Partial<ChargingProfile>)).toThrow(expect.objectContaining({ code }))
  })
})
