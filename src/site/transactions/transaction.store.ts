import { randomUUID } from 'node:crypto'
import { getTableColumns } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { outbox, transaction } from '../db/schema.ts'
import { SiteError } from '../errors.ts'
import { costMinorOf, energyBetween } from './transaction.ts'

export type TransactionRow = typeof transaction.$inferSelect
export type TransactionChanges = Partial<typeof transaction.$inferInsert>

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

/** What the station said of the messages that it may still hold. */
export function noteQueued(db: WriteHandle, id: number, queued: boolean, now: number) {
  statement(db, 'update "transaction" set messages_queued = ?, messages_queued_at = ? where id = ?').run(
    queued ? 1 : 0,
    now,
    id,
  )
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

/**
 * First and last register of a session's samples, by their own instants. Stations tell the register of the beginning again
 * later, with the time of telling: it is never the last one.
 */
export function meterSummary(db: ReadHandle, transactionId: number): MeterSummary {
  const edge = (condition: string) =>
    statement<[number], { wh: number; at: number }>(
      db,
      `select energy_wh as wh, at from sample where transaction_id = ? and energy_wh is not null ${condition} limit 1`,
    ).get(transactionId)
  const first = edge('order by at')
  const last = edge(`and context <> 'begin' order by at desc`) ?? first
  return { firstWh: first?.wh ?? null, lastWh: last?.wh ?? null, lastAt: last?.at ?? null }
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

interface TransactionPlace {
  serialId: string
  stationName: string
  evseNo: number
  connectorNo: number
  tagName: string | null
  userName: string | null
}

function placeOfTransaction(db: ReadHandle, id: number): TransactionPlace | Record<string, undefined> {
  const place = statement<[number], TransactionPlace>(
    db,
    `select s.serial_id as serialId, s.name as stationName, c.evse_no as evseNo, c.connector_no as connectorNo,
      g.name as tagName, u.full_name as userName
     from "transaction" t join station s on s.id = t.station_id join connector c on c.id = t.connector_id
     left join tag g on g.id = t.tag_id left join user u on u.id = t.user_id where t.id = ?`,
  ).get(id)
  return place ?? {}
}

/** For headquarters, in the same transaction: the session as it stands at this revision. */
export function enqueueTransaction(db: WriteHandle, row: TransactionRow, stamp: string, now: number) {
  const { serialId, stationName, evseNo, connectorNo, tagName, userName } = placeOfTransaction(db, row.id)
  const fields = {
    revision: row.revision,
    account: row.accountId,
    station: serialId,
    stationName,
    evse: evseNo,
    connector: connectorNo,
    startTag: row.startTag,
    tagName: tagName || null,
    userName: userName || null,
    stopTag: row.stopTag,
    startedAt: row.startedAt,
    stoppedAt: row.stoppedAt,
    meterStartWh: row.meterStartWh,
    meterStopWh: row.meterStopWh,
    startReason: row.startReason,
    stopReason: row.stopReason,
    energyWh: row.energyWh,
    peakPowerW: row.peakPowerW,
    costMinor: row.costMinor,
    currency: row.currency,
    pricePerKWhMicros: row.pricePerKWhMicros,
  }
  db.insert(outbox)
    .values({ lane: 'tx', entity: 'tx', key: row.uid, op: 'put', hlc: stamp, fields, createdAt: now })
    .run()
}
