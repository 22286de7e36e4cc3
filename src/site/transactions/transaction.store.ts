import { randomUUID } from 'node:crypto'
import { and, desc, eq, getTableColumns, lt, or, type SQL, sql } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { connector, outbox, startRequest, station, tag, transaction, user } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { costMinorOf, energyBetween, type StartRequestView, type TransactionView } from './transaction.ts'

export type TransactionRow = typeof transaction.$inferSelect
export type TransactionChanges = Partial<typeof transaction.$inferInsert>
export type StartRequestRow = typeof startRequest.$inferSelect

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
    averagePowerW: elapsedMs > 0 ? Math.round((row.energyWh * 3_600_000) / elapsedMs) : null,
    soc: row.soc,
    chargingState: row.stoppedAt === null ? row.chargingState : null,
    pricePerKWhMicros: row.pricePerKWhMicros,
    currency: row.currency,
    costMinor: row.costMinor,
    durationMs,
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

const columnNames = Object.fromEntries(
  Object.entries(getTableColumns(transaction)).map(([key, column]) => [key, column.name]),
) as Record<keyof TransactionRow, string>
const columns = Object.entries(columnNames)
  .map(([key, name]) => `${name} as ${key}`)
  .join(', ')

export function transactionById(db: ReadHandle, id: number): TransactionRow | undefined {
  return statement<[number], TransactionRow>(db, `select ${columns} from "transaction" where id = ?`).get(id)
}

export function transactionByOcppId(db: ReadHandle, stationId: number, ocppId: string): TransactionRow | undefined {
  return statement<[number, string], TransactionRow>(
    db,
    `select ${columns} from "transaction" where station_id = ? and ocpp_id = ?`,
  ).get(stationId, ocppId)
}

export function transactionByStartKey(db: ReadHandle, stationId: number, key: string): TransactionRow | undefined {
  return statement<[number, string], TransactionRow>(
    db,
    `select ${columns} from "transaction" where station_id = ? and start_key = ?`,
  ).get(stationId, key)
}

export function openTransactionsOfStation(db: ReadHandle, stationId: number): TransactionRow[] {
  return statement<[number], TransactionRow>(
    db,
    `select ${columns} from "transaction" where stopped_at is null and station_id = ? order by started_at desc`,
  ).all(stationId)
}

export function openTransactions(db: ReadHandle): TransactionRow[] {
  return statement<[], TransactionRow>(db, `select ${columns} from "transaction" where stopped_at is null`).all()
}

export function insertTransaction(
  db: WriteHandle,
  row: Omit<typeof transaction.$inferInsert, 'uid' | 'ocppId'> & { ocppId: string | null },
): TransactionRow {
  const uid = randomUUID()
  const made = db
    .insert(transaction)
    .values({ ...row, uid, ocppId: row.ocppId ?? `new ${uid}` })
    .returning()
    .get()
  // in 1.6 our own number is what the station knows the session by
  return row.ocppId === null ? changeTransaction(db, made.id, { ocppId: String(made.id) }) : made
}

/** Hot: every reading changes its session. The statements are few, one for each set of columns that changes. */
export function changeTransaction(db: WriteHandle, id: number, changes: TransactionChanges): TransactionRow {
  const keys = (Object.keys(changes) as (keyof typeof columnNames)[]).filter((key) => changes[key] !== undefined)
  const assignments = keys.map((key) => `${columnNames[key]} = ?`).join(', ')
  const row = statement<unknown[], TransactionRow>(
    db,
    `update "transaction" set ${assignments || 'id = id'} where id = ? returning ${columns}`,
  ).get(...keys.map((key) => changes[key]), id)
  if (!row) throw new SiteError('NotFound', { transaction: id })
  return row
}

/** @returns false when this message was booked before */
export function markSeq(db: WriteHandle, transactionId: number, seqNo: number, mark: string): boolean {
  return (
    statement(
      db,
      'insert into transaction_seq (transaction_id, seq_no, mark) values (?, ?, ?) on conflict do nothing',
    ).run(transactionId, seqNo, mark).changes > 0
  )
}

export interface MeterSummary {
  firstWh: number | null
  lastWh: number | null
  lastAt: number | null
}

/** First and last register of a session's samples, by their own instants. */
export function meterSummary(db: ReadHandle, transactionId: number): MeterSummary {
  const edge = (order: 'asc' | 'desc') =>
    statement<[number], { wh: number; at: number }>(
      db,
      `select energy_wh as wh, at from sample where transaction_id = ? and energy_wh is not null order by at ${order} limit 1`,
    ).get(transactionId)
  const last = edge('desc')
  return { firstWh: edge('asc')?.wh ?? null, lastWh: last?.wh ?? null, lastAt: last?.at ?? null }
}

/**
 * What a session's rows say together: the energy so far, and its price. A closing register below one seen before (a meter
 * that lost its count) does not take energy away.
 */
export function settle(row: TransactionRow): Pick<TransactionRow, 'energyWh' | 'costMinor'> {
  const end = Math.max(row.meterStopWh ?? Number.NEGATIVE_INFINITY, row.meterLastWh ?? Number.NEGATIVE_INFINITY)
  const energyWh = energyBetween(row.meterStartWh, Number.isFinite(end) ? end : null)
  return { energyWh, costMinor: costMinorOf(energyWh, row.pricePerKWhMicros, row.currency) }
}

/** For headquarters, in the same transaction: the session as it stands at this revision. */
export function enqueueTransaction(db: WriteHandle, row: TransactionRow, stamp: string, now: number) {
  const { serialId, stationName, evseNo, connectorNo } = selectViews(db).where(eq(transaction.id, row.id)).get() ?? {}
  const fields = {
    revision: row.revision,
    account: row.accountId,
    station: serialId,
    stationName,
    evse: evseNo,
    connector: connectorNo,
    startTag: row.startTag,
    stopTag: row.stopTag,
    startedAt: row.startedAt,
    stoppedAt: row.stoppedAt,
    meterStartWh: row.meterStartWh,
    meterStopWh: row.meterStopWh,
    startReason: row.startReason,
    stopReason: row.stopReason,
    energyWh: row.energyWh,
    costMinor: row.costMinor,
    currency: row.currency,
    pricePerKWhMicros: row.pricePerKWhMicros,
  }
  db.insert(outbox)
    .values({ lane: 'tx', entity: 'tx', key: row.uid, op: 'put', hlc: stamp, fields, createdAt: now })
    .run()
}

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
    connectorId: row.connectorId,
    state: row.state,
    transactionUid: row.transactionUid,
    requestedAt: row.requestedAt,
  }
}
