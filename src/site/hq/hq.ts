/** How the site stands with headquarters, as the desk shows it. */
export interface HqStatus {
  configured: boolean
  /** Switched on by the site manager. */
  enabled: boolean
  /** Host and port without credentials. */
  address: string | null
  connected: boolean
  connectedSince: number | null
  /** Rows that headquarters has not acked yet, and when the oldest was written. */
  waiting: number
  oldestWaitingAt: number | null
  lastAckAt: number | null
  /** Rows that headquarters could not apply. */
  dead: number
  lastError: string | null
}
