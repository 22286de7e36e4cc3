/** What drivers are told of prices on a station's screen. */
import { digitsOf } from '../transactions/transaction.ts'

export interface PriceDisplay {
  /** The price with the answer to a card, the total with the answer to an end. */
  prices: boolean
  /** The running cost is told at most this often, s; null: never. */
  costEveryS: number | null
}

export interface PriceDisplayView extends PriceDisplay {
  accountId: string
  /** OCPP identity of the station. */
  id: string
}

/** A line for the driver. */
export interface DriverMessage {
  text: string
  /** RFC 5646. */
  language: string
}

export interface CostCharger {
  /** @throws SiteError NotSupported */
  tellCost(order: { ocppTransactionId: string; costMinor: number; currency: string }): Promise<void>
}

const words = {
  en: { price: 'Price', free: 'Charging is free here', total: 'Total' },
  de: { price: 'Preis', free: 'Laden ist hier kostenlos', total: 'Gesamt' },
} as const

type Language = keyof typeof words

function languageOf(wanted: string | null): Language {
  const short = (wanted ?? '').slice(0, 2).toLowerCase()
  return Object.hasOwn(words, short) ? (short as Language) : 'en'
}

export function priceMessage(price: { micros: number; currency: string }, wanted: string | null): DriverMessage {
  const language = languageOf(wanted)
  const { price: word, free } = words[language]
  if (price.micros === 0) return { text: free, language }
  const amount = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: price.currency,
    minimumFractionDigits: Math.max(2, digitsOf(price.currency)),
    maximumFractionDigits: 6,
  }).format(price.micros / 1_000_000)
  return { text: `${word}: ${amount}/kWh`, language }
}

export function totalMessage(
  session: { costMinor: number; currency: string; energyWh: number },
  wanted: string | null,
): DriverMessage {
  const language = languageOf(wanted)
  const amount = new Intl.NumberFormat(language, { style: 'currency', currency: session.currency }).format(
    majorOf(session.costMinor, session.currency),
  )
  const energy = new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(session.energyWh / 1000)
  return { text: `${words[language].total}: ${amount} (${energy} kWh)`, language }
}

/** Minor units as the currency's own: 320 → 3.2 EUR. */
export function majorOf(minor: number, currency: string): number {
  return minor / 10 ** digitsOf(currency)
}
