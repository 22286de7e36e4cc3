import { and, eq, isNull } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { userCode } from '../db/schema.ts'

export type UserCodeRow = typeof userCode.$inferSelect

/** A new code takes the place of those before it. */
export function putUserCode(db: WriteHandle, row: typeof userCode.$inferInsert) {
  dropUserCodes(db, row.userId)
  db.insert(userCode).values(row).run()
}

export function dropUserCodes(db: WriteHandle, userId: string) {
  db.delete(userCode)
    .where(and(eq(userCode.userId, userId), isNull(userCode.usedAt)))
    .run()
}

/** @returns undefined for a code that is unknown, used or too old */
export function usableCode(db: ReadHandle, hash: string, now: number): UserCodeRow | undefined {
  const row = db.select().from(userCode).where(eq(userCode.hash, hash)).get()
  return row && row.usedAt === null && row.expiresAt > now ? row : undefined
}

export function markCodeUsed(db: WriteHandle, hash: string, now: number) {
  db.update(userCode).set({ usedAt: now }).where(eq(userCode.hash, hash)).run()
}
