import { and, eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { vendorRule } from '../db/schema.ts'
import { shippedRules, type VendorRule, type VendorRuleView } from './vendor.ts'

type Key = Pick<VendorRule, 'vendorId' | 'messageId'>

/** Shipped ones, where the account has none for the same message; then its own. */
export function rulesOf(db: ReadHandle, accountId: string): VendorRuleView[] {
  const own = db.select().from(vendorRule).where(eq(vendorRule.accountId, accountId)).all()
  const keyOf = ({ vendorId, messageId }: Key) => JSON.stringify([vendorId, messageId ?? ''])
  const replaced = new Set(own.map(keyOf))
  const shipped = new Set(shippedRules.map(keyOf))
  return [
    ...shippedRules
      .filter((rule) => !replaced.has(keyOf(rule)))
      .map((rule) => ({ ...rule, accountId, origin: 'shipped' as const })),
    ...own.map(({ changedAt: _, ...row }) => ({
      ...row,
      messageId: row.messageId || null,
      origin: shipped.has(keyOf(row)) ? ('changed' as const) : ('own' as const),
    })),
  ]
}

export function saveRule(db: WriteHandle, accountId: string, rule: VendorRule, now: number) {
  const { vendorId, messageId, handling, note } = rule
  const row = { handling, note, changedAt: now }
  db.insert(vendorRule)
    .values({ accountId, vendorId, messageId: messageId ?? '', ...row })
    .onConflictDoUpdate({ target: [vendorRule.accountId, vendorRule.vendorId, vendorRule.messageId], set: row })
    .run()
}

/** @returns whether there was one */
export function deleteRule(db: WriteHandle, accountId: string, { vendorId, messageId }: Key): boolean {
  const one = and(
    eq(vendorRule.accountId, accountId),
    eq(vendorRule.vendorId, vendorId),
    eq(vendorRule.messageId, messageId ?? ''),
  )
  return db.delete(vendorRule).where(one).run().changes > 0
}
