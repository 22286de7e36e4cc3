import { and, desc, eq, gte, lt, sql } from 'drizzle-orm'
import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import { messageLog } from '../db/schema.ts'
import { stationName } from '../stations/station.store.ts'
import type { LoggedMessage } from './message.ts'

export type MessageDraft = Omit<LoggedMessage, 'id' | 'accountId' | 'stationId'>

export function appendMessages(db: WriteHandle, stationId: number, drafts: MessageDraft[]): LoggedMessage[] {
  const { serialId, accountId } = stationName(db, stationId)
  const insert = statement(
    db,
    `insert into message_log (station_id, at, direction, action, kind, message_id, frame, note) values (?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return drafts.map((draft) => {
    const { at, direction, action, kind, messageId, frame, note } = draft
    const done = insert.run(stationId, at, direction, action, kind, messageId, frame, note)
    return { id: Number(done.lastInsertRowid), accountId, stationId: serialId, ...draft }
  })
}

export function listMessages(
  db: ReadHandle,
  station: { id: number; serialId: string; accountId: string },
  filter: {
    before?: number | undefined
    limit: number
    action?: string | undefined
    direction?: 'in' | 'out' | undefined
    errorsOnly?: boolean | undefined
    search?: string | undefined
    /** Not further back than this id. */
    from?: number | undefined
  },
): LoggedMessage[] {
  const pattern = filter.search ? `%${filter.search.replace(/[%_\\]/g, '\\$&')}%` : undefined
  return db
    .select()
    .from(messageLog)
    .where(
      and(
        eq(messageLog.stationId, station.id),
        filter.before === undefined ? undefined : lt(messageLog.id, filter.before),
        filter.from === undefined ? undefined : gte(messageLog.id, filter.from),
        filter.action === undefined ? undefined : eq(messageLog.action, filter.action),
        filter.direction === undefined ? undefined : eq(messageLog.direction, filter.direction),
        filter.errorsOnly
          ? // as the index of such rows has it
            sql`(${messageLog.kind} in ('error', 'invalid') or ${messageLog.note} is not null)`
          : undefined,
        pattern === undefined
          ? undefined
          : sql`(${messageLog.frame} like ${pattern} escape '\\' or ${messageLog.action} like ${pattern} escape '\\')`,
      ),
    )
    .orderBy(desc(messageLog.id))
    .limit(filter.limit)
    .all()
    .map(({ stationId: _, ...row }) => ({ ...row, stationId: station.serialId, accountId: station.accountId }))
}

/** Id of the message that is `count` back from `before` (absent: from the newest one); undefined: there are not so many. */
export function messageBack(db: ReadHandle, stationId: number, count: number, before?: number): number | undefined {
  return statement<[number, number, number], { id: number }>(
    db,
    'select id from message_log where station_id = ? and id < ? order by id desc limit 1 offset ?',
  ).get(stationId, before ?? Number.MAX_SAFE_INTEGER, count - 1)?.id
}

/** Oldest first, those after `after`. */
export function messagesAfter(
  db: ReadHandle,
  stationId: number,
  { after, from, limit }: { after: number; from: number; limit: number },
): Pick<LoggedMessage, 'id' | 'at' | 'direction' | 'frame'>[] {
  return statement<[number, number, number, number], Pick<LoggedMessage, 'id' | 'at' | 'direction' | 'frame'>>(
    db,
    'select id, at, direction, frame from message_log where station_id = ? and id > ? and at >= ? order by id limit ?',
  ).all(stationId, after, from, limit)
}

/** In small pieces, so that no turn becomes long. Ids grow with time, so both bounds are one id. @returns how many went */
export function pruneMessages(db: WriteHandle, olderThan: number, keep: number): number {
  const young = statement<[number], { id: number }>(
    db,
    'select id from message_log where at >= ? order by id limit 1',
  ).get(olderThan)
  const last = statement<[], { id: number | null }>(db, 'select max(id) as id from message_log').get()?.id ?? 0
  const floor = Math.max(young ? young.id - 1 : last, last - keep)
  return statement(
    db,
    'delete from message_log where id in (select id from message_log where id <= ? order by id limit 2000)',
  ).run(floor).changes
}
