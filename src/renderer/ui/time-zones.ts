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

const currencyOfRegion: Record<string, string> = {
  DE: 'EUR',
  AT: 'EUR',
  NL: 'EUR',
  BE: 'EUR',
  FR: 'EUR',
  ES: 'EUR',
  IT: 'EUR',
  IE: 'EUR',
  FI: 'EUR',
  PT: 'EUR',
  LU: 'EUR',
  GB: 'GBP',
  CH: 'CHF',
  US: 'USD',
  CA: 'CAD',
  AU: 'AUD',
  NZ: 'NZD',
  DK: 'DKK',
  SE: 'SEK',
  NO: 'NOK',
  PL: 'PLN',
  CZ: 'CZK',
}

/** What people probably pay with, by the language tag of their browser. */
export function likelyCurrency(locale: string): string {
  const region = /-([A-Z]{2})\b/.exec(locale)?.[1]
  return (region && currencyOfRegion[region]) ?? 'EUR'
}

/** Codes with their names in the reader's language. */
export function currencies(locale: string): { value: string; label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'currency' })
  return Intl.supportedValuesOf('currency').map((code) => ({
    value: code,
    label: `${code} · ${names.of(code) ?? code}`,
  }))
}
