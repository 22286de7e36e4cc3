import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'

/** The account whose rows an actor may see; null: all of them (the controller itself, headquarters). */
export function accountOf(actor: Actor): string | null {
  if (actor.kind === 'user' || actor.kind === 'station') return actor.accountId
  if (actor.kind === 'system' || actor.kind === 'hq') return null
  throw new SiteError('NotSignedIn')
}

/** The account whose own rules an actor sees and changes. @throws SiteError Forbidden: it belongs to none */
export function ownAccountId(actor: Actor): string {
  const accountId = accountOf(actor)
  if (accountId === null) throw new SiteError('Forbidden')
  return accountId
}

/** WHERE clause of ownership by account. */
export function ownAccount(actor: Actor, column: SQLiteColumn): SQL | undefined {
  const accountId = accountOf(actor)
  return accountId === null ? undefined : sql`${column} = ${accountId}`
}

/** Managers see every station of their account; others those without a list of users, and those that list them. */
export function usableStation(actor: Actor, stationId: SQLiteColumn): SQL | undefined {
  if (actor.kind !== 'user' || actor.permissions.has('ManageChargingStations')) return undefined
  return sql`(not exists (select 1 from station_user su where su.station_id = ${stationId})
    or exists (select 1 from station_user su where su.station_id = ${stationId} and su.user_id = ${actor.userId}))`
}
