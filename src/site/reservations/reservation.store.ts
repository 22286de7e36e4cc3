import { randomUUID } from 'node:crypto'
import { and, desc, eq, inArray, lte, or, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { statement } from '../db/open.ts'
import { reservation, station, tag, tagUser } from '../db/schema.ts'
import { ownAccount, usableStation } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { type Holder, keptFrom, type ReservationState, type ReservationView } from './reservation.ts'

export type ReservationRow = typeof reservation.$inferSelect

/** States in which it keeps a connector. */
export const openStates: ReservationState[] = ['sent', 'active']

export function insertReservation(
  db: WriteHandle,
  row: Omit<typeof reservation.$inferInsert, 'uid' | 'state'>,
): ReservationRow {
  return db
    .insert(reservation)
    .values({ ...row, uid: randomUUID(), state: 'sent' })
    .returning()
    .get()
}

export function changeReservation(
  db: WriteHandle,
  id: number,
  changes: Partial<typeof reservation.$inferInsert>,
): ReservationRow {
  return db.update(reservation).set(changes).where(eq(reservation.id, id)).returning().get()
}

export function reservationById(db: ReadHandle, id: number): ReservationRow | undefined {
  return db.select().from(reservation).where(eq(reservation.id, id)).get()
}

/** Those that keep a connector of this station. */
export function openReservations(db: ReadHandle, stationId: number): ReservationRow[] {
  return db
    .select()
    .from(reservation)
    .where(and(eq(reservation.stationId, stationId), sql`state in ('sent', 'active')`))
    .all()
}

/** Open ones of one tag, at whichever station. */
export function openReservationsOfTag(db: ReadHandle, tagId: string): ReservationRow[] {
  return db
    .select()
    .from(reservation)
    .where(and(eq(reservation.tagId, tagId), inArray(reservation.state, openStates)))
    .all()
}

export function dueReservations(db: ReadHandle, now: number): ReservationRow[] {
  return db
    .select()
    .from(reservation)
    .where(and(inArray(reservation.state, openStates), lte(reservation.expiresAt, now)))
    .all()
}

/** Reservations that ended here and that the station may still keep. */
export function untoldReservations(db: ReadHandle, stationId: number): ReservationRow[] {
  return db
    .select()
    .from(reservation)
    .where(and(eq(reservation.stationId, stationId), sql`untold = 1`))
    .all()
}

/** OCPP identities of stations that are to be told of an end. */
export function stationsWithUntold(db: ReadHandle): string[] {
  return db
    .selectDistinct({ serialId: station.serialId })
    .from(reservation)
    .innerJoin(station, eq(station.id, reservation.stationId))
    .where(sql`${reservation.untold} = 1 and ${station.deletedAt} is null`)
    .all()
    .map(({ serialId }) => serialId)
}

/** Free connectors that no reservation names. */
export function freeConnectors(db: ReadHandle, stationId: number): number {
  return (
    statement<[number], { free: number }>(
      db,
      `select count(*) as free from connector c where c.station_id = ? and c.evse_no > 0 and c.transaction_id is null
         and c.status not in ('Unavailable', 'Faulted', 'Occupied')
         and not exists (select 1 from reservation r where r.connector_id = c.id and r.state = 'active')`,
    ).get(stationId)?.free ?? 0
  )
}

/** @throws SiteError ConnectorReserved when this tag may not charge there now */
export function assertNotReserved(db: ReadHandle, place: { id: number; stationId: number }, tag: Holder) {
  const open = openReservations(db, place.stationId)
  if (open.length === 0) return
  const keeping = keptFrom(tag, place.id, open, freeConnectors(db, place.stationId))
  if (keeping) throw new SiteError('ConnectorReserved', { connector: place.id, until: keeping.expiresAt })
}

function mine(actor: Actor) {
  if (actor.kind !== 'user' || actor.permissions.has('ReadOverview')) return undefined
  return or(
    eq(reservation.userId, actor.userId),
    sql`exists (select 1 from ${tagUser} where ${tagUser.tagId} = ${reservation.tagId} and ${tagUser.userId} = ${actor.userId})`,
  )
}

/** @throws SiteError NotFound: also when it is another's */
export function reservationByUid(db: ReadHandle, actor: Actor, uid: string): ReservationRow {
  const row = db
    .select()
    .from(reservation)
    .where(and(eq(reservation.uid, uid), ownAccount(actor, reservation.accountId), mine(actor)))
    .get()
  if (!row) throw new SiteError('NotFound', { reservation: uid })
  return row
}

/** Latest first. */
export function listReservations(
  db: ReadHandle,
  actor: Actor,
  filter: { stationId?: string | undefined; state: 'open' | 'all'; limit: number },
): ReservationView[] {
  return db
    .select({ id: reservation.id })
    .from(reservation)
    .innerJoin(station, eq(station.id, reservation.stationId))
    .where(
      and(
        ownAccount(actor, reservation.accountId),
        usableStation(actor, reservation.stationId),
        mine(actor),
        filter.stationId === undefined ? undefined : eq(station.serialId, filter.stationId),
        filter.state === 'open' ? inArray(reservation.state, openStates) : undefined,
      ),
    )
    .orderBy(desc(reservation.createdAt), desc(reservation.id))
    .limit(filter.limit)
    .all()
    .map(({ id }) => reservationView(db, id))
}

export function reservationView(db: ReadHandle, id: number): ReservationView {
  const row = db
    .select({ reservation, stationId: station.serialId, tagName: tag.name })
    .from(reservation)
    .innerJoin(station, eq(station.id, reservation.stationId))
    .leftJoin(tag, eq(tag.id, reservation.tagId))
    .where(eq(reservation.id, id))
    .get()
  if (!row) throw new SiteError('NotFound', { reservation: id })
  const { uid, accountId, connectorId, idTag, userId, state, expiresAt, createdAt, endedAt, reason, transactionUid } =
    row.reservation
  return {
    id: uid,
    accountId,
    stationId: row.stationId,
    connectorId,
    idTag,
    tagName: row.tagName || null,
    userId,
    state,
    expiresAt,
    createdAt,
    endedAt,
    reason,
    transactionUid,
  }
}
