/**
 * Reads a station's timestamp: RFC 3339, and what stations make of it: no zone (then UTC), a space for the T, an offset
 * without colon, no seconds, a comma before the fraction, a date alone, epoch numbers.
 * @returns UTC ms; null when it can't be read, so that the time of receipt stands in
 */
export function parseTimestamp(value: unknown): number | null {
  if (typeof value === 'number') return fromEpoch(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  if (/^\d{9,14}$/.test(text)) return fromEpoch(Number(text))
  const match = pattern.exec(text)
  if (!match) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match
  const fields: Fields = [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second)]
  if (!isPossible(fields)) return null
  const [y, mo, d, h, mi, s] = fields
  const offset = offsetMinutes(zone)
  if (offset === null) return null
  const date = new Date(0)
  date.setUTCFullYear(y, mo - 1, d)
  date.setUTCHours(h, mi, s, Math.floor(Number(`0.${fraction || 0}`) * 1000))
  return date.getTime() - offset * 60_000
}

const pattern =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[Tt ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s*([Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?$/

/** A number is seconds or milliseconds since 1970; which of them its size tells (10^11 s is the year 5138). */
function fromEpoch(value: number): number | null {
  if (!Number.isFinite(value) || value < 0) return null
  const ms = value < 1e11 ? value * 1000 : value
  return ms > maximumMs ? null : Math.floor(ms)
}

/** Greatest instant of an ECMAScript Date. */
const maximumMs = 8.64e15

type Fields = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number]

function isPossible([year, month, day, hour, minute, second]: Fields): boolean {
  if (month < 1 || month > 12 || hour > 24 || minute > 59 || second > 60) return false
  return day >= 1 && day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}

function offsetMinutes(zone: string): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (!match) return 0
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0)
  if (minutes > 18 * 60) return null
  return match[1] === '-' ? -minutes : minutes
}

/** As stations are told the time: UTC with Z. */
export function printTimestamp(instant: number): string {
  return new Date(instant).toISOString()
}
