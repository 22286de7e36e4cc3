/** What measurands, units, phases and contexts of OCPP mean to the site. */
import type { SampleContext } from '../site/connectors/sample.ts'

/** The site's quantity of a measurand; all others are kept as the station names them. */
export const quantities: Readonly<Record<string, 'energyWh' | 'powerW' | 'currentA' | 'voltageV' | 'soc'>> = {
  'Energy.Active.Import.Register': 'energyWh',
  'Power.Active.Import': 'powerW',
  'Current.Import': 'currentA',
  Voltage: 'voltageV',
  SoC: 'soc',
}

export type Quantity = (typeof quantities)[string]

/** Per quantity: unit in lower case → factor to the site's own unit. A missing unit is the site's own (1.6 section 7.50: Wh). */
const factors: Readonly<Record<Quantity, Readonly<Record<string, number>>>> = {
  energyWh: { '': 1, wh: 1, kwh: 1e3, mwh: 1e6 },
  powerW: { '': 1, w: 1, kw: 1e3, mw: 1e6 },
  currentA: { '': 1, a: 1, ma: 1e-3 },
  voltageV: { '': 1, v: 1, kv: 1e3, mv: 1e-3 },
  soc: { '': 1, percent: 1, '%': 1 },
}

/** @returns undefined when this unit can't belong to the quantity: then the value is kept as text */
export function factorOf(quantity: Quantity, unit: string | undefined): number | undefined {
  return factors[quantity][(unit ?? '').trim().toLowerCase()]
}

/** Index of a phase: L1 and L1-N are the first. Undefined: between phases, the neutral, or none that is known. */
export function phaseIndex(phase: string): number | undefined {
  const match = /^L([123])(?:-N)?$/.exec(phase.trim().toUpperCase())
  return match ? Number(match[1]) - 1 : undefined
}

const contexts: Readonly<Record<string, SampleContext>> = {
  'Transaction.End': 'end',
  'Sample.Periodic': 'periodic',
  'Sample.Clock': 'clock',
  'Transaction.Begin': 'begin',
  Trigger: 'trigger',
  'Interruption.Begin': 'interruption',
  'Interruption.End': 'interruption',
}

/** Missing means Sample.Periodic in both versions. */
export function contextOf(context: string | undefined): SampleContext {
  return context === undefined ? 'periodic' : (contexts[context] ?? 'other')
}

/** Which context speaks for an instant at which several were read: the end before periodic before the clock. */
export const contextRank: Readonly<Record<SampleContext, number>> = {
  end: 0,
  periodic: 1,
  clock: 2,
  begin: 3,
  trigger: 4,
  interruption: 5,
  other: 6,
}

/** The outlet is what the car gets (and what a missing location means); the nearer to it, the better. */
const locations = ['Outlet', 'Cable', 'EV', 'Inlet', 'Body']

export function locationRank(location: string | undefined): number {
  const rank = locations.indexOf(location ?? 'Outlet')
  return rank === -1 ? locations.length : rank
}

/** Spelling of units as people know them: stations write both Celsius and Celcius (1.6 has the latter in its schema). */
export function unitText(unit: string | undefined): string {
  if (unit === undefined || unit === '') return ''
  if (unit === 'Celcius') return ' Celsius'
  return unit === 'Percent' ? ' %' : ` ${unit}`
}
