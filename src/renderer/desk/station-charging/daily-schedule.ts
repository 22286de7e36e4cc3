/** A schedule by the clock of the site, as a person writes it, and in seconds from midnight, as stations keep it. */

export interface ClockLimit {
  /** hh:mm */
  clock: string
  limit: number
}

/** In order of the clock; the first one begins at midnight, because the last one goes on until then. */
export function periodsOf(limits: readonly ClockLimit[]): { startS: number; limit: number }[] {
  const sorted = limits
    .map(({ clock, limit }) => ({ startS: secondsOf(clock), limit }))
    .sort((a, b) => a.startS - b.startS)
  const last = sorted.at(-1)
  if (!last || sorted[0]?.startS === 0) return sorted
  return [{ startS: 0, limit: last.limit }, ...sorted]
}

export function clockOf(startS: number): string {
  const minutes = Math.floor(startS / 60)
  return `${String(Math.floor(minutes / 60) % 24).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
}

function secondsOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number)
  return (hours * 60 + minutes) * 60
}
