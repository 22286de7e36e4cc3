export interface TransactionView {
  uid: string
  accountId: string
  /** OCPP identity and name of the station. */
  stationId: string
  stationName: string
  connectorId: number
  evseNo: number
  connectorNo: number
  startTag: string | null
  tagName: string | null
  userId: string | null
  userName: string | null
  /** What the station was told about the tag: Accepted, Invalid, … */
  authorization: string | null
  startedAt: number
  stoppedAt: number | null
  meterStartWh: number | null
  meterStopWh: number | null
  startReason: string
  stopReason: string | null
  stopTag: string | null
  energyWh: number
  /** Of the running session. */
  powerW: number | null
  peakPowerW: number | null
  averagePowerW: number | null
  soc: number | null
  chargingState: string | null
  pricePerKWhMicros: number
  currency: string
  costMinor: number
  /** At the stop; null while it runs. */
  durationMs: number | null
  /** Whether the station still holds messages of it, when it was asked last; null: never asked, or it can't say. */
  messagesQueued: boolean | null
  messagesQueuedAt: number | null
  revision: number
}

export interface StartRequestView {
  id: string
  accountId: string
  /** Who asked. */
  userId: string | null
  connectorId: number
  state: 'sent' | 'accepted' | 'refused' | 'unanswered' | 'started'
  transactionUid: string | null
  requestedAt: number
}

const minorDigits = new Map<string, number>()

/** Digits after the point of a currency's amounts (ISO 4217), e.g. 2 for EUR, 0 for JPY. */
export function digitsOf(currency: string): number {
  let digits = minorDigits.get(currency)
  if (digits === undefined) {
    digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
    minorDigits.set(currency, digits)
  }
  return digits
}

/** Energy times price, exact, rounded half up to minor units. */
export function costMinorOf(energyWh: number, pricePerKWhMicros: number, currency: string): number {
  // Wh × micro-units/kWh = 10⁻⁹ units; to minor units: divide by 10^(9 − digits)
  const divisor = 10n ** BigInt(9 - digitsOf(currency))
  const product = BigInt(Math.max(0, Math.round(energyWh))) * BigInt(Math.round(pricePerKWhMicros))
  return Number((product + divisor / 2n) / divisor)
}

/**
 * Mean power, W; null before any time has passed. Readings that come with the start would else make it absurd: no mean is above
 * the greatest power that was seen.
 */
export function averagePowerOf(energyWh: number, elapsedMs: number, peakPowerW: number | null): number | null {
  if (elapsedMs <= 0) return null
  const mean = Math.round((energyWh * 3_600_000) / elapsedMs)
  return peakPowerW ? Math.min(mean, peakPowerW) : mean
}

/**
 * Energy of a session from its register readings. A register that jumps back (a replaced meter, a rebooted box) never makes
 * energy negative.
 */
export function energyBetween(meterStartWh: number | null, meterNowWh: number | null): number {
  if (meterStartWh === null || meterNowWh === null) return 0
  return Math.max(0, Math.round(meterNowWh - meterStartWh))
}
