/** A fact that could not be booked, kept whole until a person decides. */
export interface QuarantinedFact {
  id: number
  accountId: string
  stationId: string
  /** Subprotocol over which it came; null: not known. */
  protocol: string | null
  action: string
  /** JSON as the station sent it. */
  payload: string
  /** JSON as a person corrected it: that one is booked. */
  repaired: string | null
  reason: string
  receivedAt: number
  resolution: 'booked' | 'discarded' | null
  resolvedAt: number | null
  /** Who booked or discarded it. */
  resolvedBy: string | null
  /** Why it was discarded. */
  resolvedNote: string | null
}
