const dayMs = 24 * 60 * 60 * 1000
const earliest = Date.UTC(2015, 0, 1)

/**
 * The instant at which a station's fact is booked. Its own timestamp is the fact; but a clock that was never set (1970), runs
 * a day ahead, or did not tell the time at all is no clock, and then the time of receipt stands in.
 */
export function instantOf(reported: number | null | undefined, receivedAt: number): number {
  return isClock(reported, receivedAt) ? reported : receivedAt
}

/** Whether a reported instant can come from a clock that was set. */
export function isClock(reported: number | null | undefined, receivedAt: number): reported is number {
  if (reported === null || reported === undefined || !Number.isFinite(reported)) return false
  return reported >= earliest && reported <= receivedAt + dayMs
}
