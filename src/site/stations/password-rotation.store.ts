import { and, desc, eq, inArray, lte } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { passwordRotation } from '../db/schema.ts'
import { SiteError } from '../errors.ts'
import type { PasswordRotationView, PendingPassword } from './password-rotation.ts'
import { stationName } from './station.store.ts'

type Row = typeof passwordRotation.$inferSelect

export function insertRotation(db: WriteHandle, row: typeof passwordRotation.$inferInsert) {
  db.insert(passwordRotation).values(row).run()
}

export function changeRotation(db: WriteHandle, id: string, changes: Partial<Row>) {
  db.update(passwordRotation).set(changes).where(eq(passwordRotation.id, id)).run()
}

/** @throws SiteError NotFound */
export function rotationRow(db: ReadHandle, id: string): Row {
  const row = db.select().from(passwordRotation).where(eq(passwordRotation.id, id)).get()
  if (!row) throw new SiteError('NotFound', { rotation: id })
  return row
}

export function openRotation(db: ReadHandle, stationId: number): Row | undefined {
  return db
    .select()
    .from(passwordRotation)
    .where(and(eq(passwordRotation.stationId, stationId), inArray(passwordRotation.state, ['asking', 'waiting'])))
    .get()
}

export function overdueRotations(db: ReadHandle, now: number): Row[] {
  return db
    .select()
    .from(passwordRotation)
    .where(and(inArray(passwordRotation.state, ['asking', 'waiting']), lte(passwordRotation.deadlineAt, now)))
    .all()
}

export function rotationsOf(db: ReadHandle, stationId: number, limit: number): PasswordRotationView[] {
  return db
    .select()
    .from(passwordRotation)
    .where(eq(passwordRotation.stationId, stationId))
    .orderBy(desc(passwordRotation.startedAt), desc(passwordRotation.id))
    .limit(limit)
    .all()
    .map((row) => viewOf(db, row))
}

export function rotationView(db: ReadHandle, id: string): PasswordRotationView {
  return viewOf(db, rotationRow(db, id))
}

function viewOf(db: ReadHandle, row: Row): PasswordRotationView {
  const { passwordHash: _, oldUsedAt: __, stationId, ...rest } = row
  const { serialId, accountId } = stationName(db, stationId)
  return { ...rest, stationId: serialId, accountId }
}

/**
 * The other password that a station may come with: that of an open rotation; and after its end still, where the station was
 * not seen with the old one since: it may have been switched off for long, and must not be locked out.
 */
export function pendingPassword(db: ReadHandle, stationId: number): PendingPassword | null {
  const row = statement<
    [number],
    { rotationId: string; passwordHash: string; state: string; oldUsedAt: number | null }
  >(
    db,
    `select id as rotationId, password_hash as passwordHash, state, old_used_at as oldUsedAt from password_rotation
     where station_id = ? order by started_at desc, rowid desc limit 1`,
  ).get(stationId)
  if (!row) return null
  const { state, oldUsedAt, ...pending } = row
  const isOpen = state === 'asking' || state === 'waiting'
  if (!isOpen && (state !== 'expired' || oldUsedAt !== null)) return null
  return { ...pending, isOpen }
}
