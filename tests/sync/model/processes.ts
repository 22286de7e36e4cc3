import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type BetterSqlite3 from 'better-sqlite3'
import { type Database, openDatabase } from '../../../src/site/db/open.ts'
import type { StationActor, UserActor } from '../../../src/site/permissions.ts'
import { loadSecrets } from '../../../src/site/secrets.ts'
import { Site } from '../../../src/site/site.ts'
import { Hub } from '../../../sync/hub/hub.ts'
import { SqliteHubStore } from '../../../sync/hub/sqlite-store.ts'
import { tick } from '../../../sync/protocol/hlc.ts'
import { clientIdOf } from '../../../sync/protocol/topics.ts'
import { SiteSync } from '../../../sync/site/site-sync.ts'
import { NotedLog } from '../kit/hq.ts'
import type { Network } from './network.ts'
import { writersOf } from './quick-sqlite.ts'
import { ProcessClock } from './timeline.ts'

const migrationsFolder = fileURLToPath(new URL('../../../src/site/db/migrations', import.meta.url))

/** A site that is set up once, and copied for each run. */
export interface Template {
  folder: string
  accountId: string
  admin: UserActor
  box: StationActor
}

export class SiteProcess {
  readonly clock: ProcessClock
  readonly log = new NotedLog()
  readonly #network: Network
  readonly id: string
  readonly file: string
  readonly template: Template
  site: Site
  sync: SiteSync
  database: Database

  constructor(options: {
    id: string
    folder: string
    template: Template
    network: Network
    skewMs: number
    random: () => number
  }) {
    this.#network = options.network
    this.clock = new ProcessClock(options.network.timeline, options.skewMs)
    this.id = options.id
    this.template = options.template
    this.file = join(options.folder, 'site.sqlite')
    this.database = openDatabase({ file: this.file, migrationsFolder })
    this.site = new Site({
      database: this.database,
      secrets: loadSecrets(join(options.template.folder, 'site.key')),
      clock: this.clock,
      log: this.log,
      stamp: tick,
    })
    this.sync = new SiteSync({
      site: this.site,
      clock: this.clock,
      log: this.log,
      software: 'model',
      random: options.random,
    })
  }

  get clientId(): string {
    return clientIdOf(this.id)
  }

  get sqlite(): BetterSqlite3.Database {
    return this.database.write.$client
  }

  rows<T>(sql: string, ...parameters: unknown[]): T[] {
    return this.database.read.$client.prepare<unknown[], T>(sql).all(...parameters)
  }

  /** As `kill -9`: what was committed stays, nothing else. */
  kill() {
    this.clock.kill()
    this.#network.kill(this.clock)
    if (this.sqlite.inTransaction) this.sqlite.exec('ROLLBACK')
    this.database.read.$client.close()
    this.sqlite.close()
  }

  async stop() {
    await this.sync.stop()
    this.site.close()
    this.database.close()
  }

  setRoom(pages: number | undefined) {
    const used = this.sqlite.pragma('page_count', { simple: true }) as number
    this.sqlite.pragma(`max_page_count = ${pages === undefined ? 1_000_000 : used + pages}`)
  }

  /** @returns false where a transaction is open at the moment */
  backUp(to: string): boolean {
    return backUpFile(this.sqlite, this.file, to)
  }
}

export class HubProcess {
  readonly clock: ProcessClock
  readonly log = new NotedLog()
  readonly #network: Network
  readonly store: SqliteHubStore
  readonly hub: Hub
  readonly file: string

  constructor(options: { file: string; network: Network; skewMs: number; shared: boolean }) {
    this.#network = options.network
    this.clock = new ProcessClock(options.network.timeline, options.skewMs)
    this.file = options.file
    this.store = new SqliteHubStore({ file: options.file })
    this.hub = new Hub({
      store: this.store,
      broker: { url: 'mqtt://broker.model:1883' },
      shared: options.shared,
      pollMs: 20_000,
      clock: this.clock,
      log: this.log,
    })
  }

  async start() {
    await this.store.open()
    void this.hub.start({ timeoutMs: 1e9 }).catch(() => {})
  }

  async kill() {
    this.clock.kill()
    this.#network.kill(this.clock)
    await this.store.close()
  }

  async stop() {
    await this.hub.stop()
    await this.store.close()
  }

  setRoom(pages: number | undefined) {
    for (const db of writersOf(this.file)) {
      const used = db.pragma('page_count', { simple: true }) as number
      db.pragma(`max_page_count = ${pages === undefined ? 1_000_000 : used + pages}`)
    }
  }
}

export function backUpFile(writer: BetterSqlite3.Database, file: string, to: string): boolean {
  if (writer.inTransaction) return false
  writer.pragma('wal_checkpoint(TRUNCATE)')
  copyFileSync(file, to)
  return true
}

export function restoreFile(from: string, file: string) {
  for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
  copyFileSync(from, file)
}
