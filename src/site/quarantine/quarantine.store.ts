import { and, desc, eq, isNotNull, isNull, lt, type SQL } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { quarantine, station } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { stationById } from '../stations/station.store.ts'
import type { CommandContext } from '../use-case.ts'
import type { QuarantinedFact } from './quarantine.ts'

const frameLimit = 256 * 1024

export interface Fact {
  stationId: number
  action: string
  payload: string
  reason: string
  /** Natural key: a station that repeats the fact adds no second row. */
  factKey: string
}

export type QuarantineRow = typeof quarantine.$inferSelect

/**
 * Keeps a fact that can't be booked. Repeating it changes nothing.
 * @throws SiteError NotBookable, when it is one that was kept already and is being booked again
 */
export function quarantineFact({ db, now, emit, again }: CommandContext, fact: Fact) {
  if (again) throw new SiteError('NotBookable', { reason: fact.reason })
  const { serialId, accountId, protocol } = stationById(db, fact.stationId)
  const row = db
    .insert(quarantine)
    .values({ ...fact, protocol, payload: fact.payload.slice(0, frameLimit), receivedAt: now })
    .onConflictDoNothing()
    .returning()
    .get()
  if (row) emit('fact.quarantined', viewOf(row, serialId, accountId))
}

function viewOf(row: QuarantineRow, serialId: string, accountId: string): QuarantinedFact {
  const { stationId: _, factKey: __, resolution, ...rest } = row
  return { ...rest, stationId: serialId, accountId, resolution: resolution as QuarantinedFact['resolution'] }
}

function select(db: ReadHandle, ...conditions: (SQL | undefined)[]) {
  return db
    .select({ row: quarantine, serialId: station.serialId, accountId: station.accountId })
    .from(quarantine)
    .innerJoin(station, eq(station.id, quarantine.stationId))
    .where(and(...conditions))
    .orderBy(desc(quarantine.id))
}

export interface QuarantineFilter {
  limit: number
  /** Unresolved ones, or those that were booked or discarded. */
  state: 'open' | 'resolved'
  stationId?: string | undefined
  /** Id of the last one seen. */
  before?: number | undefined
}

/** Latest first. */
export function listQuarantine(
  db: ReadHandle,
  actor: Actor,
  { limit, state, stationId, before }: QuarantineFilter,
): QuarantinedFact[] {
  return select(
    db,
    state === 'open' ? isNull(quarantine.resolvedAt) : isNotNull(quarantine.resolvedAt),
    stationId === undefined ? undefined : eq(station.serialId, stationId),
    before === undefined ? undefined : lt(quarantine.id, before),
    ownAccount(actor, station.accountId),
  )
    .limit(limit)
    .all()
    .map(({ row, serialId, accountId }) => viewOf(row, serialId, accountId))
}

/** @throws SiteError NotFound: also when it is another account's */
export function quarantinedFact(
  db: ReadHandle,
  actor: Actor,
  id: number,
): { row: QuarantineRow; view: QuarantinedFact } {
  const found = select(db, eq(quarantine.id, id), ownAccount(actor, station.accountId)).get()
  if (!found) throw new SiteError('NotFound', { fact: id })
  return { row: found.row, view: viewOf(found.row, found.serialId, found.accountId) }
}

export function changeQuarantined(db: WriteHandle, id: number, changes: Partial<QuarantineRow>) {
  db.update(quarantine).set(changes).where(eq(quarantine.id, id)).run()
}
