import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  advance,
  createCar,
  createEvse,
  drawnW,
  type Evse,
  isFull,
  read,
  setCar,
  setClosed,
  socOf,
} from './wallbox/physics.ts'

const evses = fc.record({
  powerW: fc.constantFrom(3_700, 7_400, 11_000, 22_000),
  phases: fc.constantFrom<1 | 3>(1, 3),
  seed: fc.integer(),
  startWh: fc.integer({ min: 0, max: 10_000_000 }),
})
const cars = fc.record({
  batteryKWh: fc.double({ min: 1, max: 120, noNaN: true }),
  soc: fc.double({ min: 0, max: 100, noNaN: true }),
  maxW: fc.constantFrom(3_700, 7_400, 11_000, 22_000),
  phases: fc.constantFrom<1 | 2 | 3>(1, 2, 3),
})
const acts = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 3_600_000 }) }),
    fc.record({ kind: fc.constant('contactor' as const), closed: fc.boolean() }),
    fc.record({
      kind: fc.constant('limit' as const),
      limitW: fc.option(fc.integer({ min: 0, max: 22_000 }), { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('car' as const), car: fc.option(cars, { nil: undefined }) }),
  ),
  { maxLength: 12 },
)

type Act = typeof acts extends fc.Arbitrary<(infer A)[]> ? A : never

function apply(evse: Evse, act: Act): Evse {
  if (act.kind === 'wait') return advance(evse, act.ms)
  if (act.kind === 'contactor') return setClosed(evse, act.closed)
  if (act.kind === 'limit') return { ...evse, limitW: act.limitW }
  return setCar(evse, act.car && createCar(act.car))
}

describe('the physics of a wallbox', () => {
  it('never lets the register fall, keeps the battery within its bounds, and draws no more than anybody allows', () => {
    fc.assert(
      fc.property(evses, acts, (options, steps) => {
        let evse = createEvse(options)
        for (const act of steps) {
          const before = evse
          evse = apply(evse, act)
          expect(evse.energyWh).toBeGreaterThanOrEqual(before.energyWh)
          const reading = read(evse)
          expect(reading.powerW).toBe(reading.phases.reduce((sum, p) => sum + p.powerW, 0))
          expect(reading.powerW).toBeLessThanOrEqual(options.powerW)
          if (!evse.closed || !evse.car) expect(reading.powerW).toBe(0)
          if (evse.car) {
            expect(socOf(evse.car)).toBeGreaterThanOrEqual(0)
            expect(socOf(evse.car)).toBeLessThanOrEqual(100)
            expect(drawnW(evse)).toBeLessThanOrEqual(evse.car.maxW)
          }
          for (const p of reading.phases) {
            expect(Math.abs(p.voltageV - 230)).toBeLessThanOrEqual(4.1)
            expect(Math.abs(p.currentA * p.voltageV - p.powerW)).toBeLessThan(2)
          }
        }
      }),
      { numRuns: 200 },
    )
  })

  it('counts exactly what flows: the register is the power over time, the battery gets the same less the losses', () => {
    fc.assert(
      fc.property(evses, cars, fc.integer({ min: 1, max: 86_400_000 }), (options, car, ms) => {
        const start = setClosed(setCar(createEvse(options), createCar(car)), true)
        const end = advance(start, ms)
        const counted = end.energyWh - start.energyWh
        const gained = (end.car?.storedWh ?? 0) - (start.car?.storedWh ?? 0)
        expect(counted).toBeLessThanOrEqual((options.powerW * ms) / 3_600_000 + 1e-6)
        expect(gained).toBeLessThanOrEqual(counted + 1e-6)
        expect(Math.abs(gained - counted * 0.91)).toBeLessThan(1e-3)
      }),
      { numRuns: 100 },
    )
  })

  it('gives the same charge whatever steps time is cut into, within what noise makes of it', () => {
    const start = setClosed(
      setCar(createEvse({ powerW: 11_000, phases: 3, seed: 7 }), createCar({ batteryKWh: 60, soc: 20 })),
      true,
    )
    let cut = start
    for (let i = 0; i < 3600; i++) cut = advance(cut, 1_000)
    expect(Math.abs(cut.energyWh - advance(start, 3_600_000).energyWh)).toBeLessThan(60)
  })

  it('is the same for the same seed and another for another', () => {
    const hour = (seed: number) =>
      advance(
        setClosed(
          setCar(createEvse({ powerW: 11_000, phases: 3, seed }), createCar({ batteryKWh: 60, soc: 20 })),
          true,
        ),
        3_600_000,
      )
    expect(hour(1)).toEqual(hour(1))
    expect(hour(1).energyWh).not.toBe(hour(2).energyWh)
  })

  it('tapers beyond 80 % and stops when the battery is full', () => {
    const at = (soc: number) =>
      drawnW(
        setClosed(setCar(createEvse({ powerW: 11_000, phases: 3, seed: 1 }), createCar({ batteryKWh: 60, soc })), true),
      )
    expect(at(30)).toBe(11_000)
    expect(at(80)).toBe(11_000)
    expect(at(90)).toBeLessThan(6_000)
    expect(at(99)).toBeGreaterThan(0)
    expect(at(100)).toBe(0)
    const full = advance(
      setClosed(
        setCar(createEvse({ powerW: 11_000, phases: 3, seed: 1 }), createCar({ batteryKWh: 10, soc: 50 })),
        true,
      ),
      6 * 3_600_000,
    )
    expect(full.car && isFull(full.car)).toBe(true)
    expect(full.energyWh).toBeCloseTo(5_000 / 0.91, 6)
  })

  it('puts a one-phase car on L1 alone, and pauses below 6 A', () => {
    const car = createCar({ batteryKWh: 40, soc: 20, maxW: 7_400, phases: 1 })
    const evse = setClosed(setCar(createEvse({ powerW: 22_000, phases: 3, seed: 1 }), car), true)
    const [l1, l2, l3] = read(evse).phases
    expect(l1?.powerW).toBeGreaterThan(7_300)
    expect([l2?.powerW, l3?.powerW]).toEqual([0, 0])
    expect(drawnW({ ...evse, limitW: 1_379 })).toBe(0)
    expect(drawnW({ ...evse, limitW: 1_380 })).toBe(1_380)
  })

  it('refuses a battery that can not be', () => {
    expect(() => createCar({ batteryKWh: 0, soc: 10 })).toThrow('batteryKWh')
    expect(() => createCar({ batteryKWh: 10, soc: 101 })).toThrow('soc')
  })
})
