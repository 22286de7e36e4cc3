import BetterSqlite3 from 'better-sqlite3'
import { adoptStation, openTestSite, type TestSite } from '../../kit/site.ts'
import type { Template } from './processes.ts'

/** Sites that were set up once. Two tenants are enough: some sites share one. */
export class Templates {
  readonly #open: TestSite[] = []
  readonly list: Template[] = []

  async make(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      const test = await openTestSite()
      this.#open.push(test)
      const box = await adoptStation(test)
      for (const idTag of cards) await test.site.execute(test.admin, 'tags.create', { idTag })
      const writer = new BetterSqlite3(`${test.folder}/site.sqlite`)
      writer.pragma('wal_checkpoint(TRUNCATE)')
      writer.close()
      this.list.push({ folder: test.folder, accountId: test.accountId, admin: test.admin, box })
    }
  }

  remove() {
    for (const test of this.#open) test.close()
  }
}

export const cards = ['CAFE01', 'CAFE02', 'CAFE03']
/** Cards that no site has seen. */
export const strangers = ['BEEF01', 'BEEF02']
