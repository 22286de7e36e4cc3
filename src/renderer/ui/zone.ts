/** Calendar days in a time zone: what a person means by "from the 3rd to the 5th" is a span of instants there. */

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format
}

/** yyyy-mm-dd of an instant. */
export function dateIn(timeZone: string, at: number): string {
  return formatOf(timeZone).format(at)
}

/**
 * The first instant of a day (yyyy-mm-dd), UTC ms: found by halving, so right on days of 23 and 25 hours, and on those that
 * begin at one o'clock because midnight was skipped.
 */
export function startOfDate(date: string, timeZone: string): number {
  const utcMidnight = Date.parse(`${date}T00:00:00Z`)
  // zones reach from 12 hours behind to 14 hours ahead of UTC
  let before = utcMidnight - 15 * 3_600_000
  let after = utcMidnight + 13 * 3_600_000
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dateIn(timeZone, middle) >= date) after = middle
    else before = middle
  }
  return after
}

/** The first instant after a day. */
export function endOfDate(date: string, timeZone: string): number {
  const next = new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  return startOfDate(next, timeZone)
}
