import { and, desc, eq, isNull, lt, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { alarm, station, user } from '../db/schema.ts'
import { ownAccount, usableStation } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import type { CommandContext } from '../use-case.ts'
import type { AlarmView } from './alarm.ts'

/** Told again with the same instant, it is the same. In the transaction of the fact that it comes from. */
export function raiseAlarm(
  context: CommandContext,
  { at, ...told }: { accountId: string; stationId: number | null; kind: string; text: string | null; at: number },
) {
  const { db } = context
  const open = db
    .select()
    .from(alarm)
    .where(
      and(
        eq(alarm.accountId, told.accountId),
        told.stationId === null ? isNull(alarm.stationId) : eq(alarm.stationId, told.stationId),
        eq(alarm.kind, told.kind),
        isNull(alarm.acknowledgedAt),
      ),
    )
    .get()
  const id = open ? repeated(db, open, told.text, at) : begin(db, told, at)
  context.emitRow('alarm.changed', id, () => alarmById(db, id))
}

type Row = typeof alarm.$inferSelect

function begin(db: WriteHandle, row: Pick<Row, 'accountId' | 'stationId' | 'kind' | 'text'>, at: number): number {
  return db
    .insert(alarm)
    .values({ ...row, firstAt: at, lastAt: at })
    .returning({ id: alarm.id })
    .get().id
}

function repeated(db: WriteHandle, { id, lastAt, count }: Row, text: string | null, at: number): number {
  if (at !== lastAt)
    db.update(alarm)
      .set({ count: count + 1, lastAt: Math.max(at, lastAt), text })
      .where(eq(alarm.id, id))
      .run()
  return id
}

function joined(db: ReadHandle) {
  return db
    .select({ row: alarm, serialId: station.serialId, fullName: user.fullName, email: user.email })
    .from(alarm)
    .leftJoin(station, eq(station.id, alarm.stationId))
    .leftJoin(user, eq(user.id, alarm.acknowledgedBy))
}

interface Joined {
  row: Row
  serialId: string | null
  fullName: string | null
  email: string | null
}

function viewOf({ row, serialId, fullName, email }: Joined): AlarmView {
  return {
    ...row,
    stationId: serialId,
    acknowledgedBy: row.acknowledgedBy && (fullName || email || row.acknowledgedBy),
  }
}

function visible(actor: Actor) {
  const usable = usableStation(actor, station.id)
  return and(
    ownAccount(actor, alarm.accountId),
    usable === undefined ? undefined : sql`(${alarm.stationId} is null or ${usable})`,
  )
}

/** Newest first. */
export function listAlarms(
  db: ReadHandle,
  actor: Actor,
  filter: { open: boolean; before?: number | undefined; limit: number },
): AlarmView[] {
  return joined(db)
    .where(
      and(
        visible(actor),
        filter.open ? isNull(alarm.acknowledgedAt) : undefined,
        filter.before === undefined ? undefined : lt(alarm.id, filter.before),
      ),
    )
    .orderBy(desc(alarm.id))
    .limit(filter.limit)
    .all()
    .map(viewOf)
}

/** @throws SiteError NotFound */
export function alarmView(db: ReadHandle, actor: Actor, id: number): AlarmView {
  const found = joined(db)
    .where(and(visible(actor), eq(alarm.id, id)))
    .get()
  if (!found) throw new SiteError('NotFound', { alarm: id })
  return viewOf(found)
}

function alarmById(db: ReadHandle, id: number): AlarmView {
  return alarmView(db, { kind: 'system', door: 'scheduler' }, id)
}

export function acknowledge(db: WriteHandle, id: number, by: string, now: number) {
  db.update(alarm).set({ acknowledgedAt: now, acknowledgedBy: by }).where(eq(alarm.id, id)).run()
}
