export type ReservationState =
  /** The station has not answered yet. */
  | 'sent'
  | 'active'
  | 'refused'
  /** The station gave no answer in time; it is told to drop it. */
  | 'unanswered'
  | 'cancelled'
  | 'expired'
  /** The station dropped it: out of order, for instance. */
  | 'removed'
  /** A session began with it. */
  | 'used'

export interface ReservationView {
  id: string
  accountId: string
  stationId: string
  /** Null: any connector of the station. */
  connectorId: number | null
  idTag: string
  tagName: string | null
  /** Who asked for it. */
  userId: string | null
  state: ReservationState
  expiresAt: number
  createdAt: number
  endedAt: number | null
  /** Why it was refused or removed. */
  reason: string | null
  transactionUid: string | null
}

/** Of a connector's view: the reservation that it is kept for now. */
export interface ConnectorReservation {
  id: string
  idTag: string
  userId: string | null
  expiresAt: number
}

/** Who a reservation lets charge: its tag, and those of the same group. */
export interface Holder {
  idTag: string
  groupIdTag: string | null
}

export function isFor(reservation: Holder, tag: Holder): boolean {
  if (reservation.idTag === tag.idTag) return true
  // a group is named by its topmost tag, which has no group of its own
  return (reservation.groupIdTag ?? reservation.idTag) === (tag.groupIdTag ?? tag.idTag)
}

/**
 * The reservation that keeps a connector from a tag; undefined: it may charge there. A reservation for any connector of the
 * station counts when there are not more free connectors than such reservations of others.
 */
export function keptFrom<R extends Holder & { connectorId: number | null }>(
  tag: Holder,
  connectorId: number,
  /** Open ones of the station. */
  reservations: readonly R[],
  /** Free connectors of the station that no reservation names, this one included where it is one of them. */
  freeConnectors: number,
): R | undefined {
  const own = reservations.filter((each) => each.connectorId === connectorId)
  if (own.length > 0) return own.find((each) => !isFor(each, tag))
  const anywhere = reservations.filter((each) => each.connectorId === null)
  if (anywhere.some((each) => isFor(each, tag))) return undefined
  return anywhere.length >= freeConnectors ? anywhere[0] : undefined
}
