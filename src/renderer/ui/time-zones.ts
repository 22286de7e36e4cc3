/** The zone of this browser, by its IANA name. */
export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** All zones the browser knows, with the one given even if it is an older name. */
export function timeZones(also: string): string[] {
  const names = new Set(Intl.supportedValuesOf('timeZone'))
  names.add(also)
  names.add('UTC')
  return [...names].sort()
}

const currencyOfZone: Record<string, string> = {
  'Europe/London': 'GBP',
  'Europe/Zurich': 'CHF',
  'Europe/Vaduz': 'CHF',
  'Europe/Copenhagen': 'DKK',
  'Europe/Stockholm': 'SEK',
  'Europe/Oslo': 'NOK',
  'Europe/Warsaw': 'PLN',
  'Europe/Prague': 'CZK',
  'Europe/Budapest': 'HUF',
  'Europe/Bucharest': 'RON',
  'Europe/Istanbul': 'TRY',
  'Europe/Kyiv': 'UAH',
}
const currencyOfRegion: Record<string, string> = { US: 'USD', CA: 'CAD', AU: 'AUD', NZ: 'NZD', GB: 'GBP', CH: 'CHF' }

/** What people probably pay with: by where the machine stands, else by the region of its language. */
export function likelyCurrency(timeZone: string, locale: string): string {
  const here = currencyOfZone[timeZone]
  if (here) return here
  const region = /-([A-Z]{2})\b/.exec(locale)?.[1] ?? ''
  return timeZone.startsWith('Europe/') ? 'EUR' : (currencyOfRegion[region] ?? 'EUR')
}

/** Codes with their names in the reader's language. */
export function currencies(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }))
}
