import { and, eq, inArray, isNull, sql } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { localList, localListEntry, tag, tagUser } from '../db/schema.ts'
import type { Candidate, LocalListEntry, LocalListView } from './local-list.ts'

export type LocalListRow = typeof localList.$inferSelect

/** A chain of parents longer than this is cut, as everywhere. */
const deepest = 32

export function localListRow(db: ReadHandle, stationId: number): LocalListRow | undefined {
  return db.select().from(localList).where(eq(localList.stationId, stationId)).get()
}

export function changeLocalList(
  db: WriteHandle,
  stationId: number,
  changes: Partial<Omit<LocalListRow, 'stationId'>>,
): void {
  db.insert(localList)
    .values({ stationId, ...changes })
    .onConflictDoUpdate({ target: localList.stationId, set: { stationId, ...changes } })
    .run()
}

export function localListEntries(db: ReadHandle, stationId: number): LocalListEntry[] {
  return statement<[number], LocalListEntry>(
    db,
    `select id_tag as idTag, status, group_id_tag as groupIdTag, expires_at as expiresAt
     from local_list_entry where station_id = ?`,
  ).all(stationId)
}

export function putLocalListEntries(db: WriteHandle, stationId: number, entries: readonly LocalListEntry[]) {
  const put = statement(
    db,
    `insert into local_list_entry (station_id, id_tag, status, group_id_tag, expires_at) values (?, ?, ?, ?, ?)
     on conflict do update set status = excluded.status, group_id_tag = excluded.group_id_tag, expires_at = excluded.expires_at`,
  )
  for (const { idTag, status, groupIdTag, expiresAt } of entries)
    put.run(stationId, idTag, status, groupIdTag, expiresAt)
}

export function removeLocalListEntries(db: WriteHandle, stationId: number, idTags: readonly string[] | 'all') {
  if (idTags === 'all') db.delete(localListEntry).where(eq(localListEntry.stationId, stationId)).run()
  else
    db.delete(localListEntry)
      .where(and(eq(localListEntry.stationId, stationId), inArray(localListEntry.idTag, [...idTags])))
      .run()
}

export function localListView(db: ReadHandle, station: { id: number; serialId: string }): LocalListView {
  const row = localListRow(db, station.id)
  const count = statement<[number], { entries: number }>(
    db,
    'select count(*) as entries from local_list_entry where station_id = ?',
  ).get(station.id)
  return {
    stationId: station.serialId,
    state: row?.state ?? 'unknown',
    version: row?.version ?? null,
    entries: count?.entries ?? 0,
    maxEntries: row?.maxEntries ?? null,
    leftOut: row?.leftOut ?? 0,
    problem: row?.problem ?? null,
    changedAt: row?.changedAt ?? null,
  }
}

interface Family {
  id: string
  idTag: string
  blocked: boolean
  expiresAt: number | null
  parentId: string | null
  createdAt: number
  deletedAt: number | null
}

/** The tags of an account as a station of it would be told about them; the same rules as `authorizeTag`, for all at once. */
export function candidatesFor(
  db: ReadHandle,
  { accountId, stationId, now }: { accountId: string; stationId: number; now: number },
): Candidate[] {
  const rows = db
    .select({
      id: tag.id,
      idTag: tag.idTag,
      blocked: tag.blocked,
      expiresAt: tag.expiresAt,
      parentId: tag.parentId,
      createdAt: tag.createdAt,
      deletedAt: tag.deletedAt,
    })
    .from(tag)
    .where(eq(tag.accountId, accountId))
    .all()
  const byId = new Map(rows.map((row) => [row.id, row]))
  const welcome = welcomeTags(db, accountId, stationId)
  return rows.flatMap((row): Candidate[] => {
    if (row.deletedAt !== null || (welcome && !welcome.has(row.id))) return []
    const family = lineage(byId, row)
    const expiries = family.flatMap(({ expiresAt }) => (expiresAt === null ? [] : [expiresAt]))
    const expiresAt = expiries.length > 0 ? Math.min(...expiries) : null
    const blocked = family.some((each) => each.blocked || each.deletedAt !== null)
    const status = blocked ? 'Blocked' : expiresAt !== null && expiresAt <= now ? 'Expired' : 'Accepted'
    const groupIdTag = family.length > 1 ? (family.at(-1)?.idTag ?? null) : null
    return [{ tagId: row.id, idTag: row.idTag, status, groupIdTag, expiresAt, createdAt: row.createdAt }]
  })
}

function lineage(byId: ReadonlyMap<string, Family>, row: Family): Family[] {
  const found = [row]
  let next = row.parentId === null ? undefined : byId.get(row.parentId)
  while (next && found.length < deepest && !found.includes(next)) {
    found.push(next)
    next = next.parentId === null ? undefined : byId.get(next.parentId)
  }
  return found
}

/** Tags of the people who may use the station; undefined: everybody may. */
function welcomeTags(db: ReadHandle, accountId: string, stationId: number): Set<string> | undefined {
  const listed = statement<[number]>(db, 'select 1 from station_user where station_id = ? limit 1').get(stationId)
  if (!listed) return undefined
  return new Set(
    db
      .selectDistinct({ tagId: tagUser.tagId })
      .from(tagUser)
      .innerJoin(tag, eq(tag.id, tagUser.tagId))
      .where(
        and(
          eq(tag.accountId, accountId),
          isNull(tag.deletedAt),
          sql`${tagUser.userId} in (select user_id from station_user where station_id = ${stationId})`,
        ),
      )
      .all()
      .map(({ tagId }) => tagId),
  )
}

/** When each tag of an account started a session last. */
export function lastUses(db: ReadHandle, accountId: string): Map<string, number> {
  return new Map(
    statement<[string], { tagId: string; at: number }>(
      db,
      `select tag_id as tagId, max(started_at) as at from "transaction"
       where account_id = ? and tag_id is not null group by tag_id`,
    )
      .all(accountId)
      .map(({ tagId, at }) => [tagId, at]),
  )
}

/** The stamp of the latest change of a tag that may not charge any more; null: there is no such tag. */
export function latestBlocking(db: ReadHandle, accountId: string): string | null {
  return (
    statement<[string], { hlc: string | null }>(
      db,
      'select max(hlc) as hlc from tag where account_id = ? and (blocked = 1 or deleted_at is not null)',
    ).get(accountId)?.hlc ?? null
  )
}

/** The greatest value of a setting, as the station's last report tells it. */
export function reportedLimit(db: ReadHandle, stationId: number, key: string | undefined): number | null {
  if (key === undefined) return null
  return (
    statement<[number, string], { maxLimit: number | null }>(
      db,
      'select max_limit as maxLimit from station_setting where station_id = ? and key = ?',
    ).get(stationId, key)?.maxLimit ?? null
  )
}
