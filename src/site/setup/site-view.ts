/** This site, as every signed-in user may see it. */
export interface SiteView {
  id: string
  name: string
  /** IANA name, e.g. Europe/Berlin. */
  timeZone: string
  /** ISO 4217. */
  currency: string
  /** Price of stations without one of their own, micro-units of the currency per kWh. */
  pricePerKWhMicros: number
}
