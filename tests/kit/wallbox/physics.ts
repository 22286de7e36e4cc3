/** A car's battery and charger, as far as the wallbox sees them. */
export interface Car {
  /** capacity in Wh */
  readonly batteryWh: number
  /** energy in the battery, 0…batteryWh */
  readonly storedWh: number
  /** what the on-board charger takes at most, in W over all its phases */
  readonly maxW: number
  /** phases the on-board charger uses */
  readonly phases: 1 | 2 | 3
}

/** One EVSE with its meter: a value, never changed in place. */
export interface Evse {
  /** rated power in W over all phases */
  readonly powerW: number
  readonly phases: 1 | 3
  readonly car: Car | undefined
  /** contactor closed: the car may draw power */
  readonly closed: boolean
  /** limit in W over all phases, set from outside (smart charging), undefined: none */
  readonly limitW: number | undefined
  /** limit in A per phase; the lower of both holds */
  readonly limitA: number | undefined
  /** phases the car is given at most */
  readonly limitPhases: number | undefined
  /** the meter's import register in Wh: exact, never falls */
  readonly energyWh: number
  /** V of each phase against N */
  readonly voltages: readonly number[]
  /** W of each phase at this moment */
  readonly flow: readonly number[]
  /** state of the noise generator */
  readonly noise: number
}

/** What the meter shows: rounded as meters round, phases add up to the total exactly. */
export interface Reading {
  /** Wh, not rounded */
  readonly energyWh: number
  /** W: the sum of the phases */
  readonly powerW: number
  /** whole % of the car's battery, undefined without a car */
  readonly soc: number | undefined
  readonly phases: readonly { name: 'L1' | 'L2' | 'L3'; voltageV: number; currentA: number; powerW: number }[]
}

export const NOMINAL_V = 230
/** IEC 61851-1: a car may not be offered less than 6 A; below that charging pauses. */
const MIN_CURRENT_A = 6
/** AC/DC losses of an on-board charger; the meter counts the AC side. */
const EFFICIENCY = 0.91
/** Constant power up to here, then it tapers off linearly to TAPER_END of the power at 100 %. */
const TAPER_FROM_SOC = 80
const TAPER_END = 0.06
const STEP_MS = 10_000
const PHASE_NAMES = ['L1', 'L2', 'L3'] as const

/** A new EVSE, without a car, contactor open. `startWh` is what the meter has counted in its life so far. */
export function createEvse(o: { powerW: number; phases: 1 | 3; seed: number; startWh?: number }): Evse {
  return {
    powerW: o.powerW,
    phases: o.phases,
    car: undefined,
    closed: false,
    limitW: undefined,
    limitA: undefined,
    limitPhases: undefined,
    energyWh: o.startWh ?? 0,
    voltages: PHASE_NAMES.slice(0, o.phases).map(() => NOMINAL_V),
    flow: PHASE_NAMES.slice(0, o.phases).map(() => 0),
    noise: o.seed >>> 0,
  }
}

/** A car with its state of charge in %; `maxW` defaults to an 11 kW three-phase charger. */
export function createCar(o: { batteryKWh: number; soc: number; maxW?: number; phases?: 1 | 2 | 3 }): Car {
  if (!(o.batteryKWh > 0)) throw new RangeError(`batteryKWh must be above 0, not ${o.batteryKWh}`)
  if (!(o.soc >= 0 && o.soc <= 100)) throw new RangeError(`soc must be 0…100 %, not ${o.soc}`)
  const batteryWh = o.batteryKWh * 1000
  return { batteryWh, storedWh: (batteryWh * o.soc) / 100, maxW: o.maxW ?? 11_000, phases: o.phases ?? 3 }
}

/** State of charge in %, 0…100. */
export function socOf(car: Car): number {
  return Math.min(100, (car.storedWh / car.batteryWh) * 100)
}

/** True when the battery takes no more. */
export function isFull(car: Car): boolean {
  return car.storedWh >= car.batteryWh
}

/** True when the wallbox itself holds the car back: a limit below the least current a car may be offered. */
export function isHeldBack(evse: Evse): boolean {
  return offeredA(evse) < MIN_CURRENT_A
}

/** Phases that carry current when the contactor is closed. */
function usedPhases(evse: Pick<Evse, 'phases' | 'car' | 'limitPhases'>): number {
  return Math.max(1, Math.min(evse.phases, evse.car?.phases ?? evse.phases, evse.limitPhases ?? evse.phases))
}

/** A per phase that the limits leave, without the rating of the box. */
function offeredA(evse: Evse): number {
  const ofPowerA = evse.limitW === undefined ? Number.POSITIVE_INFINITY : evse.limitW / NOMINAL_V / usedPhases(evse)
  return Math.min(ofPowerA, evse.limitA ?? Number.POSITIVE_INFINITY)
}

/** W the car draws with the contactor closed, before noise: the least of all limits, then the charge curve. */
export function drawnW(evse: Evse): number {
  const { car } = evse
  if (!car || !evse.closed || isFull(car) || isHeldBack(evse)) return 0
  const phases = usedPhases(evse)
  const offeredW = Math.min(evse.powerW / evse.phases, offeredA(evse) * NOMINAL_V) * phases
  const beyond = Math.max(0, socOf(car) - TAPER_FROM_SOC) / (100 - TAPER_FROM_SOC)
  return Math.min(offeredW, car.maxW * (1 - (1 - TAPER_END) * beyond))
}

/** Time passes: the register counts, the battery fills, voltage and power wander a little. Pure: returns the new EVSE. */
export function advance(evse: Evse, ms: number): Evse {
  let state = evse
  for (let left = ms; left > 0; left -= STEP_MS) state = step(state, Math.min(left, STEP_MS))
  return state
}

/** Opens or closes the contactor; the flow follows at once. */
export function setClosed(evse: Evse, closed: boolean): Evse {
  const next = { ...evse, closed }
  return { ...next, flow: split(drawnW(next), next) }
}

/** Plugs a car in, or (undefined) takes it away. */
export function setCar(evse: Evse, car: Car | undefined): Evse {
  const next = { ...evse, car }
  return { ...next, flow: split(drawnW(next), next) }
}

/** What the meter shows now. */
export function read(evse: Evse): Reading {
  const phases = evse.flow.map((w, i) => {
    const voltageV = round(evse.voltages[i] ?? NOMINAL_V, 1)
    const powerW = Math.floor(w)
    return { name: PHASE_NAMES[i] ?? 'L1', voltageV, currentA: round(powerW / voltageV, 2), powerW }
  })
  return {
    energyWh: evse.energyWh,
    powerW: phases.reduce((sum, p) => sum + p.powerW, 0),
    soc: evse.car ? Math.floor(socOf(evse.car)) : undefined,
    phases,
  }
}

function step(evse: Evse, ms: number): Evse {
  let noise = evse.noise
  const voltages = evse.voltages.map((v) => {
    noise = nextNoise(noise)
    return NOMINAL_V + clamp((v - NOMINAL_V) * 0.9 + (unit(noise) - 0.5) * 2, 4)
  })
  noise = nextNoise(noise)
  const wander = 1 - unit(noise) * 0.01
  const flow = split(drawnW(evse) * wander, { ...evse, voltages })
  const wanted = (flow.reduce((a, b) => a + b, 0) * ms) / 3_600_000
  if (!evse.car) return { ...evse, voltages, flow, noise }
  const room = (evse.car.batteryWh - evse.car.storedWh) / EFFICIENCY
  const taken = Math.min(wanted, room)
  const storedWh = wanted >= room ? evse.car.batteryWh : evse.car.storedWh + taken * EFFICIENCY
  const car = { ...evse.car, storedWh: Math.min(evse.car.batteryWh, storedWh) }
  return {
    ...evse,
    voltages,
    noise,
    car,
    energyWh: evse.energyWh + taken,
    flow: isFull(car) ? flow.map(() => 0) : flow,
  }
}

/** The same current on each phase in use, so power splits by voltage; a phase the car does not use carries nothing. */
function split(totalW: number, evse: Pick<Evse, 'voltages' | 'phases' | 'car' | 'limitPhases'>): number[] {
  const used = usedPhases(evse)
  const sum = evse.voltages.slice(0, used).reduce((a, b) => a + b, 0)
  return evse.voltages.map((v, i) => (i < used ? (totalW * v) / sum : 0))
}

/** mulberry32: one step of the seeded generator. */
function nextNoise(state: number): number {
  return (state + 0x6d2b79f5) >>> 0
}

function unit(state: number): number {
  let t = Math.imul(state ^ (state >>> 15), state | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

function clamp(x: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, x))
}

function round(x: number, digits: number): number {
  const f = 10 ** digits
  return Math.round(x * f) / f
}
