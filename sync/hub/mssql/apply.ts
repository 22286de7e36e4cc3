import { canonicalJson, type Json } from '../../protocol/canonical.ts'
import type { UpBatch } from '../../protocol/envelope.ts'
import { clampHlc, observe } from '../../protocol/hlc.ts'
import { type HubLane, judgeBatch, unknownLane } from '../../protocol/lane.ts'
import type { Rejected } from '../../protocol/messages.ts'
import { type BadRow, isBad, parseRow, type Row, rowContent } from '../../protocol/row.ts'
import type { JobResult } from '../store.ts'
import { RowRefused, readTx, type TxRecord } from '../tx-record.ts'
import type { SqlTransaction } from './driver.ts'
import { statements, type TxColumn } from './statements.ts'

/** Rows that the database itself refused, by site, lane, epoch and number: found out before, one by one. */
export type Refused = ReadonlyMap<string, string>
export const refusedKey = (site: string, batch: UpBatch, q: number) => `${site}/${batch.lane}/${batch.epoch}/${q}`

interface Booking {
  records: { row: Row; record: TxRecord }[]
  dead: { row: Row | BadRow; code: string; reason: string; account: string | null }[]
}

/** Books a batch of a site's lane, inside the transaction; the caller holds the site's lock. */
export async function applyBatch(
  transaction: SqlTransaction,
  site: string,
  batch: UpBatch,
  now: Date,
  refused: Refused,
): Promise<JobResult> {
  const [standing] = await transaction.run(statements.site, { site })
  if (!standing || standing.revoked_at !== null) {
    return { kind: 'batch', outcome: 'quarantined', reason: 'Headquarters does not know this site (any more).' }
  }
  if (standing.quarantined_at !== null) {
    return { kind: 'batch', outcome: 'quarantined', reason: String(standing.quarantine_reason ?? '') }
  }
  const lane = await readLane(transaction, site, batch.lane)
  const verdict = judgeBatch(lane, batch)
  if (verdict.do === 'sayHello') {
    return { kind: 'batch', outcome: 'sayHello', reason: `epoch ${batch.epoch} is not known` }
  }
  if (verdict.do === 'report') {
    return { kind: 'batch', outcome: 'report', lane, applied: 0, rej: [], because: verdict.because }
  }
  const fresh = batch.rows.slice(verdict.from)
  const booking = await sort(transaction, site, batch, fresh, refused)
  await book(transaction, site, booking.records, now)
  if (booking.dead.length > 0) {
    const rows = JSON.stringify(
      booking.dead.map(({ row, code, reason, account }) => ({
        q: row.q,
        code,
        reason,
        row_json: canonicalJson(rowContent(row)),
        account_id: account,
      })),
    )
    await transaction.run(statements.bury, { site, lane: batch.lane, epoch: batch.epoch, rows, now })
  }
  await transaction.run(statements.advanceLane, {
    site,
    lane: batch.lane,
    applied: batch.last,
    chain: verdict.chain,
    now,
  })
  const rej: Rejected[] = booking.dead.map(({ row, code, reason }) => ({ q: row.q, code, text: reason }))
  return {
    kind: 'batch',
    outcome: 'report',
    lane: { epoch: lane.epoch, applied: batch.last, chain: verdict.chain },
    applied: fresh.length,
    rej,
    because: 'applied',
  }
}

export async function readLane(transaction: SqlTransaction, site: string, lane: string): Promise<HubLane> {
  const [row] = await transaction.run(statements.lane, { site, lane })
  return row ? { epoch: Number(row.epoch), applied: Number(row.applied), chain: String(row.chain) } : unknownLane
}

/** Rows of an account that died because the site might not speak for it. @returns how many were booked */
export async function revive(transaction: SqlTransaction, site: string, account: string, now: Date): Promise<number> {
  const dead = await transaction.run(statements.deadOfAccount, { site, account })
  const revived: { id: number; row: Row; record: TxRecord }[] = []
  for (const { id, row_json } of dead) {
    const row = parseRow(JSON.parse(String(row_json)) as Json)
    if (!isBad(row)) revived.push({ id: Number(id), row, record: readTx(row) })
  }
  if (revived.length === 0) return 0
  await book(transaction, site, revived, now)
  await transaction.run(statements.unbury, { rows: JSON.stringify(revived.map(({ id }) => ({ id }))) })
  return revived.length
}

/** @returns why a dead row still can't be booked; null when it is */
export async function retry(
  transaction: SqlTransaction,
  { id, site, row: text }: { id: number; site: string; row: string },
  now: Date,
): Promise<string | null> {
  const row = parseRow(JSON.parse(text) as Json)
  if (isBad(row)) return row.bad
  if (row.e !== 'tx') return `This hub has no ${row.e} rows.`
  let record: TxRecord
  try {
    record = readTx(row)
  } catch (error) {
    if (error instanceof RowRefused) return error.message
    throw error
  }
  const accounts = JSON.stringify([{ id: record.account }])
  if ((await transaction.run(statements.grantedOf, { site, accounts })).length === 0)
    return `This site does not belong to account ${record.account}.`
  await book(transaction, site, [{ row, record }], now)
  await transaction.run(statements.discardDead, { id })
  return null
}

async function sort(
  transaction: SqlTransaction,
  site: string,
  batch: UpBatch,
  rows: readonly (Row | BadRow)[],
  refused: Refused,
): Promise<Booking> {
  const booking: Booking = { records: [], dead: [] }
  const bury = (row: Row | BadRow, code: string, reason: string, account: string | null = null) =>
    booking.dead.push({ row, code, reason: reason.slice(0, 500), account })
  const read: Booking['records'] = []
  for (const row of rows) {
    if (isBad(row)) bury(row, 'unreadable', row.bad)
    else if (row.e !== 'tx' || batch.lane !== 'tx') bury(row, 'unknownEntity', `This hub has no ${row.e} rows.`)
    else {
      const fault = refused.get(refusedKey(site, batch, row.q))
      if (fault !== undefined) {
        bury(row, 'refusedByDatabase', fault)
        continue
      }
      try {
        read.push({ row, record: readTx(row) })
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error
        bury(row, error.code, error.message)
      }
    }
  }
  const accounts = [...new Set(read.map(({ record }) => record.account))]
  if (accounts.length > 0) {
    const known = await transaction.run(statements.grantedOf, {
      site,
      accounts: JSON.stringify(accounts.map((id) => ({ id }))),
    })
    const granted = new Set(known.map((row) => String(row.account_id)))
    for (const one of read) {
      const { account } = one.record
      if (granted.has(account)) booking.records.push(one)
      else bury(one.row, 'accountNotGranted', `This site does not belong to account ${account}.`, account)
    }
  }
  booking.dead.sort((a, b) => a.row.q - b.row.q)
  return booking
}

async function book(transaction: SqlTransaction, site: string, records: Booking['records'], now: Date) {
  if (records.length === 0) return
  // a statement books a session once: of several revisions in a batch the greatest counts, the first of equals
  const newest = new Map<string, Booking['records'][number]>()
  for (const one of records) {
    const other = newest.get(one.row.k)
    if (!other || one.record.revision > other.record.revision) newest.set(one.row.k, one)
  }
  const rows = JSON.stringify([...newest.values()].map(({ row, record }) => txValues(row, record, now)))
  await transaction.run(statements.changeTx, { site, rows, now })
  await transaction.run(statements.addTx, { site, rows, now })
  const stations = new Map<string, object>()
  for (const { record } of records) {
    const { station, account, stationName, startedAt, stoppedAt } = record
    // the last row of each station speaks for it
    stations.set(station, {
      id: station,
      account_id: account,
      name: stationName,
      last_seen_at: sqlInstant(stoppedAt ?? startedAt),
    })
  }
  const seen = JSON.stringify([...stations.values()])
  await transaction.run(statements.changeStations, { site, rows: seen })
  await transaction.run(statements.addStations, { site, rows: seen })
}

/** Books one row as a trial, for its fault. */
export async function tryRow(transaction: SqlTransaction, site: string, batch: UpBatch, now: Date) {
  const { records } = await sort(transaction, site, batch, batch.rows, new Map())
  await book(transaction, site, records, now)
}

/** The highest stamp that a batch shows, for the hub's clock. */
export function stampSeen(batch: UpBatch, nowMs: number): string | undefined {
  let seen: string | undefined
  for (const row of batch.rows) if (!isBad(row)) seen = observe(seen, clampHlc(row.h, nowMs))
  return seen
}

function txValues(row: Row, record: TxRecord, now: Date): Record<TxColumn | 'uid', unknown> {
  return {
    uid: row.k,
    revision: record.revision,
    account_id: record.account,
    station_id: record.station,
    station_name: record.stationName,
    evse_no: record.evse,
    connector_no: record.connector,
    start_tag: record.startTag,
    tag_name: record.tagName,
    user_id: record.userId,
    user_name: record.userName,
    started_at: sqlInstant(record.startedAt),
    stopped_at: record.stoppedAt === null ? null : sqlInstant(record.stoppedAt),
    meter_start_wh: record.meterStartWh,
    meter_stop_wh: record.meterStopWh,
    start_reason: record.startReason,
    stop_tag: record.stopTag,
    stop_reason: record.stopReason,
    energy_wh: record.energyWh,
    peak_power_w: record.peakPowerW,
    price_per_kwh_micros: record.pricePerKWhMicros,
    currency: record.currency,
    cost_minor: record.costMinor,
    hlc: clampHlc(row.h, now.getTime()),
    fields: JSON.stringify(row.f),
    extra: row.x === undefined ? null : JSON.stringify(row.x),
  }
}

const latestInstant = Date.UTC(9999, 11, 31)

/** As datetime2 reads it (ISO 8601 without zone); an instant beyond its range is left for the database to refuse. */
function sqlInstant(ms: number): string {
  return ms > latestInstant ? String(ms) : new Date(ms).toISOString().slice(0, 23)
}
