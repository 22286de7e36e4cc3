import type BetterSqlite3 from 'better-sqlite3'
import { canonicalJson, type Json } from '../protocol/canonical.ts'
import type { UpBatch } from '../protocol/envelope.ts'
import { clampHlc, observe } from '../protocol/hlc.ts'
import { type HubLane, judgeBatch, unknownLane } from '../protocol/lane.ts'
import type { Rejected } from '../protocol/messages.ts'
import { type BadRow, isBad, parseRow, type Row, rowContent } from '../protocol/row.ts'
import type { JobResult } from './store.ts'
import { RowRefused, readTx, type TxRecord } from './tx-record.ts'

interface SiteStanding {
  revoked_at: number | null
  quarantined_at: number | null
  quarantine_reason: string | null
}

/** Books batches of a site's lane, inside the caller's transaction. */
export class SqliteApply {
  readonly #db: BetterSqlite3.Database
  readonly #site: BetterSqlite3.Statement<[string], SiteStanding>
  readonly #lane: BetterSqlite3.Statement<[string, string], HubLane>
  readonly #advance: BetterSqlite3.Statement
  readonly #account: BetterSqlite3.Statement<[string, string], { granted: number | null }>
  readonly #upsertTx: BetterSqlite3.Statement
  readonly #upsertStation: BetterSqlite3.Statement
  readonly #bury: BetterSqlite3.Statement
  readonly #mark: BetterSqlite3.Statement<[], { value: string }>
  readonly #setMark: BetterSqlite3.Statement

  constructor(db: BetterSqlite3.Database) {
    this.#db = db
    this.#site = db.prepare('select revoked_at, quarantined_at, quarantine_reason from site where id = ?')
    this.#lane = db.prepare('select epoch, applied, chain from lane where site_id = ? and lane = ?')
    this.#advance = db.prepare('update lane set applied = ?, chain = ?, applied_at = ? where site_id = ? and lane = ?')
    this.#account = db.prepare(
      `select sa.granted from account a left join site_account sa on sa.account_id = a.id and sa.site_id = ? where a.id = ?`,
    )
    const columns =
      'revision, account_id, station_id, station_name, evse_no, connector_no, start_tag, tag_name, user_id, user_name, started_at, stopped_at, meter_start_wh, meter_stop_wh, start_reason, stop_tag, stop_reason, energy_wh, peak_power_w, price_per_kwh_micros, currency, cost_minor, hlc, fields, extra, updated_at'.split(
        ', ',
      )
    this.#upsertTx = db.prepare(`
      insert into tx (site_id, uid, received_at, ${columns.join(', ')})
      values (@site_id, @uid, @updated_at, ${columns.map((column) => `@${column}`).join(', ')})
      on conflict (site_id, uid) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
      where excluded.revision > tx.revision`)
    this.#upsertStation = db.prepare(`
      insert into station (site_id, id, account_id, name, first_seen_at, last_seen_at) values (?, ?, ?, ?, ?, ?)
      on conflict (site_id, id) do update set account_id = excluded.account_id, name = excluded.name,
        last_seen_at = max(last_seen_at, excluded.last_seen_at)`)
    this.#bury = db.prepare(`
      insert into dead (site_id, lane, epoch, q, code, reason, row, at) values (?, ?, ?, ?, ?, ?, ?, ?)
      on conflict (site_id, lane, epoch, q) do nothing`)
    this.#mark = db.prepare(`select value from meta where key = 'hlc'`)
    this.#setMark = db.prepare(
      `insert into meta (key, value) values ('hlc', ?) on conflict (key) do update set value = excluded.value`,
    )
  }

  batch(site: string, batch: UpBatch, now: number): JobResult {
    const standing = this.#site.get(site)
    if (!standing || standing.revoked_at !== null) {
      return { kind: 'batch', outcome: 'quarantined', reason: 'Headquarters does not know this site (any more).' }
    }
    if (standing.quarantined_at !== null) {
      return { kind: 'batch', outcome: 'quarantined', reason: standing.quarantine_reason ?? '' }
    }
    const lane = this.#lane.get(site, batch.lane) ?? unknownLane
    const verdict = judgeBatch(lane, batch)
    if (verdict.do === 'sayHello') {
      return { kind: 'batch', outcome: 'sayHello', reason: `epoch ${batch.epoch} is not known` }
    }
    if (verdict.do === 'report') {
      return { kind: 'batch', outcome: 'report', lane, applied: 0, rej: [], because: verdict.because }
    }
    const fresh = batch.rows.slice(verdict.from)
    const rej = this.#applyRows(site, batch, fresh, now)
    this.#advance.run(batch.last, verdict.chain, now, site, batch.lane)
    return {
      kind: 'batch',
      outcome: 'report',
      lane: { epoch: lane.epoch, applied: batch.last, chain: verdict.chain },
      applied: fresh.length,
      rej,
      because: 'applied',
    }
  }

  /** Books the rows of an account that went to the dead rows because the site might not speak for it. */
  revive(site: string, account: string, now: number): number {
    const rows = this.#db
      .prepare<[string, string], { id: number; row: string }>(
        `select id, row from dead where site_id = ? and code = 'accountNotGranted' and json_extract(row, '$.f.account') = ?
        order by id`,
      )
      .all(site, account)
    const forget = this.#db.prepare('delete from dead where id = ?')
    let revived = 0
    for (const { id, row: text } of rows) {
      const row = parseRow(JSON.parse(text) as Json)
      if (isBad(row)) continue
      const record = readTx(row)
      this.#book(site, row, record, now)
      this.#noteStations(site, new Map([[record.station, record]]))
      forget.run(id)
      revived++
    }
    return revived
  }

  /** @returns why a dead row still can't be booked; null when it is; undefined where there is none */
  retry(id: number, now: number): string | null | undefined {
    const dead = this.#db
      .prepare<[number], { site: string; row: string }>('select site_id as site, row from dead where id = ?')
      .get(id)
    if (!dead) return undefined
    const row = parseRow(JSON.parse(dead.row) as Json)
    try {
      if (isBad(row)) throw new RowRefused('unreadable', row.bad)
      if (row.e !== 'tx') throw new RowRefused('unknownEntity', `This hub has no ${row.e} rows.`)
      const record = readTx(row)
      this.#checkAccount(dead.site, record.account, new Map())
      this.#book(dead.site, row, record, now)
      this.#noteStations(dead.site, new Map([[record.station, record]]))
    } catch (error) {
      if (error instanceof RowRefused || isRowsFault(error)) return (error as Error).message
      throw error
    }
    this.#db.prepare('delete from dead where id = ?').run(id)
    return null
  }

  #applyRows(site: string, batch: UpBatch, rows: readonly (Row | BadRow)[], now: number): Rejected[] {
    this.#db.exec('SAVEPOINT rows')
    try {
      const rej = this.#applyEach(site, batch, rows, now, (apply) => apply())
      this.#db.exec('RELEASE rows')
      return rej
    } catch (error) {
      if (!isRowsFault(error)) throw error
      this.#db.exec('ROLLBACK TO rows')
    }
    // a row that the database itself refuses: again, with a savepoint each, which costs more
    const rej = this.#applyEach(site, batch, rows, now, (apply) => {
      this.#db.exec('SAVEPOINT one')
      try {
        apply()
        this.#db.exec('RELEASE one')
      } catch (error) {
        if (!isRowsFault(error)) throw error
        this.#db.exec('ROLLBACK TO one; RELEASE one')
        throw new RowRefused('refusedByDatabase', error instanceof Error ? error.message : String(error))
      }
    })
    this.#db.exec('RELEASE rows')
    return rej
  }

  #applyEach(
    site: string,
    batch: UpBatch,
    rows: readonly (Row | BadRow)[],
    now: number,
    guarded: (apply: () => void) => void,
  ): Rejected[] {
    const rej: Rejected[] = []
    const granted = new Map<string, boolean>()
    const stations = new Map<string, TxRecord>()
    let seen: string | undefined
    for (const row of rows) {
      try {
        if (isBad(row)) throw new RowRefused('unreadable', row.bad)
        if (row.e !== 'tx' || batch.lane !== 'tx')
          throw new RowRefused('unknownEntity', `This hub has no ${row.e} rows.`)
        const record = readTx(row)
        this.#checkAccount(site, record.account, granted)
        guarded(() => this.#book(site, row, record, now))
        stations.set(record.station, record)
        seen = observe(seen, clampHlc(row.h, now))
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error
        const text = error.message.slice(0, 500)
        rej.push({ q: row.q, code: error.code, text })
        this.#bury.run(site, batch.lane, batch.epoch, row.q, error.code, text, canonicalJson(rowContent(row)), now)
      }
    }
    this.#noteStations(site, stations)
    if (seen !== undefined) {
      const mark = this.#mark.get()?.value
      const next = observe(mark, seen)
      if (next !== mark) this.#setMark.run(next)
    }
    return rej
  }

  #book(site: string, row: Row, record: TxRecord, now: number) {
    this.#upsertTx.run({
      site_id: site,
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
      started_at: record.startedAt,
      stopped_at: record.stoppedAt,
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
      hlc: clampHlc(row.h, now),
      fields: JSON.stringify(row.f),
      extra: row.x === undefined ? null : JSON.stringify(row.x),
      updated_at: now,
    })
  }

  /** The last row of each station in a batch speaks for it. */
  #noteStations(site: string, stations: ReadonlyMap<string, TxRecord>) {
    for (const { station, account, stationName, startedAt, stoppedAt } of stations.values()) {
      const at = stoppedAt ?? startedAt
      this.#upsertStation.run(site, station, account, stationName, at, at)
    }
  }

  /** A session is booked only at a tenant that this site may speak for. */
  #checkAccount(site: string, account: string, granted: Map<string, boolean>) {
    let ok = granted.get(account)
    if (ok === undefined) {
      ok = this.#account.get(site, account)?.granted === 1
      granted.set(account, ok)
    }
    if (!ok) throw new RowRefused('accountNotGranted', `This site does not belong to account ${account}.`)
  }
}

/** Is it the row that can't be stored, rather than the database that can't store? */
function isRowsFault(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  if (typeof code === 'string') return /^SQLITE_(CONSTRAINT|MISMATCH|TOOBIG|RANGE)/.test(code)
  return error instanceof TypeError || error instanceof RangeError
}
