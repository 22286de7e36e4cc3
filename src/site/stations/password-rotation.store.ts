import { and, desc, eq, inArray, lte } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { passwordRotation } from '../db/schema.ts'
import { SiteError } from '../errors.ts'
import type { PasswordRotationView } from './password-rotation.ts'
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
