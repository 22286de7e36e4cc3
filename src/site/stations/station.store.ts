import { and, asc, eq, isNull, sql } from 'drizzle-orm'
import { presentedState } from '../certificates/certificate.store.ts'
import type { PresentedCertificate } from '../certificates/certificate.ts'
import { connectorViews } from '../connectors/connector.store.ts'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { knocking, station, stationEvent, stationUser } from '../db/schema.ts'
import { ownAccount, usableStation } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { identityOf, profilesOf } from '../quirks/quirk.store.ts'
import { quirksOf } from '../quirks/quirk.ts'
import { pendingPassword } from './pending-password.store.ts'
import {
  type KnockingStation,
  type KnockReason,
  type StationCredentials,
  type StationEventView,
  type StationView,
  securityProfileOf,
} from './station.ts'

type StationRow = typeof station.$inferSelect

function viewOf(row: StationRow, db: ReadHandle): StationView {
  return {
    id: row.serialId,
    accountId: row.accountId,
    name: row.name,
    enabled: row.enabled,
    online: row.connectedSince !== null,
    connectedSince: row.connectedSince,
    lastSeenAt: row.lastSeenAt,
    protocol: row.protocol,
    vendor: row.vendor,
    model: row.model,
    serialNumber: row.serialNumber,
    firmware: row.firmware,
    bootReason: row.bootReason,
    bootedAt: row.bootedAt,
    securityProfile: securityProfileOf(row),
    certificateThumbprint: row.certificateThumbprint,
    openAccess: row.openAccess,
    hasPassword: row.passwordHash !== null,
    username: row.username,
    assumedProtocol: row.assumedProtocol,
    rawStatus: row.rawStatus,
    errorCode: row.errorCode,
    pricePerKWhMicros: row.pricePerKWhMicros,
    createdAt: row.createdAt,
    connectors: connectorViews(db, row.id),
  }
}

export function listStations(db: ReadHandle, actor: Actor): StationView[] {
  return db
    .select()
    .from(station)
    .where(and(isNull(station.deletedAt), ownAccount(actor, station.accountId), usableStation(actor, station.id)))
    .orderBy(asc(station.name), asc(station.id))
    .all()
    .map((row) => viewOf(row, db))
}

/** @throws SiteError StationNotFound: also when it is another account's */
export function stationRow(db: ReadHandle, actor: Actor, serialId: string): StationRow {
  const row = db
    .select()
    .from(station)
    .where(
      and(
        eq(station.serialId, serialId),
        isNull(station.deletedAt),
        ownAccount(actor, station.accountId),
        usableStation(actor, station.id),
      ),
    )
    .get()
  if (!row) throw new SiteError('StationNotFound', { station: serialId })
  return row
}

export function stationView(db: ReadHandle, actor: Actor, serialId: string): StationView {
  return viewOf(stationRow(db, actor, serialId), db)
}

export function stationById(db: ReadHandle, id: number): StationRow {
  const row = db.select().from(station).where(eq(station.id, id)).get()
  if (!row) throw new SiteError('StationNotFound')
  return row
}

export function stationViewById(db: ReadHandle, id: number): StationView {
  return viewOf(stationById(db, id), db)
}

/** Name and account of a station, for events and logs on the hot path. */
export function stationName(db: ReadHandle, id: number): { serialId: string; accountId: string; name: string } {
  const row = statement<[number], { serialId: string; accountId: string; name: string }>(
    db,
    'select serial_id as serialId, account_id as accountId, name from station where id = ?',
  ).get(id)
  if (!row) throw new SiteError('StationNotFound')
  return row
}

export function credentialsOf(
  db: ReadHandle,
  serialId: string,
  presented: PresentedCertificate | null,
  now: number,
): StationCredentials | undefined {
  const row = db
    .select()
    .from(station)
    .where(and(eq(station.serialId, serialId), isNull(station.deletedAt)))
    .get()
  if (!row) return undefined
  const quirks = quirksOf(profilesOf(db, row.accountId), identityOf(row))
  return {
    stationId: row.id,
    accountId: row.accountId,
    enabled: row.enabled,
    username: row.username,
    passwordHash: row.passwordHash,
    openAccess: row.openAccess,
    securityProfile: securityProfileOf(row),
    pending: pendingPassword(db, row.id),
    certificate: presented && presentedState(db, row, presented, now),
    assumedProtocol: row.assumedProtocol ?? quirks.assumesSubprotocol,
    bootedAt: row.bootedAt,
    quirks,
  }
}

export function insertStation(db: WriteHandle, row: typeof station.$inferInsert): number {
  const taken = db
    .select({ id: station.id })
    .from(station)
    .where(and(eq(station.serialId, row.serialId), isNull(station.deletedAt)))
    .get()
  if (taken) throw new SiteError('AlreadyExists', { fields: { id: 'A station with this id exists already.' } })
  return db.insert(station).values(row).returning({ id: station.id }).get().id
}

export function updateStation(db: WriteHandle, id: number, changes: Partial<typeof station.$inferInsert>) {
  db.update(station).set(changes).where(eq(station.id, id)).run()
}

export function touchStation(db: WriteHandle, id: number, now: number) {
  statement(db, 'update station set last_seen_at = max(coalesce(last_seen_at, 0), ?) where id = ?').run(now, id)
}

/** After a restart no station is connected, whatever the last process wrote. */
export function markAllOffline(db: WriteHandle) {
  db.update(station).set({ connectedSince: null }).run()
}

const knockingLimit = 200

export function recordKnock(
  db: WriteHandle,
  knock: {
    id: string
    reason: KnockReason
    remoteAddress: string
    subprotocols: string
    username: string | null
    times?: number
  },
  now: number,
): KnockingStation {
  const { id, times = 1, ...rest } = knock
  const row = db
    .insert(knocking)
    .values({ serialId: id, ...rest, firstAt: now, lastAt: now, count: times })
    .onConflictDoUpdate({
      target: knocking.serialId,
      set: { ...rest, lastAt: now, count: sql`${knocking.count} + ${times}` },
    })
    .returning()
    .get()
  // strangers must not fill the disk: only the latest stay
  db.run(
    sql`delete from knocking where serial_id in (select serial_id from knocking order by last_at desc limit -1 offset ${knockingLimit})`,
  )
  return knockOf(row)
}

function knockOf({ serialId, ...rest }: typeof knocking.$inferSelect): KnockingStation {
  return { id: serialId, ...rest }
}

export function listKnocking(db: ReadHandle): KnockingStation[] {
  return db.select().from(knocking).orderBy(sql`${knocking.lastAt} desc`).all().map(knockOf)
}

export function endKnocking(db: WriteHandle, serialId: string): boolean {
  return db.delete(knocking).where(eq(knocking.serialId, serialId)).run().changes > 0
}

/** Whether the station told this before: it repeats what was not answered. */
export function hasStationEvent(
  db: ReadHandle,
  stationId: number,
  at: number,
  subject: string,
  text: string | null,
): boolean {
  return (
    statement<[number, number, string, string | null], { id: number }>(
      db,
      'select id from station_event where station_id = ? and at = ? and subject = ? and text is ? limit 1',
    ).get(stationId, at, subject, text) !== undefined
  )
}

export function insertStationEvent(db: WriteHandle, row: typeof stationEvent.$inferInsert): StationEventView {
  const { stationId, ...rest } = db.insert(stationEvent).values(row).returning().get()
  const { serialId, accountId } = stationName(db, stationId)
  return { ...rest, stationId: serialId, accountId }
}

export function listStationEvents(db: ReadHandle, stationId: number, limit: number): StationEventView[] {
  const { serialId, accountId } = stationName(db, stationId)
  return db
    .select()
    .from(stationEvent)
    .where(eq(stationEvent.stationId, stationId))
    .orderBy(sql`${stationEvent.at} desc`)
    .limit(limit)
    .all()
    .map((row) => ({ ...row, stationId: serialId, accountId }))
}

export function setStationUsers(db: WriteHandle, stationId: number, userIds: string[]) {
  db.delete(stationUser).where(eq(stationUser.stationId, stationId)).run()
  for (const userId of userIds) db.insert(stationUser).values({ stationId, userId }).onConflictDoNothing().run()
}

/**
 * @returns the stations whose list of users changed, with that list
 * @throws SiteError InvalidInput when one is not of this account
 */
export function setStationsOfUser(
  db: WriteHandle,
  accountId: string,
  userId: string,
  serialIds: string[],
): { id: string; userIds: string[] }[] {
  const before = db.select({ id: stationUser.stationId }).from(stationUser).where(eq(stationUser.userId, userId)).all()
  const touched = new Set(before.map(({ id }) => id))
  db.delete(stationUser).where(eq(stationUser.userId, userId)).run()
  for (const serialId of serialIds) {
    const known = db
      .select({ id: station.id, accountId: station.accountId })
      .from(station)
      .where(and(eq(station.serialId, serialId), isNull(station.deletedAt)))
      .get()
    if (known?.accountId !== accountId)
      throw new SiteError('InvalidInput', { fields: { stationIds: 'One of these stations does not exist.' } })
    db.insert(stationUser).values({ stationId: known.id, userId }).onConflictDoNothing().run()
    touched.add(known.id)
  }
  return [...touched].map((id) => ({ id: stationName(db, id).serialId, userIds: usersOfStation(db, id) }))
}

function usersOfStation(db: ReadHandle, stationId: number): string[] {
  return db
    .select({ userId: stationUser.userId })
    .from(stationUser)
    .where(eq(stationUser.stationId, stationId))
    .all()
    .map(({ userId }) => userId)
}
