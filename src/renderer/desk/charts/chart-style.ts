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
