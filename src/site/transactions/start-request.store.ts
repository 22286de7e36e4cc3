import { randomUUID } from 'node:crypto'
import { and, desc, eq, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { startRequest } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import type { StartRequestView } from './transaction.ts'

type StartRequestRow = typeof startRequest.$inferSelect

export function insertStartRequest(
  db: WriteHandle,
  row: Omit<typeof startRequest.$inferInsert, 'uid'>,
): StartRequestRow {
  return db
    .insert(startRequest)
    .values({ ...row, uid: randomUUID() })
    .returning()
    .get()
}

export function changeStartRequest(
  db: WriteHandle,
  id: number,
  changes: Partial<typeof startRequest.$inferInsert>,
): StartRequestRow {
  return db.update(startRequest).set(changes).where(eq(startRequest.id, id)).returning().get()
}

/** The request that a start answers: named by the station (2.0.1), else the latest on this connector with this tag. */
export function requestOfStart(
  db: ReadHandle,
  start: { connectorId: number; tagId: string | null; remoteStartId: number | null; since: number },
): StartRequestRow | undefined {
  const open = sql`${startRequest.state} in ('sent', 'accepted', 'unanswered')`
  if (start.remoteStartId !== null)
    return db
      .select()
      .from(startRequest)
      .where(and(eq(startRequest.id, start.remoteStartId), eq(startRequest.connectorId, start.connectorId), open))
      .get()
  if (start.tagId === null) return undefined
  return db
    .select()
    .from(startRequest)
    .where(
      and(
        eq(startRequest.connectorId, start.connectorId),
        eq(startRequest.tagId, start.tagId),
        sql`${startRequest.requestedAt} >= ${start.since}`,
        open,
      ),
    )
    .orderBy(desc(startRequest.id))
    .limit(1)
    .get()
}

export function startRequestById(db: ReadHandle, id: number): StartRequestRow | undefined {
  return db.select().from(startRequest).where(eq(startRequest.id, id)).get()
}

/** @throws SiteError NotFound: also when it is another's */
export function startRequestByUid(db: ReadHandle, actor: Actor, uid: string): StartRequestRow {
  const row = db
    .select()
    .from(startRequest)
    .where(and(eq(startRequest.uid, uid), ownAccount(actor, startRequest.accountId)))
    .get()
  const mine = actor.kind !== 'user' || actor.permissions.has('ReadOverview') || row?.userId === actor.userId
  if (!row || !mine) throw new SiteError('NotFound', { startRequest: uid })
  return row
}

export function startRequestView(row: StartRequestRow): StartRequestView {
  return {
    id: row.uid,
    accountId: row.accountId,
    userId: row.userId,
    connectorId: row.connectorId,
    state: row.state,
    transactionUid: row.transactionUid,
    requestedAt: row.requestedAt,
  }
}
