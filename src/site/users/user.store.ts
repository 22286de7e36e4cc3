import { and, asc, count, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { account, station, stationUser, tagUser, user, userToken } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import type { SignInView, UserView } from './user.ts'

export type UserRow = typeof user.$inferSelect
export type TokenRow = typeof userToken.$inferSelect

export function userView(db: ReadHandle, row: UserRow): UserView {
  return {
    id: row.id,
    accountId: row.accountId,
    email: row.email,
    fullName: row.fullName,
    timeZone: row.timeZone,
    language: row.language,
    darkMode: row.darkMode,
    permissions: row.permissions,
    enabled: row.enabled,
    lastLoginAt: row.lastLoginAt,
    createdAt: row.createdAt,
    hasPassword: row.passwordHash !== null,
    stationIds: stationsOfUser(db, row.id),
    tagIds: db
      .select()
      .from(tagUser)
      .where(eq(tagUser.userId, row.id))
      .all()
      .map((link) => link.tagId),
  }
}

function stationsOfUser(db: ReadHandle, userId: string): string[] {
  return db
    .select({ id: station.serialId })
    .from(stationUser)
    .innerJoin(station, eq(station.id, stationUser.stationId))
    .where(and(eq(stationUser.userId, userId), isNull(station.deletedAt)))
    .all()
    .map((row) => row.id)
}

export function listUsers(db: ReadHandle, actor: Actor): UserView[] {
  return db
    .select()
    .from(user)
    .where(and(isNull(user.deletedAt), ownAccount(actor, user.accountId)))
    .orderBy(asc(user.fullName), asc(user.email))
    .all()
    .map((row) => userView(db, row))
}

/** @throws SiteError NotFound: also when it is another account's */
export function userRow(db: ReadHandle, actor: Actor, id: string): UserRow {
  const row = db
    .select()
    .from(user)
    .where(and(eq(user.id, id), isNull(user.deletedAt), ownAccount(actor, user.accountId)))
    .get()
  if (!row) throw new SiteError('NotFound', { user: id })
  return row
}

export function userByEmail(db: ReadHandle, email: string): UserRow | undefined {
  return db
    .select()
    .from(user)
    .where(and(eq(user.email, email.trim().toLowerCase()), isNull(user.deletedAt)))
    .get()
}

/** Whoever may act: enabled, and of an account that is enabled. */
export function activeUser(db: ReadHandle, id: string): UserRow | undefined {
  return db
    .select({ user })
    .from(user)
    .innerJoin(account, eq(account.id, user.accountId))
    .where(and(eq(user.id, id), isNull(user.deletedAt), eq(user.enabled, true), eq(account.enabled, true)))
    .get()?.user
}

/** @throws SiteError AlreadyExists */
export function insertUser(db: WriteHandle, row: typeof user.$inferInsert): UserRow {
  if (db.select({ id: user.id }).from(user).where(eq(user.email, row.email)).get())
    throw new SiteError('AlreadyExists', { fields: { email: 'A user with this e-mail exists already.' } })
  return db.insert(user).values(row).returning().get()
}

export function updateUser(db: WriteHandle, id: string, changes: Partial<typeof user.$inferInsert>): UserRow {
  return db.update(user).set(changes).where(eq(user.id, id)).returning().get()
}

/** @throws SiteError InvalidInput when one is not of this account */
export function assertUserIds(db: ReadHandle, accountId: string, ids: string[]) {
  if (ids.length === 0) return
  const found = db
    .select({ n: count() })
    .from(user)
    .where(and(inArray(user.id, ids), eq(user.accountId, accountId), isNull(user.deletedAt)))
    .get()
  if (found?.n !== new Set(ids).size)
    throw new SiteError('InvalidInput', { fields: { userIds: 'One of these users does not exist.' } })
}

export function insertToken(db: WriteHandle, row: typeof userToken.$inferInsert) {
  db.insert(userToken).values(row).run()
}

export function tokenByHash(db: ReadHandle, hash: string): TokenRow | undefined {
  return db.select().from(userToken).where(eq(userToken.hash, hash)).get()
}

export function updateToken(db: WriteHandle, hash: string, changes: Partial<typeof userToken.$inferInsert>) {
  db.update(userToken).set(changes).where(eq(userToken.hash, hash)).run()
}

export function revokeFamily(db: WriteHandle, familyId: string, now: number) {
  db.update(userToken)
    .set({ revokedAt: now })
    .where(and(eq(userToken.familyId, familyId), isNull(userToken.revokedAt)))
    .run()
}

export function revokeUser(db: WriteHandle, userId: string, now: number) {
  revokeOtherFamilies(db, userId, null, now)
}

/** All sign-ins of a user but one. */
export function revokeOtherFamilies(db: WriteHandle, userId: string, familyId: string | null, now: number) {
  db.update(userToken)
    .set({ revokedAt: now })
    .where(
      and(
        eq(userToken.userId, userId),
        isNull(userToken.revokedAt),
        familyId === null ? undefined : sql`${userToken.familyId} <> ${familyId}`,
      ),
    )
    .run()
}

export function listSignIns(db: ReadHandle, userId: string, now: number): SignInView[] {
  return db
    .select({
      familyId: userToken.familyId,
      door: userToken.door,
      device: userToken.device,
      signedInAt: sql<number>`min(${userToken.createdAt})`,
      lastUsedAt: sql<number>`max(${userToken.createdAt})`,
      expiresAt: sql<number>`max(${userToken.expiresAt})`,
    })
    .from(userToken)
    .where(and(eq(userToken.userId, userId), isNull(userToken.revokedAt), sql`${userToken.expiresAt} > ${now}`))
    .groupBy(userToken.familyId)
    .orderBy(sql`max(${userToken.createdAt}) desc`)
    .all()
}

/** Others of the account that can manage users: without one, nobody could any more. */
export function otherAdministrators(db: ReadHandle, row: UserRow): number {
  return db
    .select()
    .from(user)
    .where(and(eq(user.accountId, row.accountId), isNull(user.deletedAt), eq(user.enabled, true)))
    .all()
    .filter((other) => other.id !== row.id && other.passwordHash !== null && other.permissions.includes('ManageUsers'))
    .length
}

export function userById(db: ReadHandle, id: string): UserRow | undefined {
  return db.select().from(user).where(eq(user.id, id)).get()
}

/** Tokens that nobody can use or reuse any more. */
export function dropOldTokens(db: WriteHandle, before: number) {
  db.delete(userToken).where(sql`${userToken.expiresAt} < ${before}`).run()
}

/** A family lives while one of its tokens can still be exchanged. */
export function familyLives(db: ReadHandle, familyId: string, now: number): boolean {
  return (
    db
      .select({ hash: userToken.hash })
      .from(userToken)
      .where(and(eq(userToken.familyId, familyId), isNull(userToken.revokedAt), sql`${userToken.expiresAt} > ${now}`))
      .limit(1)
      .get() !== undefined
  )
}
