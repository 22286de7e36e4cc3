import { and, asc, eq, getTableColumns, inArray, isNull } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { tag, tagUser } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { type Authorization, type TagView, tagIdOf } from './tag.ts'

export type TagRow = typeof tag.$inferSelect

/** A chain of parents longer than this is cut: nobody has one, and a cycle that slipped in must not hang the site. */
const deepest = 32

const columns = Object.entries(getTableColumns(tag))
  .map(([key, column]) => `${column.name} as ${key}`)
  .join(', ')

/** Hot: each start and each card held to a reader, and all running sessions whenever blocked ones are looked for. */
function tagById(db: ReadHandle, id: string): TagRow | undefined {
  const row = statement<[string], Omit<TagRow, 'blocked'> & { blocked: number }>(
    db,
    `select ${columns} from tag where id = ?`,
  ).get(id)
  return row && { ...row, blocked: row.blocked !== 0 }
}

function usersOfTag(db: ReadHandle, id: string): string[] {
  return statement<[string], { userId: string }>(db, 'select user_id as userId from tag_user where tag_id = ?')
    .all(id)
    .map((link) => link.userId)
}

/** The tag and all above it, itself first. */
function lineage(db: ReadHandle, id: string): TagRow[] {
  const rows: TagRow[] = []
  let next: string | null = id
  while (next !== null && rows.length < deepest) {
    const row = tagById(db, next)
    if (!row || rows.some((seen) => seen.id === row.id)) break
    rows.push(row)
    next = row.parentId
  }
  return rows
}

function standingOf(rows: TagRow[], now: number): 'Accepted' | 'Blocked' | 'Expired' | 'Invalid' {
  if (rows.length === 0 || rows[0]?.deletedAt !== null) return 'Invalid'
  if (rows.some((row) => row.blocked || row.deletedAt !== null)) return 'Blocked'
  if (rows.some((row) => row.expiresAt !== null && row.expiresAt <= now)) return 'Expired'
  return 'Accepted'
}

export function tagView(db: ReadHandle, row: TagRow, now: number): TagView {
  const standing = standingOf(lineage(db, row.id), now)
  return {
    id: row.id,
    accountId: row.accountId,
    idTag: row.idTag,
    name: row.name,
    description: row.description,
    expiresAt: row.expiresAt,
    blocked: row.blocked,
    parentId: row.parentId,
    userIds: usersOfTag(db, row.id),
    createdAt: row.createdAt,
    standing: standing === 'Invalid' ? 'Blocked' : standing,
  }
}

export function listTags(db: ReadHandle, actor: Actor, now: number): TagView[] {
  return db
    .select()
    .from(tag)
    .where(and(isNull(tag.deletedAt), ownAccount(actor, tag.accountId)))
    .orderBy(asc(tag.name), asc(tag.idTag))
    .all()
    .map((row) => tagView(db, row, now))
}

/** @throws SiteError NotFound: also when it is another account's */
export function tagRow(db: ReadHandle, actor: Actor, id: string): TagRow {
  const row = db
    .select()
    .from(tag)
    .where(and(eq(tag.id, id), isNull(tag.deletedAt), ownAccount(actor, tag.accountId)))
    .get()
  if (!row) throw new SiteError('NotFound', { tag: id })
  return row
}

export function findTag(db: ReadHandle, accountId: string, idTag: string): TagRow | undefined {
  return db
    .select()
    .from(tag)
    .where(eq(tag.id, tagIdOf(accountId, idTag)))
    .get()
}

export function putTag(db: WriteHandle, row: typeof tag.$inferInsert): TagRow {
  const { id, createdAt: _, ...changes } = row
  return db.insert(tag).values(row).onConflictDoUpdate({ target: tag.id, set: changes }).returning().get()
}

export function updateTag(db: WriteHandle, id: string, changes: Partial<typeof tag.$inferInsert>): TagRow {
  return db.update(tag).set(changes).where(eq(tag.id, id)).returning().get()
}

export function setTagUsers(db: WriteHandle, tagId: string, userIds: string[]) {
  db.delete(tagUser).where(eq(tagUser.tagId, tagId)).run()
  for (const userId of userIds) db.insert(tagUser).values({ tagId, userId }).onConflictDoNothing().run()
}

/** @throws SiteError InvalidInput when one is not of this account */
export function setTagsOfUser(db: WriteHandle, accountId: string, userId: string, tagIds: string[]) {
  db.delete(tagUser).where(eq(tagUser.userId, userId)).run()
  for (const tagId of tagIds) {
    const known = db
      .select({ accountId: tag.accountId })
      .from(tag)
      .where(and(eq(tag.id, tagId), isNull(tag.deletedAt)))
      .get()
    if (known?.accountId !== accountId)
      throw new SiteError('InvalidInput', { fields: { tagIds: 'One of these tags does not exist.' } })
    db.insert(tagUser).values({ tagId, userId }).onConflictDoNothing().run()
  }
}

/** @throws SiteError InvalidInput when `parentId` would make a cycle or is another account's */
export function assertParent(db: ReadHandle, accountId: string, tagId: string, parentId: string) {
  const above = lineage(db, parentId)
  if (above[0]?.accountId !== accountId || above[0].deletedAt !== null)
    throw new SiteError('InvalidInput', { fields: { parentId: 'There is no such tag.' } })
  if (above.some((row) => row.id === tagId))
    throw new SiteError('InvalidInput', {
      fields: { parentId: 'A tag can not be its own parent, not even indirectly.' },
    })
}

/** The tag and all below it. */
export function descendants(db: ReadHandle, id: string): string[] {
  const found = [id]
  for (let from = 0; from < found.length; ) {
    const level = found.slice(from)
    from = found.length
    for (const row of db
      .select({ id: tag.id })
      .from(tag)
      .where(and(inArray(tag.parentId, level), isNull(tag.deletedAt)))
      .all())
      if (!found.includes(row.id)) found.push(row.id)
  }
  return found
}

/** The usable tags of a user, oldest first. */
export function tagsOfUser(db: ReadHandle, userId: string, now: number): TagRow[] {
  return db
    .select({ tag })
    .from(tagUser)
    .innerJoin(tag, eq(tag.id, tagUser.tagId))
    .where(and(eq(tagUser.userId, userId), isNull(tag.deletedAt)))
    .orderBy(asc(tag.createdAt), asc(tag.idTag))
    .all()
    .map((row) => row.tag)
    .filter((row) => standingOf(lineage(db, row.id), now) === 'Accepted')
}

export function isTagOf(db: ReadHandle, userId: string, tagId: string): boolean {
  return (
    db
      .select()
      .from(tagUser)
      .where(and(eq(tagUser.tagId, tagId), eq(tagUser.userId, userId)))
      .get() !== undefined
  )
}

export interface AuthorizeOrder {
  accountId: string
  stationId: number
  idTag: string
  now: number
  /** Given for a start: a tag that charges elsewhere already is refused. `exceptTransactionId` is the session itself. */
  starting?: { connectorId: number; exceptTransactionId?: number }
}

/** OCPP 1.6 section 7.2 AuthorizationStatus, 2.0.1 AuthorizationStatusEnumType (the common part). */
export function authorizeTag(db: ReadHandle, order: AuthorizeOrder): Authorization {
  const rows = lineage(db, tagIdOf(order.accountId, order.idTag))
  const self = rows[0]
  const standing = standingOf(rows, order.now)
  if (!self || standing === 'Invalid')
    return { status: 'Invalid', tagId: null, groupIdTag: null, expiresAt: null, userId: null }
  const users = usersOfTag(db, self.id)
  const expiries = rows.flatMap((row) => (row.expiresAt === null ? [] : [row.expiresAt]))
  const answer: Authorization = {
    status: standing,
    tagId: self.id,
    groupIdTag: rows.length > 1 ? (rows.at(-1)?.idTag ?? null) : null,
    expiresAt: expiries.length > 0 ? Math.min(...expiries) : null,
    userId: users.length === 1 ? (users[0] ?? null) : null,
  }
  if (standing !== 'Accepted') return answer
  if (!allowedAtStation(db, order.stationId, users)) return { ...answer, status: 'Invalid' }
  if (order.starting && chargesElsewhere(db, self.id, order.starting)) return { ...answer, status: 'ConcurrentTx' }
  return answer
}

function allowedAtStation(db: ReadHandle, stationId: number, userIds: string[]): boolean {
  const listed = statement<[number], { userId: string }>(
    db,
    'select user_id as userId from station_user where station_id = ?',
  ).all(stationId)
  return listed.length === 0 || listed.some(({ userId }) => userIds.includes(userId))
}

function chargesElsewhere(
  db: ReadHandle,
  tagId: string,
  starting: { connectorId: number; exceptTransactionId?: number },
) {
  return (
    statement<[string, number, number]>(
      db,
      `select 1 from "transaction" where tag_id = ? and stopped_at is null and connector_id <> ? and id <> ?
         and (authorization is null or authorization = 'Accepted')`,
    ).get(tagId, starting.connectorId, starting.exceptTransactionId ?? -1) !== undefined
  )
}
