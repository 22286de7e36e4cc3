import type { Format } from '../../ui/format.ts'

/** What all charts share. */
export const axis = {
  stroke: 'var(--mantine-color-dimmed)',
  fontSize: 11,
  tickLine: false,
  axisLine: false,
} as const

export const grid = { stroke: 'var(--desk-line)', strokeDasharray: '3 4', vertical: false } as const

export const margin = { top: 8, right: 8, bottom: 0, left: 0 }

const hourMs = 3_600_000
const steps = [
  60_000,
  2 * 60_000,
  5 * 60_000,
  10 * 60_000,
  15 * 60_000,
  30 * 60_000,
  hourMs,
  2 * hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
  24 * hourMs,
]

/** Round instants (of UTC, which is round in nearly every zone) for an axis of about `most` ticks. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = steps.find((candidate) => (to - from) / candidate <= most) ?? 7 * 24 * hourMs
  const ticks: number[] = []
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at)
  return ticks
}

/** Round values from 0 to at least `most`, at most six of them; never a scale that blows nothing up to something. */
export function valueTicks(most: number, least: number): number[] {
  const top = Math.max(most, least)
  const magnitude = 10 ** Math.floor(Math.log10(top))
  const step = [0.2, 0.5, 1, 2, 5].map((part) => part * magnitude).find((candidate) => top / candidate <= 5) ?? top
  return Array.from({ length: Math.ceil(top / step - 1e-9) + 1 }, (_, index) => index * step)
}

/** On an axis; a space that may break would put the unit on a line of its own. */
export function powerTick(powerW: number, format: Format): string {
  return `${format.number(powerW / 1000, powerW % 1000 === 0 ? 0 : 1)}\u00a0kW`
}

export function energyTick(energyWh: number, format: Format): string {
  return `${format.number(energyWh / 1000, energyWh % 1000 === 0 ? 0 : 1)}\u00a0kWh`
}
