/** What a clock on the wall shows in a time zone, as browsers write it (yyyy-mm-ddThh:mm), and the instant that it means. */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
    formats.set(timeZone, format)
  }
  return format
}

export function wallClock(timeZone: string, at: number): string {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`
}

/** UTC ms; null where it is no time. An hour that is skipped in spring means the one after it. */
export function instantOfWallClock(timeZone: string, wall: string): number | null {
  const asUtc = Date.parse(`${wall}Z`)
  if (Number.isNaN(asUtc)) return null
  const aheadAt = (at: number) => Date.parse(`${wallClock(timeZone, at)}Z`) - at
  const first = asUtc - aheadAt(asUtc)
  const second = asUtc - aheadAt(first)
  // on the day of a change the two may differ: the one that shows this very time is meant
  return wallClock(timeZone, second) === wall ? second : Math.max(first, second)
}
