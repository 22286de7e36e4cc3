import { and, desc, eq, isNull } from 'drizzle-orm'
import type { ReadHandle } from '../db/open.ts'
import { quarantine, station } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import type { Actor } from '../permissions.ts'
import { stationName } from '../stations/station.store.ts'
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

/** Keeps a fact that can't be booked. Repeating it changes nothing. */
export function quarantineFact({ db, now, emit }: CommandContext, fact: Fact) {
  const row = db
    .insert(quarantine)
    .values({ ...fact, payload: fact.payload.slice(0, frameLimit), receivedAt: now })
    .onConflictDoNothing()
    .returning()
    .get()
  if (!row) return
  const { serialId, accountId } = stationName(db, fact.stationId)
  emit('fact.quarantined', viewOf(row, serialId, accountId))
}

function viewOf(row: typeof quarantine.$inferSelect, serialId: string, accountId: string): QuarantinedFact {
  return {
    id: row.id,
    accountId,
    stationId: serialId,
    action: row.action,
    payload: row.payload,
    reason: row.reason,
    receivedAt: row.receivedAt,
  }
}

/** Unresolved, latest first. */
export function listQuarantine(db: ReadHandle, actor: Actor, limit: number): QuarantinedFact[] {
  return db
    .select({ row: quarantine, serialId: station.serialId, accountId: station.accountId })
    .from(quarantine)
    .innerJoin(station, eq(station.id, quarantine.stationId))
    .where(and(isNull(quarantine.resolvedAt), ownAccount(actor, station.accountId)))
    .orderBy(desc(quarantine.id))
    .limit(limit)
    .all()
    .map(({ row, serialId, accountId }) => viewOf(row, serialId, accountId))
}
