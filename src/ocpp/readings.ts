/**
 * Meter values of every version → the site's samples: Wh, W, A, V, %. One sample per instant.
 *
 * - A total is a value without phase; only where none is given are the phases summed up.
 * - Where the same quantity is told for several places, the outlet counts (it is what the car gets).
 * - Where several contexts share an instant, the end of the transaction counts before periodic before clock readings.
 * - Signed readings are kept verbatim and never read as numbers.
 */
import type { Sample } from '../site/connectors/sample.ts'
import {
  contextOf,
  contextRank,
  factorOf,
  locationRank,
  phaseIndex,
  type Quantity,
  quantities,
  unitText,
} from './measurands.ts'

/** One sampled value, its version's spelling taken off. Texts are as the station wrote them. */
export interface Reading {
  /** A number, or what should have been one. */
  value: unknown
  context: string | undefined
  measurand: string | undefined
  phase: string | undefined
  location: string | undefined
  unit: string | undefined
  /** Exponent to base 10. */
  multiplier?: number
  /** A signed reading, verbatim. */
  signed?: string
}

export interface ReadingGroup {
  /** UTC ms; null when it can't be read. */
  at: number | null
  readings: Reading[]
}

export interface ReadingHints {
  /** Stands in for an unreadable timestamp. */
  receivedAt: number
  /** A register of the same meter that is known to be Wh, to see through registers in kWh that claim to be Wh. */
  registerWh?: number | undefined
}

/** Samples in the order of their instants. A group without anything to store makes none. */
export function samplesOf(groups: readonly ReadingGroup[], hints: ReadingHints): Sample[] {
  const byInstant = new Map<number, SampleDraft>()
  for (const { at, readings } of groups) {
    const instant = at ?? hints.receivedAt
    const draft = byInstant.get(instant) ?? new SampleDraft()
    for (const reading of readings) draft.add(reading, hints.registerWh)
    if (draft.filled) byInstant.set(instant, draft)
  }
  return [...byInstant].sort(([a], [b]) => a - b).map(([at, draft]) => draft.sample(at))
}

/** Reads a number as stations write it: in quotes, with a decimal comma, with blanks. Undefined: none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return usable(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  const plain = text.includes('.') ? text.replaceAll(',', '') : text.replace(',', '.')
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(plain) ? usable(Number(plain)) : undefined
}

/** Beyond 10^15 neither the number is exact nor the meter of this world. */
function usable(value: number): number | undefined {
  return Number.isFinite(value) && Math.abs(value) < 1e15 ? value : undefined
}

/**
 * A register in kWh that is labelled Wh, or not at all, as some 1.6 stations send it although their meterStart is in Wh: it is
 * less than a hundredth of a register known to be Wh, and a thousand times it continues that register by at most 1000 kWh.
 * A meter never counts backwards by that much within a session, so a true Wh value is not mistaken.
 */
export function plausibleRegisterWh(valueWh: number, knownWh: number | undefined): number {
  if (knownWh === undefined || knownWh < 1_000 || valueWh >= knownWh / 100) return valueWh
  const asKWh = valueWh * 1_000
  return asKWh >= knownWh * 0.999 - 1_000 && asKWh <= knownWh + 1_000_000 ? asKWh : valueWh
}

interface Candidate {
  value: number
  rank: number
}

const phasesOf = { powerW: 'powerW', currentA: 'currentA', voltageV: 'voltageV' } as const

/** What is told of one instant, best candidates only. */
class SampleDraft {
  #context: Sample['context'] | undefined
  readonly #best = new Map<string, Candidate>()
  readonly #other = new Map<string, string>()
  readonly #signed: string[] = []

  get filled(): boolean {
    return this.#context !== undefined
  }

  add(reading: Reading, registerWh: number | undefined) {
    const context = contextOf(reading.context)
    const measurand = reading.measurand ?? 'Energy.Active.Import.Register'
    if (reading.signed !== undefined) {
      this.#signed.push(reading.signed)
      this.#noteContext(context)
    }
    const number =
      reading.signed !== undefined && typeof reading.value === 'string' ? undefined : numberOf(reading.value)
    if (number === undefined) return
    const value = number * 10 ** (reading.multiplier ?? 0)
    if (usable(value) === undefined) return
    this.#noteContext(context)
    const quantity = quantities[measurand]
    const factor = quantity && factorOf(quantity, reading.unit)
    const place = quantity && placeOf(quantity, reading.phase)
    if (quantity === undefined || factor === undefined || place === undefined) {
      this.#keepAsTold(measurand, reading, value)
      return
    }
    const inUnit = value * factor
    const scaled = quantity === 'energyWh' && factor === 1 ? plausibleRegisterWh(inUnit, registerWh) : inUnit
    const rank = contextRank[context] * 10 + locationRank(reading.location)
    const known = this.#best.get(place)
    if (!known || rank <= known.rank) this.#best.set(place, { value: scaled, rank })
  }

  sample(at: number): Sample {
    const energyWh = this.#total('energyWh')
    const powerW = this.#total('powerW')
    const soc = this.#best.get('soc')?.value
    const detail = this.#detail()
    return {
      at,
      context: this.#context ?? 'periodic',
      ...(energyWh === undefined ? {} : { energyWh }),
      ...(powerW === undefined ? {} : { powerW }),
      ...(soc === undefined ? {} : { soc }),
      ...(detail === undefined ? {} : { detail }),
    }
  }

  #noteContext(context: Sample['context']) {
    if (this.#context === undefined || contextRank[context] < contextRank[this.#context]) this.#context = context
  }

  #keepAsTold(measurand: string, { phase, location, unit }: Reading, value: number) {
    // the default place says nothing
    const name = [measurand, phase, location === 'Outlet' ? undefined : location].filter(Boolean).join('/')
    if (this.#other.size < 50) this.#other.set(name.slice(0, 100), `${tidy(value)}${unitText(unit).slice(0, 20)}`)
  }

  #total(quantity: 'energyWh' | 'powerW'): number | undefined {
    const total = this.#best.get(quantity)
    if (total) return tidy(total.value)
    const phases = this.#phases(quantity)
    return phases && tidy(phases.reduce<number>((sum, value) => sum + (value ?? 0), 0))
  }

  #phases(quantity: Quantity): (number | null)[] | undefined {
    const values = [0, 1, 2].map((index) => this.#best.get(`${quantity}/${index}`)?.value)
    if (values.every((value) => value === undefined)) return undefined
    return values.map((value) => (value === undefined ? null : tidy(value)))
  }

  #detail(): Sample['detail'] {
    const detail: NonNullable<Sample['detail']> = {}
    for (const quantity of Object.values(phasesOf)) {
      const phases = this.#phases(quantity)
      if (phases) detail[quantity] = phases
    }
    for (const [quantity, name, unit] of untold) {
      const total = this.#best.get(quantity)
      if (total && !this.#phases(quantity)) this.#other.set(name, `${tidy(total.value)} ${unit}`)
    }
    if (this.#other.size > 0) detail.other = Object.fromEntries(this.#other)
    if (this.#signed.length > 0) detail.signed = this.#signed
    return Object.keys(detail).length > 0 ? detail : undefined
  }
}

/** Currents and voltages without phase: of which phase they are is not known, so they are kept by name. */
const untold = [
  ['currentA', 'Current.Import', 'A'],
  ['voltageV', 'Voltage', 'V'],
] as const

/** Where a value of this phase belongs; undefined: nowhere among the site's quantities. */
function placeOf(quantity: Quantity, phase: string | undefined): string | undefined {
  if (phase === undefined || phase === '') return quantity
  if (quantity === 'soc') return undefined
  const index = phaseIndex(phase)
  return index === undefined ? undefined : `${quantity}/${index}`
}

/** Sums and factors leave traces of binary fractions: 0.1 kW + 0.2 kW. */
function tidy(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
