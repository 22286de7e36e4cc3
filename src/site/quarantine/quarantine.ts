/** A fact that could not be booked, kept whole. */
export interface QuarantinedFact {
  id: number
  accountId: string
  stationId: string
  action: string
  /** JSON as the station sent it. */
  payload: string
  reason: string
  receivedAt: number
}
