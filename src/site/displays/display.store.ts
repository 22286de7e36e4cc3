import { and, desc, eq, inArray, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { statement } from '../db/open.ts'
import { displayMessage, transaction } from '../db/schema.ts'
import { SiteError } from '../errors.ts'
import { stationName } from '../stations/station.store.ts'
import type { DisplayMessageView } from './display.ts'

export type DisplayRow = typeof displayMessage.$inferSelect

/** What was taken away is kept for a look back, so many of each station. */
const keptEnded = 100
const alive = ['sent', 'shown', 'unanswered'] as const

export function insertDisplay(
  db: WriteHandle,
  draft: Omit<typeof displayMessage.$inferInsert, 'id' | 'ocppId'> & { ocppId?: number },
): DisplayRow {
  const { stationId } = draft
  const next = () =>
    statement<[number], { id: number }>(
      db,
      'select coalesce(max(ocpp_id), 0) + 1 as id from display_message where station_id = ?',
    ).get(stationId)?.id ?? 1
  const row = db
    .insert(displayMessage)
    .values({ ...draft, ocppId: draft.ocppId ?? next() })
    .returning()
    .get()
  statement(
    db,
    `delete from display_message where station_id = ? and state in ('refused', 'cleared', 'gone') and id <= coalesce((
       select id from display_message where station_id = ? and state in ('refused', 'cleared', 'gone')
       order by id desc limit 1 offset ${keptEnded}), 0)`,
  ).run(stationId, stationId)
  return row
}

export function changeDisplay(db: WriteHandle, id: number, changes: Partial<DisplayRow>): DisplayRow {
  const row = db.update(displayMessage).set(changes).where(eq(displayMessage.id, id)).returning().get()
  if (!row) throw new SiteError('NotFound', { message: id })
  return row
}

export function displayByOcppId(db: ReadHandle, stationId: number, ocppId: number): DisplayRow | undefined {
  return db
    .select()
    .from(displayMessage)
    .where(and(eq(displayMessage.stationId, stationId), eq(displayMessage.ocppId, ocppId)))
    .get()
}

/** @throws SiteError NotFound: also when it is another station's */
export function displayById(db: ReadHandle, stationId: number, id: number): DisplayRow {
  const row = db
    .select()
    .from(displayMessage)
    .where(and(eq(displayMessage.stationId, stationId), eq(displayMessage.id, id)))
    .get()
  if (!row) throw new SiteError('NotFound', { message: id })
  return row
}

/** Those that the station should have told in its answer, and did not. */
export function notToldIn(db: ReadHandle, stationId: number, inquiryId: number): DisplayRow[] {
  return db
    .select()
    .from(displayMessage)
    .where(
      and(
        eq(displayMessage.stationId, stationId),
        inArray(displayMessage.state, [...alive]),
        sql`coalesce(${displayMessage.toldIn}, 0) <> ${inquiryId}`,
      ),
    )
    .all()
}

/** Latest first. */
export function listDisplays(db: ReadHandle, stationId: number, now: number): DisplayMessageView[] {
  return db
    .select()
    .from(displayMessage)
    .where(eq(displayMessage.stationId, stationId))
    .orderBy(desc(displayMessage.id))
    .limit(500)
    .all()
    .map((row) => displayView(db, row, now))
}

export function displayView(db: ReadHandle, row: DisplayRow, now: number): DisplayMessageView {
  const { stationId, toldIn: _, ...rest } = row
  const { serialId, accountId } = stationName(db, stationId)
  const over = (row.endAt !== null && row.endAt <= now) || hasEnded(db, row.transactionUid)
  const isAlive = alive.some((state) => state === row.state)
  return { ...rest, accountId, stationId: serialId, state: isAlive && over ? 'gone' : row.state }
}

function hasEnded(db: ReadHandle, uid: string | null): boolean {
  if (uid === null) return false
  const row = db.select({ at: transaction.stoppedAt }).from(transaction).where(eq(transaction.uid, uid)).get()
  return row?.at !== null
}
