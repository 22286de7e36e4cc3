import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { HqStatus } from '../../../src/site/hq/hq.ts'
import type { StationActor } from '../../../src/site/permissions.ts'
import { SiteSync } from '../../../sync/site/site-sync.ts'
import { adoptStation, openTestSite, type TestSite } from '../../kit/site.ts'
import { NotedLog, quickClock } from './hq.ts'

const minute = 60_000

/** A real site with one station, and its sync to a headquarters. */
export class Yard {
  test: TestSite
  readonly log = new NotedLog()
  readonly #box: StationActor
  sync: SiteSync
  #sessions = 0

  private constructor(test: TestSite, box: StationActor) {
    this.test = test
    this.#box = box
    this.sync = this.#newSync()
  }

  static async open(): Promise<Yard> {
    const test = await openTestSite()
    const yard = new Yard(test, await adoptStation(test))
    await yard.sync.start()
    return yard
  }

  #newSync() {
    return new SiteSync({ site: this.test.site, clock: quickClock, log: this.log, software: 'chargeyard test' })
  }

  join(connection: string): Promise<HqStatus> {
    return this.test.site.execute(this.test.admin, 'hq.configure', { connection })
  }

  status(): Promise<HqStatus> {
    return this.test.site.execute(this.test.admin, 'hq.status', {})
  }

  /** Headquarters has acknowledged everything. */
  async isSettled(): Promise<boolean> {
    const { connected, waiting } = await this.status()
    return connected && waiting === 0
  }

  /** A session that begins and does not end. @returns its number */
  async begin(idTag = 'CARD'): Promise<number> {
    const at = Date.now() - 60 * minute + this.#sessions++ * 10
    const { transactionId } = await this.test.site.execute(this.#box, 'transactions.begin', {
      evseNo: 1,
      idTag,
      meterStartWh: 0,
      at,
    })
    return transactionId
  }

  /** A whole session of some Wh. */
  async charge(energyWh: number): Promise<void> {
    const transactionId = await this.begin()
    await this.test.site.execute(this.#box, 'transactions.end', {
      transactionId,
      idTag: null,
      reason: 'Local',
      samples: [],
      payload: '{}',
      meterStopWh: energyWh,
      at: Date.now() - minute,
    })
  }

  async chargeTimes(count: number, energyWh = 1000): Promise<void> {
    for (let i = 0; i < count; i++) await this.charge(energyWh + i)
  }

  totals(): { n: number; wh: number; minor: number } {
    const [sums] = this.query<{ n: number; wh: number; minor: number }>(
      'select count(*) as n, coalesce(sum(energy_wh), 0) as wh, coalesce(sum(cost_minor), 0) as minor from "transaction"',
    )
    return sums ?? { n: 0, wh: 0, minor: 0 }
  }

  query<T = Record<string, unknown>>(sql: string): T[] {
    const reader = new BetterSqlite3(this.#file, { readonly: true })
    try {
      return reader.prepare<[], T>(sql).all()
    } finally {
      reader.close()
    }
  }

  /** Damages the database as a fault would. */
  tamper(sql: string) {
    const writer = new BetterSqlite3(this.#file)
    writer.pragma('busy_timeout = 5000')
    writer.exec(sql)
    writer.close()
  }

  /** A copy of the database, as a backup tool makes it. */
  async backUp(): Promise<string> {
    const copy = join(this.test.folder, 'backup.sqlite')
    const reader = new BetterSqlite3(this.#file, { readonly: true })
    await reader.backup(copy)
    reader.close()
    return copy
  }

  /** Stops, puts the copy in the database's place, starts again. */
  async restore(copy: string) {
    await this.sync.stop()
    this.test = this.test.reopen(() => {
      for (const suffix of ['-wal', '-shm']) rmSync(`${this.#file}${suffix}`, { force: true })
      copyFileSync(copy, this.#file)
    })
    this.sync = this.#newSync()
    await this.sync.start()
  }

  /** A fresh start of the sync on the same site. */
  async restart() {
    await this.sync.stop()
    this.sync = this.#newSync()
    await this.sync.start()
  }

  get #file(): string {
    return join(this.test.folder, 'site.sqlite')
  }

  async close() {
    await this.sync.stop()
    this.test.close()
  }
}
