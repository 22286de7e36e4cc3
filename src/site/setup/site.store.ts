import { eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { account, site } from '../db/schema.ts'
import { SiteError } from '../errors.ts'
import type { SiteView } from './site-view.ts'

export function findSite(db: ReadHandle): SiteView | undefined {
  const row = db.select().from(site).get()
  if (!row) return undefined
  const { setUpAt: _, ...view } = row
  return view
}

/** @throws SiteError NotSetUp */
export function siteView(db: ReadHandle): SiteView {
  const view = findSite(db)
  if (!view) throw new SiteError('NotSetUp')
  return view
}

export function insertSite(db: WriteHandle, row: typeof site.$inferInsert) {
  db.insert(site).values(row).run()
}

export function updateSite(db: WriteHandle, id: string, changes: Partial<SiteView>) {
  db.update(site).set(changes).where(eq(site.id, id)).run()
}

export function insertAccount(db: WriteHandle, row: typeof account.$inferInsert) {
  db.insert(account).values(row).run()
}

export function listAccounts(db: ReadHandle): { id: string; name: string; enabled: boolean }[] {
  return db.select({ id: account.id, name: account.name, enabled: account.enabled }).from(account).all()
}
