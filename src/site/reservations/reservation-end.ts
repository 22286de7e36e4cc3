/** How reservations end: used by a session, by their time, by the station, or by a person. */
import { connectorView } from '../connectors/connector.store.ts'
import type { CommandContext } from '../use-case.ts'
import {
  changeReservation,
  openReservations,
  type ReservationRow,
  reservationById,
  reservationView,
} from './reservation.store.ts'
import { type Holder, isFor, type ReservationState } from './reservation.ts'

/** One event for the reservation, and one for the connector that shows it. */
export function tellReservation({ db, emitRow }: CommandContext, { id, connectorId }: ReservationRow) {
  emitRow('reservation.changed', id, () => reservationView(db, id))
  if (connectorId !== null) emitRow('connector.changed', connectorId, () => connectorView(db, connectorId))
}

/** `untold`: the station may still keep it, and is told as soon as possible. */
export function endReservation(
  context: CommandContext,
  row: ReservationRow,
  state: Exclude<ReservationState, 'sent' | 'active'>,
  more: { untold?: boolean; reason?: string | null; transactionUid?: string } = {},
): ReservationRow {
  const ended = changeReservation(context.db, row.id, { ...more, state, endedAt: context.now })
  tellReservation(context, ended)
  return ended
}

/**
 * A session began: the reservation that it used ends. Named by the station, else (stations forget to name it) the one that
 * lets this tag charge here.
 */
export function takeReservation(
  context: CommandContext,
  session: {
    stationId: number
    connectorId: number
    uid: string
    /** As the station named it. */
    reservationId: number | null
    /** Null: nobody knows it yet, or it was not accepted. */
    tag: Holder | null
  },
) {
  const { stationId, connectorId, uid, reservationId, tag } = session
  const named = reservationId === null ? undefined : reservationById(context.db, reservationId)
  if (named && named.stationId === stationId && !isOver(named)) {
    endReservation(context, named, 'used', { transactionUid: uid, untold: false })
    return
  }
  if (tag === null) return
  const fitting = openReservations(context.db, stationId).filter(
    (each) => isFor(each, tag) && (each.connectorId === null || each.connectorId === connectorId),
  )
  const found = fitting.find((each) => each.connectorId !== null) ?? fitting[0]
  // a station that does not know that it was used would keep the connector for nobody afterwards
  if (found) endReservation(context, found, 'used', { transactionUid: uid, untold: true })
}

/** A fact of a station may come late: one that ended by the clock alone can still turn out to have been used. */
function isOver({ state }: ReservationRow): boolean {
  return state === 'used' || state === 'refused'
}
