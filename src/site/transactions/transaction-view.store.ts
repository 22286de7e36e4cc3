/** Sessions as people see them: who may see which, filters, pages, totals. */
import { and, desc, eq, lt, or, type SQL, sql } from 'drizzle-orm'
import { type ReadHandle, statement } from '../db/open.ts'
import { connector, station, tag, transaction, user } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { transactionById } from './transaction.store.ts'
import { averagePowerOf, type TransactionView } from './transaction.ts'

const view = {
  row: transaction,
  serialId: station.serialId,
  stationName: station.name,
  evseNo: connector.evseNo,
  connectorNo: connector.connectorNo,
  tagName: tag.name,
  userName: user.fullName,
  userEmail: user.email,
}

function selectViews(db: ReadHandle) {
  return db
    .select(view)
    .from(transaction)
    .innerJoin(station, eq(station.id, transaction.stationId))
    .innerJoin(connector, eq(connector.id, transaction.connectorId))
    .leftJoin(tag, eq(tag.id, transaction.tagId))
    .leftJoin(user, eq(user.id, transaction.userId))
    .$dynamic()
}

type Joined = ReturnType<ReturnType<typeof selectViews>['all']>[number]

function viewOf({
  row,
  serialId,
  stationName,
  evseNo,
  connectorNo,
  tagName,
  userName,
  userEmail,
}: Joined): TransactionView {
  const durationMs = row.stoppedAt === null ? null : Math.max(0, row.stoppedAt - row.startedAt)
  const elapsedMs = durationMs ?? Math.max(0, (row.meterAt ?? row.startedAt) - row.startedAt)
  return {
    uid: row.uid,
    accountId: row.accountId,
    stationId: serialId,
    stationName,
    connectorId: row.connectorId,
    evseNo,
    connectorNo,
    startTag: row.startTag,
    tagName,
    userId: row.userId,
    userName: userName || userEmail,
    authorization: row.authorization,
    startedAt: row.startedAt,
    stoppedAt: row.stoppedAt,
    meterStartWh: row.meterStartWh,
    meterStopWh: row.meterStopWh,
    startReason: row.startReason,
    stopReason: row.stopReason,
    stopTag: row.stopTag,
    energyWh: row.energyWh,
    powerW: row.stoppedAt === null ? row.powerW : null,
    peakPowerW: row.peakPowerW,
    averagePowerW: averagePowerOf(row.energyWh, elapsedMs, row.peakPowerW),
    soc: row.soc,
    chargingState: row.stoppedAt === null ? row.chargingState : null,
    pricePerKWhMicros: row.pricePerKWhMicros,
    currency: row.currency,
    costMinor: row.costMinor,
    durationMs,
    messagesQueued: row.messagesQueued,
    messagesQueuedAt: row.messagesQueuedAt,
    revision: row.revision,
  }
}

/** Drivers see their own sessions; who may read the overview sees the account's. */
function visible(actor: Actor): SQL | undefined {
  const own = ownAccount(actor, transaction.accountId)
  if (actor.kind !== 'user' || actor.permissions.has('ReadOverview')) return own
  return and(
    own,
    or(
      eq(transaction.userId, actor.userId),
      sql`exists (select 1 from tag_user tu where tu.tag_id = ${transaction.tagId} and tu.user_id = ${actor.userId})`,
    ),
  )
}

export interface TransactionFilter {
  stationId?: string | undefined
  connectorId?: number | undefined
  tag?: string | undefined
  /** Started at or after, before. */
  from?: number | undefined
  to?: number | undefined
  state?: 'running' | 'ended' | undefined
}

function matching(actor: Actor, filter: TransactionFilter): SQL | undefined {
  const needle = filter.tag?.trim().toUpperCase()
  return and(
    visible(actor),
    filter.stationId === undefined ? undefined : eq(station.serialId, filter.stationId),
    filter.connectorId === undefined ? undefined : eq(transaction.connectorId, filter.connectorId),
    needle ? sql`(upper(${transaction.startTag}) = ${needle} or upper(${tag.name}) like ${`%${needle}%`})` : undefined,
    filter.from === undefined ? undefined : sql`${transaction.startedAt} >= ${filter.from}`,
    filter.to === undefined ? undefined : lt(transaction.startedAt, filter.to),
    filter.state === undefined
      ? undefined
      : filter.state === 'running'
        ? sql`${transaction.stoppedAt} is null`
        : sql`${transaction.stoppedAt} is not null`,
  )
}

export interface TransactionPage {
  items: TransactionView[]
  /** For the next page; null on the last. */
  next: string | null
}

/** Latest first, by key and never by offset. @throws SiteError InvalidInput for a cursor that is none */
export function listTransactions(
  db: ReadHandle,
  actor: Actor,
  filter: TransactionFilter,
  limit: number,
  cursor?: string,
): TransactionPage {
  const after = cursor === undefined ? undefined : parseCursor(cursor)
  const rows = selectViews(db)
    .where(
      and(
        matching(actor, filter),
        after && sql`(${transaction.startedAt}, ${transaction.id}) < (${after.startedAt}, ${after.id})`,
      ),
    )
    .orderBy(desc(transaction.startedAt), desc(transaction.id))
    .limit(limit + 1)
    .all()
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(viewOf),
    next: rows.length > limit && last ? `${last.row.startedAt}-${last.row.id}` : null,
  }
}

function parseCursor(cursor: string): { startedAt: number; id: number } {
  const [, startedAt, id] = /^(\d+)-(\d+)$/.exec(cursor) ?? []
  if (startedAt === undefined || id === undefined)
    throw new SiteError('InvalidInput', { fields: { cursor: 'This is not a cursor of an earlier page.' } })
  return { startedAt: Number(startedAt), id: Number(id) }
}

export interface TransactionTotals {
  sessions: number
  energyWh: number
  costMinor: number
}

export function totalTransactions(db: ReadHandle, actor: Actor, filter: TransactionFilter): TransactionTotals {
  const row = db
    .select({
      sessions: sql<number>`count(*)`,
      energyWh: sql<number>`coalesce(sum(${transaction.energyWh}), 0)`,
      costMinor: sql<number>`coalesce(sum(${transaction.costMinor}), 0)`,
    })
    .from(transaction)
    .innerJoin(station, eq(station.id, transaction.stationId))
    .leftJoin(tag, eq(tag.id, transaction.tagId))
    .where(matching(actor, filter))
    .get()
  return row ?? { sessions: 0, energyWh: 0, costMinor: 0 }
}

/** @throws SiteError NotFound: also when it is another's */
export function transactionView(db: ReadHandle, actor: Actor, uid: string): TransactionView {
  const row = selectViews(db)
    .where(and(eq(transaction.uid, uid), visible(actor)))
    .get()
  if (!row) throw new SiteError('NotFound', { transaction: uid })
  return viewOf(row)
}

/** @throws SiteError NotFound: also when it is another's */
export function transactionIdOf(db: ReadHandle, actor: Actor, uid: string): number {
  const row = db
    .select({ id: transaction.id })
    .from(transaction)
    .where(and(eq(transaction.uid, uid), visible(actor)))
    .get()
  if (!row) throw new SiteError('NotFound', { transaction: uid })
  return row.id
}

/** Hot: every reading of a running session tells its listeners the session as it is then. */
export function transactionViewById(db: ReadHandle, id: number): TransactionView {
  const row = transactionById(db, id)
  const others = statement<[number], Omit<Joined, 'row'>>(
    db,
    `select s.serial_id as serialId, s.name as stationName, c.evse_no as evseNo, c.connector_no as connectorNo,
      g.name as tagName, u.full_name as userName, u.email as userEmail
     from "transaction" t join station s on s.id = t.station_id join connector c on c.id = t.connector_id
     left join tag g on g.id = t.tag_id left join user u on u.id = t.user_id where t.id = ?`,
  ).get(id)
  if (!row || !others) throw new SiteError('NotFound', { transaction: id })
  return viewOf({ row, ...others })
}
