import { and, asc, count, eq, gt, isNotNull, isNull, lte, min, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { hqConnection, meta, outbox, syncCursor, syncLane, tag, transaction } from '../db/schema.ts'
import type { TransactionRow } from '../transactions/transaction.store.ts'
import type { HqStatus, LaneName, LaneState, OutboxRow } from './hq.ts'

export type HqConnectionRow = typeof hqConnection.$inferSelect
const theOne = 1

export function findConnection(db: ReadHandle): HqConnectionRow | undefined {
  return db.select().from(hqConnection).where(eq(hqConnection.id, theOne)).get()
}

export function putConnection(db: WriteHandle, row: Omit<typeof hqConnection.$inferInsert, 'id'>) {
  const values = { connectedAt: null, lastError: null, ...row }
  db.insert(hqConnection)
    .values({ id: theOne, ...values })
    .onConflictDoUpdate({ target: hqConnection.id, set: values })
    .run()
}

export function removeConnection(db: WriteHandle) {
  db.delete(hqConnection).where(eq(hqConnection.id, theOne)).run()
}

export function noteConnection(db: WriteHandle, changes: { connectedAt: number | null; lastError: string | null }) {
  db.update(hqConnection).set(changes).where(eq(hqConnection.id, theOne)).run()
}

export function hqStatus(db: ReadHandle): HqStatus {
  const connection = findConnection(db)
  const waiting = db
    .select({ rows: count(), oldestAt: min(outbox.createdAt) })
    .from(outbox)
    .where(isNull(outbox.dead))
    .get()
  const dead = db.select({ rows: count() }).from(outbox).where(isNotNull(outbox.dead)).get()
  const acked = db
    .select({ at: sql<number | null>`max(${syncLane.ackedAt})` })
    .from(syncLane)
    .get()
  return {
    configured: connection !== undefined,
    enabled: connection?.enabled ?? false,
    address: connection ? new URL(connection.url).host : null,
    connected: connection?.connectedAt != null,
    connectedSince: connection?.connectedAt ?? null,
    // alone, nothing waits for anybody
    waiting: connection ? (waiting?.rows ?? 0) : 0,
    oldestWaitingAt: connection ? (waiting?.oldestAt ?? null) : null,
    lastAckAt: connection ? (acked?.at ?? null) : null,
    dead: dead?.rows ?? 0,
    lastError: connection?.lastError ?? null,
  }
}

export function laneState(db: ReadHandle, lane: LaneName): LaneState {
  const row = db.select().from(syncLane).where(eq(syncLane.lane, lane)).get()
  return {
    lane,
    epoch: row?.epoch ?? 1,
    acked: row?.ackedSeq ?? 0,
    chain: row?.ackedChain ?? '',
    head: row?.lastSeq ?? 0,
    before: ackedBefore(db, lane),
  }
}

const ackedBeforeKey = (lane: LaneName) => `hq.acked-before.${lane}`

function ackedBefore(db: ReadHandle, lane: LaneName): LaneState['before'] {
  const [epoch, acked] = (metaValue(db, ackedBeforeKey(lane)) ?? '').split('/').map(Number)
  return epoch && acked ? { epoch, acked } : undefined
}

function putLane(db: WriteHandle, lane: LaneName, changes: Omit<typeof syncLane.$inferInsert, 'lane'>) {
  db.insert(syncLane)
    .values({ lane, ...changes })
    .onConflictDoUpdate({ target: syncLane.lane, set: changes })
    .run()
}

/** The first rows that are not acked, in order; those that never were sent get their numbers now. */
export function numberRows(db: WriteHandle, lane: LaneName, limit: number): OutboxRow[] {
  const rows = db
    .select()
    .from(outbox)
    .where(and(eq(outbox.lane, lane), isNull(outbox.dead)))
    .orderBy(asc(outbox.id))
    .limit(limit)
    .all()
  const { head } = laneState(db, lane)
  let last = head
  const numbered = rows.map((row) => {
    if (row.seq !== null) return { ...row, seq: row.seq }
    const seq = ++last
    db.update(outbox).set({ seq }).where(eq(outbox.id, row.id)).run()
    return { ...row, seq }
  })
  if (last > head) putLane(db, lane, { lastSeq: last })
  return numbered.map(({ seq, entity, key, op, hlc, base, fields }) => ({ seq, entity, key, op, hlc, base, fields }))
}

/** Rows up to `applied` are durable at headquarters: they go. */
export function acknowledgeRows(db: WriteHandle, lane: LaneName, ack: { applied: number; chain: string; at: number }) {
  db.delete(outbox)
    .where(and(eq(outbox.lane, lane), isNull(outbox.dead), lte(outbox.seq, ack.applied)))
    .run()
  putLane(db, lane, { ackedSeq: ack.applied, ackedChain: ack.chain, ackedAt: ack.at })
}

/** @returns false when there is no such row */
export function buryRow(db: WriteHandle, lane: LaneName, seq: number, reason: string): boolean {
  const buried = db
    .update(outbox)
    .set({ dead: reason, seq: null })
    .where(and(eq(outbox.lane, lane), eq(outbox.seq, seq), isNull(outbox.dead)))
    .run()
  return buried.changes > 0
}

/**
 * A new epoch: numbers begin at 1 again, for every row that is not acked.
 * @param forget what was acked before is told again, or was told to somebody else
 */
export function beginEpoch(db: WriteHandle, lane: LaneName, epoch: number, { forget = false } = {}) {
  const { epoch: ended, acked } = laneState(db, lane)
  if (forget) putMeta(db, ackedBeforeKey(lane), null)
  else if (acked > 0) putMeta(db, ackedBeforeKey(lane), `${ended}/${acked}`)
  db.update(outbox)
    .set({ seq: null })
    .where(and(eq(outbox.lane, lane), isNull(outbox.dead)))
    .run()
  putLane(db, lane, { epoch, lastSeq: 0, ackedSeq: 0, ackedChain: '' })
}

export function clearOutbox(db: WriteHandle): number {
  return db.delete(outbox).run().changes
}

export function cursors(db: ReadHandle): Map<string, { version: number; hlc: string | null }> {
  const rows = db.select().from(syncCursor).all()
  return new Map(
    rows.map(({ bucket, version }) => [bucket, { version, hlc: metaValue(db, cursorKey(bucket)) ?? null }]),
  )
}

export function cursorOf(db: ReadHandle, bucket: string): number {
  return db.select().from(syncCursor).where(eq(syncCursor.bucket, bucket)).get()?.version ?? 0
}

/** @param hlc stamp of the change at that version; null where it is not known */
export function putCursor(db: WriteHandle, bucket: string, version: number, hlc: string | null) {
  db.insert(syncCursor)
    .values({ bucket, version })
    .onConflictDoUpdate({ target: syncCursor.bucket, set: { version } })
    .run()
  putMeta(db, cursorKey(bucket), hlc)
}

export function clearCursors(db: WriteHandle) {
  for (const { bucket } of db.select().from(syncCursor).all()) putMeta(db, cursorKey(bucket), null)
  db.delete(syncCursor).run()
}

const cursorKey = (bucket: string) => `hq.cursor.${bucket}`

/** Decisions beyond this version are carried out (again) when the log brings them, whatever was done ahead of it. */
export function forgetHurried(db: WriteHandle, accountId: string, version: number) {
  db.update(tag)
    .set({ hubVersion: version })
    .where(and(eq(tag.accountId, accountId), gt(tag.hubVersion, version)))
    .run()
}

/** All or nothing of one change among several: what throws leaves no trace. */
export function savepoint<T>(db: WriteHandle, work: () => T): T {
  db.$client.exec('SAVEPOINT change')
  try {
    const value = work()
    db.$client.exec('RELEASE change')
    return value
  } catch (error) {
    if (db.$client.inTransaction) db.$client.exec('ROLLBACK TO change; RELEASE change')
    throw error
  }
}

export function transactionsAfter(db: ReadHandle, id: number, limit: number): TransactionRow[] {
  return db.select().from(transaction).where(gt(transaction.id, id)).orderBy(asc(transaction.id)).limit(limit).all()
}

const requeueKey = 'hq.requeue-after'

/** All sessions have to be told again, from the one after this id; undefined: none has. */
export function requeueMark(db: ReadHandle): number | undefined {
  const value = metaValue(db, requeueKey)
  return value === undefined ? undefined : Number(value)
}

export function setRequeueMark(db: WriteHandle, after: number | null) {
  putMeta(db, requeueKey, after === null ? null : String(after))
}

function metaValue(db: ReadHandle, key: string): string | undefined {
  return db.select().from(meta).where(eq(meta.key, key)).get()?.value
}

function putMeta(db: WriteHandle, key: string, value: string | null) {
  if (value === null) db.delete(meta).where(eq(meta.key, key)).run()
  else db.insert(meta).values({ key, value }).onConflictDoUpdate({ target: meta.key, set: { value } }).run()
}
