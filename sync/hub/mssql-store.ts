import { observe } from '../protocol/hlc.ts'
import { isBad } from '../protocol/row.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { normalizeIdTag } from '../protocol/tag-id.ts'
import { type Lane, lanes } from '../protocol/topics.ts'
import { applyBatch, type Refused, refusedKey, retry, revive, stampSeen, tryRow } from './mssql/apply.ts'
import { accountLock, appendBlock, putMeta } from './mssql/block.ts'
import { faultOf, isRowFault, type Row, type SqlDriver, type SqlTransaction } from './mssql/driver.ts'
import { greet, noteCursors } from './mssql/greet.ts'
import { migrateMssql } from './mssql/migrate.ts'
import { statements } from './mssql/statements.ts'
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

/** How often a transaction is tried that the server ended for no fault of its own. */
const maxAttempts = 5

const siteLock = (site: string) => `hub site ${site}`

/**
 * The hub's database on SQL Server. Any number of workers share it: whoever writes for a site or to an account's log holds an
 * applock for it, taken in the order of their names, so that nobody waits in a circle.
 */
export class MssqlHubStore implements HubStore {
  readonly #driver: SqlDriver
  readonly #migrates: boolean
  #growth: string | undefined

  /** @param options.migrate false where the worker's login may not change the schema: an administrator runs the script */
  constructor(options: { driver: SqlDriver; migrate?: boolean }) {
    this.#driver = options.driver
    this.#migrates = options.migrate ?? true
  }

  async open(): Promise<void> {
    try {
      await this.#driver.connect()
      if (this.#migrates) await migrateMssql(this.#driver, new Date())
    } catch (error) {
      await this.#driver.close()
      if (error instanceof SyncError) throw error
      const { message } = faultOf(error)
      throw new SyncError('storage', `The hub's database on SQL Server can not be opened: ${message}`, error)
    }
  }

  close(): Promise<void> {
    return this.#driver.close()
  }

  async transact(jobs: readonly Job[], nowMs: number): Promise<JobResult[]> {
    const now = new Date(nowMs)
    try {
      return await this.#inTransaction(jobLocks(jobs), (transaction) => run(transaction, jobs, now, new Map()))
    } catch (error) {
      if (error instanceof SyncError || !isRowFault(faultOf(error))) throw storageError(error)
    }
    const refused = await this.#findRefused(jobs, now)
    try {
      return await this.#inTransaction(jobLocks(jobs), (transaction) => run(transaction, jobs, now, refused))
    } catch (error) {
      throw storageError(error)
    }
  }

  /** Which rows the database itself refuses: each is tried by itself, and undone. A fault may have ended the transaction, so no savepoint helps. */
  async #findRefused(jobs: readonly Job[], now: Date): Promise<Refused> {
    const refused = new Map<string, string>()
    for (const job of jobs) {
      if (job.kind !== 'batch') continue
      const { site, batch } = job
      for (const row of batch.rows) {
        if (isBad(row)) continue
        const transaction = await this.#driver.begin()
        try {
          const alone = { ...batch, first: row.q, last: row.q, rows: [row] }
          await transaction.lock(siteLock(site))
          await tryRow(transaction, site, alone, now)
        } catch (error) {
          const fault = faultOf(error)
          if (!isRowFault(fault)) throw storageError(error)
          refused.set(refusedKey(site, batch, row.q), fault.message)
        } finally {
          await transaction.rollback()
        }
      }
    }
    return refused
  }

  async addSite({ id, name, secret, createdAt }: NewSite): Promise<void> {
    try {
      await this.#write(statements.addSite, {
        site: id,
        name,
        secret_salt: secret.salt,
        secret_hash: secret.hash,
        created_at: new Date(createdAt),
      })
    } catch (error) {
      if (faultOf(error).kind === 'duplicate') throw new SyncError('refused', `There is a site ${id} already.`)
      throw storageError(error)
    }
  }

  async renewSecret(site: string, { salt, hash }: { salt: Buffer; hash: Buffer }): Promise<boolean> {
    const rows = await this.#write(statements.renewSecret, { site, secret_salt: salt, secret_hash: hash })
    return rows.length > 0
  }

  async credentialsOf(site: string): Promise<SiteCredentials | undefined> {
    const [row] = await this.#read(statements.credentials, { site })
    if (!row) return undefined
    return { salt: row.secret_salt as Buffer, hash: row.secret_hash as Buffer, revokedAt: msOf(row.revoked_at) }
  }

  async sites(): Promise<SiteSummary[]> {
    const rows = await this.#read(statements.siteList, {})
    const accounts = await this.#read(statements.siteAccounts, {})
    const laneRows = await this.#read(statements.siteLanes, {})
    return rows.map((row) => ({
      id: String(row.id),
      name: String(row.name),
      online: row.online === true,
      seenAt: msOf(row.seen_at),
      software: textOf(row.software),
      sessions: Number(row.sessions),
      dead: Number(row.dead),
      quarantined: row.quarantined_at === null ? null : (textOf(row.quarantine_reason) ?? ''),
      accounts: accounts
        .filter(({ site_id }) => site_id === row.id)
        .map((account) => ({
          id: String(account.id),
          name: String(account.name),
          granted: account.granted === true,
          cursor: Number(account.cursor_version),
          head: Number(account.head),
        })),
      lanes: laneRows
        .filter(({ site_id }) => site_id === row.id)
        .map(({ lane, epoch, applied }) => ({
          lane: laneOf(lane),
          epoch: Number(epoch),
          applied: Number(applied),
        })),
    }))
  }

  async releaseSite(site: string): Promise<boolean> {
    const rows = await this.#write(statements.releaseSite, { site })
    return rows.length > 0
  }

  grantAccount(site: string, account: string, nowMs: number): Promise<number | undefined> {
    const now = new Date(nowMs)
    return this.#change([accountLock(account), siteLock(site)], async (transaction) => {
      const [knownSite] = await transaction.run(statements.site, { site })
      const [knownAccount] = await transaction.run(statements.account, { account })
      if (!knownSite || !knownAccount) return undefined
      await transaction.run(statements.joinAccount, { site, account, granted: true, now })
      await transaction.run(statements.letIn, { site, account })
      return revive(transaction, site, account, now)
    })
  }

  async blockTag(order: BlockOrder): Promise<{ account: string; version: number }[]> {
    const idTag = normalizeIdTag(order.idTag)
    const accounts =
      order.account === 'all'
        ? (await this.#read(statements.accounts, {})).map(({ id }) => String(id))
        : [order.account]
    return this.#change(accounts.map(accountLock), async (transaction) => {
      if (order.account === 'all') {
        const now = new Date(order.now)
        if (order.blocked)
          await transaction.run(statements.blockEverywhere, { id_tag: idTag, author: order.author, now })
        else await transaction.run(statements.unblockEverywhere, { id_tag: idTag })
      } else if ((await transaction.run(statements.account, { account: order.account })).length === 0) {
        throw new SyncError('notFound', `No site has told of an account ${order.account} yet. See: hub sites`)
      }
      const changes: { account: string; version: number }[] = []
      for (const account of accounts)
        changes.push({ account, version: await appendBlock(transaction, account, { ...order, idTag }) })
      return changes
    })
  }

  async grants(site: string): Promise<BucketGrant[]> {
    const rows = await this.#read(statements.grants, { site })
    return rows.map((row) => ({
      bucket: String(row.id),
      head: Number(row.head),
      from: Number(row.cursor_version),
      granted: true,
    }))
  }

  async heads(): Promise<Map<string, number>> {
    const rows = await this.#read(statements.heads, {})
    return new Map(rows.map(({ id, head }) => [String(id), Number(head)]))
  }

  async changes(bucket: string, after: number, limit: number): Promise<Change[]> {
    const rows = await this.#read(statements.changes, { account: bucket, after, limit })
    return rows.map((row) => ({
      row: {
        q: Number(row.version),
        e: String(row.entity),
        k: String(row.entity_key),
        o: row.op === 'delete' ? 'delete' : 'put',
        h: String(row.hlc),
        b: Number(row.base),
        f: JSON.parse(String(row.fields)) as Change['row']['f'],
      },
      urgent: row.urgent === true,
    }))
  }

  async logMayHaveGrown(): Promise<boolean> {
    const [row] = await this.#read(statements.growth, {})
    const growth = `${String(row?.heads)} ${String(row?.grants)}`
    const grown = growth !== this.#growth
    this.#growth = growth
    return grown
  }

  async address(): Promise<{ host: string; port: number } | undefined> {
    const [row] = await this.#read(statements.meta, { name: 'address' })
    return row ? (JSON.parse(String(row.value)) as { host: string; port: number }) : undefined
  }

  setAddress(address: { host: string; port: number }): Promise<void> {
    return this.#change(['hub address'], (transaction) => putMeta(transaction, 'address', JSON.stringify(address)))
  }

  async deadRows(limit: number): Promise<DeadRow[]> {
    const rows = await this.#read(statements.deadRows, { limit })
    return rows.map(deadRowOf)
  }

  async deadRow(id: number): Promise<DeadRow | undefined> {
    const [row] = await this.#read(statements.deadRow, { id })
    return row ? deadRowOf(row) : undefined
  }

  async retryDead(id: number, nowMs: number): Promise<string | null | undefined> {
    const dead = await this.deadRow(id)
    if (!dead) return undefined
    try {
      return await this.#inTransaction([siteLock(dead.site)], (transaction) =>
        retry(transaction, dead, new Date(nowMs)),
      )
    } catch (error) {
      const fault = faultOf(error)
      if (!(error instanceof SyncError) && isRowFault(fault)) return fault.message
      throw storageError(error)
    }
  }

  async discardDead(id: number): Promise<boolean> {
    return this.#change([], async (transaction) => (await transaction.run(statements.discardDead, { id })).length > 0)
  }

  async sessions({ site, limit }: { site?: string; limit: number }): Promise<SessionRow[]> {
    const rows = await this.#read(statements.sessions, { site: site ?? null, limit })
    return rows.map((row) => ({
      site: String(row.site),
      station: String(row.station),
      tag: textOf(row.start_tag),
      startedAt: msOf(row.started_at) ?? 0,
      stoppedAt: msOf(row.stopped_at),
      energyWh: Number(row.energy_wh),
      costMinor: Number(row.cost_minor),
      currency: String(row.currency),
    }))
  }

  readonly #read: SqlDriver['run'] = async (statement, values) => {
    try {
      return await this.#again(() => this.#driver.run(statement, values))
    } catch (error) {
      throw storageError(error)
    }
  }

  /** One statement that changes something, tried again as long as the server says so. */
  readonly #write: SqlDriver['run'] = (statement, values) => this.#again(() => this.#driver.run(statement, values))

  async #change<T>(locks: readonly string[], work: (transaction: SqlTransaction) => Promise<T>): Promise<T> {
    try {
      return await this.#inTransaction(locks, work)
    } catch (error) {
      throw storageError(error)
    }
  }

  #inTransaction<T>(locks: readonly string[], work: (transaction: SqlTransaction) => Promise<T>): Promise<T> {
    return this.#again(async () => {
      const transaction = await this.#driver.begin()
      try {
        for (const name of [...new Set(locks)].sort()) await transaction.lock(name)
        const value = await work(transaction)
        await transaction.commit()
        return value
      } catch (error) {
        await transaction.rollback()
        throw error
      }
    })
  }

  /**
   * Again after a deadlock, a lock timeout or a lost connection. A COMMIT whose answer was lost may have happened: everything here
   * may be done twice, because a batch is judged against the lane and an order against the tag.
   */
  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof SyncError || attempt >= maxAttempts || faultOf(error).kind !== 'again') throw error
      }
    }
  }
}

function jobLocks(jobs: readonly Job[]): string[] {
  return jobs.flatMap((job) => [
    siteLock(job.site),
    ...(job.kind === 'hello' ? job.hello.buckets.map(({ bucket }) => accountLock(bucket)) : []),
  ])
}

async function run(
  transaction: SqlTransaction,
  jobs: readonly Job[],
  now: Date,
  refused: Refused,
): Promise<JobResult[]> {
  const results: JobResult[] = []
  let seen: string | undefined
  for (const job of jobs) {
    const result = await runJob(transaction, job, now, refused)
    results.push(result)
    if (job.kind !== 'batch' || result.kind !== 'batch' || result.outcome !== 'report' || result.applied === 0) continue
    const stamp = stampSeen(job.batch, now.getTime())
    if (stamp !== undefined) seen = observe(seen, stamp)
  }
  // last of all: every worker writes this row
  if (seen !== undefined) await transaction.run(statements.raiseClock, { hlc: seen })
  return results
}

async function runJob(transaction: SqlTransaction, job: Job, now: Date, refused: Refused): Promise<JobResult> {
  switch (job.kind) {
    case 'batch':
      return applyBatch(transaction, job.site, job.batch, now, refused)
    case 'hello':
      return greet(transaction, job.site, job.hello, now)
    case 'cursors':
      await noteCursors(transaction, job.site, job.cursors, now)
      return { kind: 'cursors' }
    case 'offline': {
      const ended = await transaction.run(statements.endConnection, { site: job.site, conn: job.conn, now })
      return { kind: 'offline', gone: ended.length > 0 }
    }
    default:
      throw new SyncError('invalid', 'A job of an unknown kind.')
  }
}

function storageError(error: unknown): SyncError {
  if (error instanceof SyncError && error.code !== 'invalid') return error
  const { message } = faultOf(error)
  return new SyncError('storage', `The hub's database could not be used: ${message}`, error)
}

const deadRowOf = (row: Row): DeadRow => ({
  id: Number(row.id),
  site: String(row.site_id),
  lane: laneOf(row.lane),
  epoch: Number(row.epoch),
  q: Number(row.q),
  code: String(row.code),
  reason: String(row.reason),
  row: String(row.row_json),
  at: msOf(row.died_at) ?? 0,
})

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const msOf = (value: unknown): number | null => (value instanceof Date ? value.getTime() : null)
const laneOf = (value: Row[string]): Lane => lanes.find((lane) => lane === value) ?? 'tx'
