import BetterSqlite3 from 'better-sqlite3'
import { SyncError } from '../protocol/sync-error.ts'
import { normalizeIdTag } from '../protocol/tag-id.ts'
import { SqliteApply } from './sqlite-apply.ts'
import { appendBlock } from './sqlite-block.ts'
import { SqliteHello } from './sqlite-hello.ts'
import { migrations } from './sqlite-schema.ts'
import type {
  BlockOrder,
  BucketGrant,
  Change,
  DeadRow,
  HubStore,
  Job,
  JobResult,
  NewSite,
  SessionRow,
  SiteCredentials,
  SiteSummary,
} from './store.ts'

export interface SqliteStoreOptions {
  /** Path of the database file; its folder exists. */
  file: string
}

/** The hub's database for small installations: one file, WAL, every commit on disk before it is acknowledged. */
export class SqliteHubStore implements HubStore {
  readonly #file: string
  #sqlite: BetterSqlite3.Database | undefined
  #apply: SqliteApply | undefined
  #hello: SqliteHello | undefined
  #dataVersion: number | undefined
  /** A log or a grant was changed over this very connection. */
  #ordered = false

  constructor(options: SqliteStoreOptions) {
    this.#file = options.file
  }

  async open(): Promise<void> {
    try {
      const db = new BetterSqlite3(this.#file)
      this.#sqlite = db
      db.pragma('busy_timeout = 5000')
      db.pragma('journal_mode = WAL')
      db.pragma('synchronous = FULL')
      db.pragma('foreign_keys = ON')
      db.pragma('journal_size_limit = 67108864')
      migrate(db, this.#file)
      this.#apply = new SqliteApply(db)
      this.#hello = new SqliteHello(db)
    } catch (error) {
      this.#sqlite?.close()
      this.#sqlite = undefined
      if (error instanceof SyncError) throw error
      throw new SyncError('storage', `The hub's database ${this.#file} can not be opened: ${messageOf(error)}.`, error)
    }
  }

  async close(): Promise<void> {
    this.#sqlite?.close()
    this.#sqlite = undefined
  }

  async transact(jobs: readonly Job[], now: number): Promise<JobResult[]> {
    return this.#inTransaction(() => jobs.map((job) => this.#run(job, now)))
  }

  #run(job: Job, now: number): JobResult {
    const apply = must(this.#apply)
    const hello = must(this.#hello)
    switch (job.kind) {
      case 'batch':
        return apply.batch(job.site, job.batch, now)
      case 'hello':
        return hello.hello(job.site, job.hello, now)
      case 'cursors':
        hello.cursors(job.site, job.cursors, now)
        return { kind: 'cursors' }
      case 'offline':
        return { kind: 'offline', gone: hello.offline(job.site, job.conn, now) }
    }
  }

  async addSite({ id, name, secret, createdAt }: NewSite): Promise<void> {
    this.#inTransaction(() => {
      const added = this.#db
        .prepare(
          'insert into site (id, name, secret_salt, secret_hash, created_at) values (?, ?, ?, ?, ?) on conflict do nothing',
        )
        .run(id, name, secret.salt, secret.hash, createdAt)
      if (added.changes === 0) throw new SyncError('refused', `There is a site ${id} already.`)
    })
  }

  async renewSecret(site: string, { salt, hash }: { salt: Buffer; hash: Buffer }): Promise<boolean> {
    return this.#inTransaction(() => {
      const renewed = this.#db
        .prepare('update site set secret_salt = ?, secret_hash = ? where id = ? and revoked_at is null')
        .run(salt, hash, site)
      return renewed.changes > 0
    })
  }

  async credentialsOf(site: string): Promise<SiteCredentials | undefined> {
    return this.#db
      .prepare<[string], SiteCredentials>(
        'select secret_salt as salt, secret_hash as hash, revoked_at as revokedAt from site where id = ?',
      )
      .get(site)
  }

  async sites(): Promise<SiteSummary[]> {
    const db = this.#db
    const accounts = db.prepare<[string], { id: string; name: string; granted: number; cursor: number; head: number }>(`
      select a.id, a.name, sa.granted, sa.cursor, b.head from site_account sa
      join account a on a.id = sa.account_id join bucket b on b.id = a.id where sa.site_id = ? order by a.name`)
    const laneRows = db.prepare<[string], SiteSummary['lanes'][number]>(
      'select lane, epoch, applied from lane where site_id = ? order by lane desc',
    )
    type Row = Omit<SiteSummary, 'accounts' | 'lanes' | 'online'> & { online: number }
    const rows = db
      .prepare<[], Row>(
        `select id, name, online, seen_at as seenAt, software,
          (select count(*) from tx where site_id = site.id) as sessions,
          (select count(*) from dead where site_id = site.id) as dead,
          case when quarantined_at is null then null else coalesce(quarantine_reason, '') end as quarantined
        from site order by name, id`,
      )
      .all()
    return rows.map((row) => ({
      ...row,
      online: row.online === 1,
      accounts: accounts.all(row.id).map((account) => ({ ...account, granted: account.granted === 1 })),
      lanes: laneRows.all(row.id),
    }))
  }

  async releaseSite(site: string): Promise<boolean> {
    return this.#inTransaction(() => {
      const released = this.#db
        .prepare(
          'update site set quarantined_at = null, quarantine_reason = null, boot_turns = 0, other_boot = null where id = ?',
        )
        .run(site)
      return released.changes > 0
    })
  }

  async grantAccount(site: string, account: string, now: number): Promise<number | undefined> {
    this.#ordered = true
    return this.#inTransaction(() => {
      const db = this.#db
      const known = db.prepare('select 1 from site, account where site.id = ? and account.id = ?').get(site, account)
      if (!known) return undefined
      db.prepare(
        `insert into site_account (site_id, account_id, granted, cursor_at) values (?, ?, 1, ?)
        on conflict do update set granted = 1`,
      ).run(site, account, now)
      return must(this.#apply).revive(site, account, now)
    })
  }

  async blockTag(order: BlockOrder): Promise<{ account: string; version: number }[]> {
    this.#ordered = true
    return this.#inTransaction(() => {
      const db = this.#db
      const idTag = normalizeIdTag(order.idTag)
      const accounts =
        order.account === 'all'
          ? db.prepare<[], { id: string }>('select id from account order by id').all()
          : db.prepare<[string], { id: string }>('select id from account where id = ?').all(order.account)
      if (order.account !== 'all' && accounts.length === 0) {
        throw new SyncError('notFound', `No site has told of an account ${order.account} yet. See: hub sites`)
      }
      if (order.account === 'all') {
        if (order.blocked) {
          db.prepare('insert into tag_block_all (id_tag, author, at) values (?, ?, ?) on conflict do nothing').run(
            idTag,
            order.author,
            order.now,
          )
        } else db.prepare('delete from tag_block_all where id_tag = ?').run(idTag)
      }
      return accounts.map(({ id }) => ({ account: id, version: appendBlock(db, id, { ...order, idTag }) }))
    })
  }

  async grants(site: string): Promise<BucketGrant[]> {
    const rows = this.#db
      .prepare<[string], { bucket: string; head: number; from: number }>(
        `select b.id as bucket, b.head, sa.cursor as "from" from site_account sa join bucket b on b.id = sa.account_id
        join site s on s.id = sa.site_id
        where sa.site_id = ? and sa.granted = 1 and s.quarantined_at is null and s.revoked_at is null order by b.id`,
      )
      .all(site)
    return rows.map((row) => ({ ...row, granted: true }))
  }

  async heads(): Promise<Map<string, number>> {
    const rows = this.#db.prepare<[], { id: string; head: number }>('select id, head from bucket').all()
    return new Map(rows.map(({ id, head }) => [id, head]))
  }

  async changes(bucket: string, after: number, limit: number): Promise<Change[]> {
    type Row = { version: number; entity: string; key: string; op: 'put' | 'delete'; hlc: string; base: number }
    const rows = this.#db
      .prepare<[string, number, number], Row & { fields: string; urgent: number }>(
        `select version, entity, key, op, hlc, base, fields, urgent from change_log
        where bucket = ? and version > ? order by version limit ?`,
      )
      .all(bucket, after, limit)
    return rows.map((row) => ({
      row: {
        q: row.version,
        e: row.entity,
        k: row.key,
        o: row.op,
        h: row.hlc,
        b: row.base,
        f: JSON.parse(row.fields) as Change['row']['f'],
      },
      urgent: row.urgent === 1,
    }))
  }

  async logMayHaveGrown(): Promise<boolean> {
    // counts commits of other connections only
    const version = this.#db.pragma('data_version', { simple: true }) as number
    const grown = this.#ordered || version !== this.#dataVersion
    this.#dataVersion = version
    this.#ordered = false
    return grown
  }

  async address(): Promise<{ host: string; port: number } | undefined> {
    const row = this.#db.prepare<[], { value: string }>(`select value from meta where key = 'address'`).get()
    return row ? (JSON.parse(row.value) as { host: string; port: number }) : undefined
  }

  async setAddress(address: { host: string; port: number }): Promise<void> {
    this.#inTransaction(() =>
      this.#db
        .prepare(
          `insert into meta (key, value) values ('address', ?) on conflict (key) do update set value = excluded.value`,
        )
        .run(JSON.stringify(address)),
    )
  }

  async deadRows(limit: number): Promise<DeadRow[]> {
    return this.#db
      .prepare<[number], DeadRow>(
        'select id, site_id as site, lane, epoch, q, code, reason, row, at from dead order by id desc limit ?',
      )
      .all(limit)
  }

  async deadRow(id: number): Promise<DeadRow | undefined> {
    return this.#db
      .prepare<[number], DeadRow>(
        'select id, site_id as site, lane, epoch, q, code, reason, row, at from dead where id = ?',
      )
      .get(id)
  }

  async retryDead(id: number, now: number): Promise<string | null | undefined> {
    return this.#inTransaction(() => must(this.#apply).retry(id, now))
  }

  async discardDead(id: number): Promise<boolean> {
    return this.#inTransaction(() => this.#db.prepare('delete from dead where id = ?').run(id).changes > 0)
  }

  async sessions({ site, limit }: { site?: string; limit: number }): Promise<SessionRow[]> {
    return this.#db
      .prepare<[string | null, string | null, number], SessionRow>(
        `select s.name as site, coalesce(t.station_name, t.station_id) as station, t.start_tag as tag,
          t.started_at as startedAt, t.stopped_at as stoppedAt, t.energy_wh as energyWh, t.cost_minor as costMinor, t.currency
        from tx t join site s on s.id = t.site_id
        where ? is null or t.site_id = ? order by t.started_at desc, t.id desc limit ?`,
      )
      .all(site ?? null, site ?? null, limit)
  }

  get #db(): BetterSqlite3.Database {
    return must(this.#sqlite)
  }

  #inTransaction<T>(work: () => T): T {
    const db = this.#db
    try {
      db.exec('BEGIN IMMEDIATE')
      const value = work()
      db.exec('COMMIT')
      return value
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      if (error instanceof SyncError) throw error
      throw new SyncError('storage', `The hub's database could not be written: ${messageOf(error)}.`, error)
    }
  }
}

function migrate(db: BetterSqlite3.Database, file: string) {
  const at = db.pragma('user_version', { simple: true }) as number
  if (at > migrations.length) {
    throw new SyncError(
      'refused',
      `The hub's database ${file} was written by a newer version. Install that version or a later one.`,
    )
  }
  for (let step = at; step < migrations.length; step++) {
    db.exec('BEGIN IMMEDIATE')
    try {
      // another process may have been first
      if ((db.pragma('user_version', { simple: true }) as number) === step) {
        db.exec(migrations[step] ?? '')
        db.pragma(`user_version = ${step + 1}`)
      }
      db.exec('COMMIT')
    } catch (error) {
      if (db.inTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new SyncError('storage', `The hub's database is not open.`)
  return value
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
