import type BetterSqlite3 from 'better-sqlite3'
import { type HubLane, laneAfterHello, unknownLane } from '../protocol/lane.ts'
import type { Cursors, Hello, LaneReport } from '../protocol/messages.ts'
import { judgeBoot } from './boots.ts'
import { appendBlock } from './sqlite-block.ts'
import type { BucketGrant, JobResult } from './store.ts'

interface SiteRow {
  revoked_at: number | null
  quarantined_at: number | null
  quarantine_reason: string | null
  boot: string | null
  boot_hellos: number
  other_boot: string | null
  other_boot_hellos: number
  boot_turns: number
}

/** Introductions of sites, and how far they are, inside the caller's transaction. */
export class SqliteHello {
  readonly #db: BetterSqlite3.Database

  constructor(db: BetterSqlite3.Database) {
    this.#db = db
  }

  hello(site: string, hello: Hello, now: number): JobResult {
    const row = this.#db
      .prepare<[string], SiteRow>(
        `select revoked_at, quarantined_at, quarantine_reason, boot, boot_hellos, other_boot, other_boot_hellos, boot_turns
        from site where id = ?`,
      )
      .get(site)
    if (!row || row.revoked_at !== null) {
      return { kind: 'hello', outcome: 'refused', reason: 'Headquarters does not know this site (any more).' }
    }
    const boots = judgeBoot(
      {
        last: { boot: row.boot, hellos: row.boot_hellos },
        other: { boot: row.other_boot, hellos: row.other_boot_hellos },
        turns: row.boot_turns,
      },
      hello.boot,
      hello.n,
    )
    const quarantined =
      row.quarantined_at === null
        ? boots.copies
          ? 'Two controllers take turns as this site: one is a copy. Switch one off, then release the site at headquarters.'
          : undefined
        : (row.quarantine_reason ?? '')
    this.#db
      .prepare(
        `update site set boot = ?, boot_hellos = ?, other_boot = ?, other_boot_hellos = ?, boot_turns = ?, conn = ?, online = 1, software = ?, hello_at = ?, seen_at = ?,
          quarantined_at = case when ? is null then null else coalesce(quarantined_at, ?) end, quarantine_reason = ? where id = ?`,
      )
      .run(
        boots.last.boot,
        boots.last.hellos,
        boots.other.boot,
        boots.other.hellos,
        boots.turns,
        hello.conn,
        hello.software,
        now,
        now,
        quarantined ?? null,
        now,
        quarantined ?? null,
        site,
      )
    return {
      kind: 'hello',
      outcome: 'welcome',
      lanes: hello.lanes.map((told) => this.#meetLane(site, told, quarantined !== undefined)),
      buckets: quarantined === undefined ? hello.buckets.map((told) => this.#meetBucket(site, told, now)) : [],
      ...(quarantined === undefined ? {} : { quarantined }),
    }
  }

  cursors(site: string, cursors: Cursors, now: number) {
    const move = this.#db.prepare(
      `update site_account set cursor = ?, cursor_at = ? where site_id = ? and account_id = ? and granted = 1
        and cursor < ? and ? <= (select head from bucket where id = account_id)`,
    )
    for (const { bucket, version } of cursors.buckets) move.run(version, now, site, bucket, version, version)
    const known = this.#db.prepare('select 1 from change_log where bucket = ? and version = ?')
    const done = this.#db.prepare(
      'insert into urgent_done (site_id, bucket, version, at) values (?, ?, ?, ?) on conflict do nothing',
    )
    for (const { bucket, version } of cursors.done) if (known.get(bucket, version)) done.run(site, bucket, version, now)
    const reject = this.#db.prepare(
      'insert into site_rejection (site_id, bucket, version, code, reason, at) values (?, ?, ?, ?, ?, ?) on conflict do nothing',
    )
    for (const { bucket, q, code, text } of cursors.rej) {
      if (known.get(bucket, q)) reject.run(site, bucket, q, code, text, now)
    }
    this.#db.prepare('update site set seen_at = ? where id = ?').run(now, site)
  }

  /** The end of a connection; one that was replaced by a newer connection says nothing. */
  offline(site: string, conn: string, now: number): boolean {
    const ended = this.#db
      .prepare('update site set online = 0, seen_at = ? where id = ? and conn = ?')
      .run(now, site, conn)
    return ended.changes > 0
  }

  #meetLane(site: string, told: Hello['lanes'][number], quarantined: boolean): LaneReport {
    const known =
      this.#db
        .prepare<[string, string], HubLane>('select epoch, applied, chain from lane where site_id = ? and lane = ?')
        .get(site, told.lane) ?? unknownLane
    const next = quarantined ? known : laneAfterHello(site, known, told)
    if (next !== known) {
      this.#db
        .prepare(
          `insert into lane (site_id, lane, epoch, applied, chain) values (?, ?, ?, ?, ?)
          on conflict (site_id, lane) do update set epoch = excluded.epoch, applied = excluded.applied, chain = excluded.chain`,
        )
        .run(site, told.lane, next.epoch, next.applied, next.chain)
    }
    return { lane: told.lane, ...next }
  }

  #meetBucket(site: string, told: Hello['buckets'][number], now: number): BucketGrant {
    const db = this.#db
    const account = told.bucket
    const known = db
      .prepare<[string], { first_site_id: string }>('select first_site_id from account where id = ?')
      .get(account)
    if (!known) this.#openAccount(site, told, now)
    // a tenant that another site brought is served here only when headquarters says so
    const mayJoin = !known || known.first_site_id === site ? 1 : 0
    db.prepare(
      'insert into site_account (site_id, account_id, granted, cursor_at) values (?, ?, ?, ?) on conflict do nothing',
    ).run(site, account, mayJoin, now)
    const { granted } = db
      .prepare<[string, string], { granted: number }>(
        'select granted from site_account where site_id = ? and account_id = ?',
      )
      .get(site, account) ?? { granted: 0 }
    const { head } = db.prepare<[string], { head: number }>('select head from bucket where id = ?').get(account) ?? {
      head: 0,
    }
    if (granted !== 1) return { bucket: account, head: 0, from: 0, granted: false }
    const from = this.#isOurs(told, head) ? told.version : 0
    db.prepare('update site_account set cursor = ?, cursor_at = ? where site_id = ? and account_id = ?').run(
      from,
      now,
      site,
      account,
    )
    return { bucket: account, head, from, granted: true }
  }

  /** Did the site get to its version along this very log? After a restore the hub gives versions out a second time. */
  #isOurs({ bucket, version, h }: Hello['buckets'][number], head: number): boolean {
    if (version > head) return false
    if (version === 0 || h === undefined) return true
    const row = this.#db
      .prepare<[string, number], { hlc: string }>('select hlc from change_log where bucket = ? and version = ?')
      .get(bucket, version)
    return row?.hlc === h
  }

  #openAccount(site: string, { bucket, name }: Hello['buckets'][number], now: number) {
    const db = this.#db
    db.prepare('insert into account (id, name, first_site_id, created_at) values (?, ?, ?, ?)').run(
      bucket,
      name,
      site,
      now,
    )
    db.prepare('insert into bucket (id, head) values (?, 0)').run(bucket)
    const everywhere = db
      .prepare<[], { id_tag: string; author: string }>('select id_tag, author from tag_block_all order by at, id_tag')
      .all()
    for (const { id_tag: idTag, author } of everywhere) appendBlock(db, bucket, { idTag, blocked: true, author, now })
  }
}
