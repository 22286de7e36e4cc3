/** Everything a person reads as a number, an amount or an instant. Pure: language, zone and currency are told. */

export interface FormatOptions {
  /** BCP 47, e.g. de or en-GB. */
  locale: string
  /** IANA name; the site's, so that everybody speaks of the same hour. */
  timeZone: string
  /** ISO 4217; of the site. */
  currency: string
}

export type Format = ReturnType<typeof makeFormat>

/** Shown where there is no value. */
export const noValue = '–'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

export function makeFormat({ locale, timeZone, currency }: FormatOptions) {
  const numbers = cached(
    (digits: string) =>
      new Intl.NumberFormat(locale, { minimumFractionDigits: Number(digits), maximumFractionDigits: Number(digits) }),
  )
  const amounts = cached((code: string) => new Intl.NumberFormat(locale, { style: 'currency', currency: code }))
  const prices = cached(
    (code: string) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: code,
        minimumFractionDigits: digitsOf(code),
        maximumFractionDigits: 4,
      }),
  )
  const instants = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options })
  const dateTime = instants({ dateStyle: 'medium', timeStyle: 'short' })
  const date = instants({ dateStyle: 'medium' })
  const dayMonth = instants({ day: 'numeric', month: 'short' })
  const time = instants({ hour: '2-digit', minute: '2-digit' })
  const seconds = instants({ hour: '2-digit', minute: '2-digit', second: '2-digit' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })

  const number = (value: number, digits = 0) => numbers(String(digits)).format(value)
  const optional =
    <T>(write: (value: T) => string) =>
    (value: T | null | undefined) =>
      value === null || value === undefined ? noValue : write(value)

  return {
    locale,
    timeZone,
    currency,
    number,
    /** From W. */
    power: optional((powerW: number) => `${number(powerW / 1000, digitsFor(powerW / 1000))} kW`),
    /** From Wh. */
    energy: optional((energyWh: number) => `${number(energyWh / 1000, digitsFor(energyWh / 1000))} kWh`),
    percent: optional((value: number) => `${number(value)} %`),
    current: optional((currentA: number) => `${number(currentA, 1)} A`),
    voltage: optional((voltageV: number) => `${number(voltageV)} V`),
    /** From minor units. */
    money: (minor: number, code = currency) => amounts(code).format(minor / 10 ** digitsOf(code)),
    /** From micro-units per kWh. */
    price: (micros: number, code = currency) => `${prices(code).format(micros / 1_000_000)} / kWh`,
    dateTime: optional((at: number) => dateTime.format(at)),
    date: optional((at: number) => date.format(at)),
    dayMonth: (at: number) => dayMonth.format(at),
    /** A calendar day, yyyy-mm-dd, which is the same in every zone. */
    day: (isoDate: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' }).format(
        Date.parse(`${isoDate}T00:00:00Z`),
      ),
    time: optional((at: number) => time.format(at)),
    timeWithSeconds: optional((at: number) => seconds.format(at)),
    duration: optional(formatDuration),
    /** "3 minutes ago", in the language of the reader. */
    ago: (at: number, now: number) => {
      const elapsed = now - at
      if (elapsed < minuteMs) return relative.format(0, 'minute')
      if (elapsed < hourMs) return relative.format(-Math.floor(elapsed / minuteMs), 'minute')
      if (elapsed < dayMs) return relative.format(-Math.floor(elapsed / hourMs), 'hour')
      return relative.format(-Math.floor(elapsed / dayMs), 'day')
    },
  }
}

/** Hours and minutes are written the same way in English and German. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / minuteMs)
  if (minutes < 1) return `${Math.floor(Math.max(0, ms) / 1000)} s`
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min`
  return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`
}

const digits = new Map<string, number>()

/** Digits behind the point of a currency's amounts: 2 for EUR, 0 for JPY. */
export function digitsOf(currency: string): number {
  let known = digits.get(currency)
  if (known === undefined) {
    known = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    digits.set(currency, known)
  }
  return known
}

/** Three figures that mean something: 0 · 7.36 · 11.0 · 132. */
function digitsFor(value: number): number {
  const size = Math.abs(value)
  if (size === 0 || size >= 999.5) return 0
  return size < 9.995 ? 2 : 1
}

function cached<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(key)
    made.set(key, fresh)
    return fresh
  }
}
