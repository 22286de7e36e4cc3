/** The ten permissions of the source system, and three where it was silent. */
export const permissions = [
  'ReadOverview',
  'ReadChargingStations',
  'ManageChargingStations',
  'ReadTags',
  'ManageTags',
  'ReadSchedules',
  'ReadUsers',
  'ManageUsers',
  'ReadSettings',
  'ReadTransactions',
  'ManageSchedules',
  'ManageSettings',
  'OperateStations',
] as const

export type Permission = (typeof permissions)[number]

export const permissionPresets: Record<
  'administrator' | 'manager' | 'operator' | 'driver' | 'accountant',
  Permission[]
> = {
  administrator: [...permissions],
  manager: permissions.filter((p) => p !== 'ManageUsers' && p !== 'ManageSettings'),
  operator: [
    'ReadOverview',
    'ReadChargingStations',
    'OperateStations',
    'ReadTransactions',
    'ReadTags',
    'ReadSchedules',
  ],
  driver: ['ReadChargingStations', 'OperateStations', 'ReadTransactions', 'ReadSchedules', 'ManageSchedules'],
  accountant: ['ReadOverview', 'ReadTransactions', 'ReadTags', 'ReadUsers'],
}

/** `scheduler`: work that nobody waits for. `guard`: rules of the site that act at once. */
export type Door = 'desk' | 'lan' | 'ocpp' | 'sync' | 'scheduler' | 'guard' | 'cli'

/** Who asks. The door that made the actor has already proved who it is. */
export type Actor =
  | { kind: 'nobody'; door: Door }
  | { kind: 'user'; door: Door; userId: string; accountId: string; permissions: ReadonlySet<Permission> }
  | { kind: 'station'; door: 'ocpp'; stationId: number; accountId: string }
  | { kind: 'hq'; door: 'sync' }
  | { kind: 'system'; door: Door }

export type UserActor = Extract<Actor, { kind: 'user' }>
export type StationActor = Extract<Actor, { kind: 'station' }>

/**
 * The coarse claim of a use case: a permission (a user who holds it), a kind of actor, or `anyone`.
 * Ownership (account, own tags, own stations) is a WHERE clause in the store.
 */
export type Needs = Permission | 'anyone' | 'signed-in' | 'station' | 'hq' | 'system'

/** `system` is the controller itself (its scheduler, its command line) and may do everything. */
export function isAllowed(actor: Actor, needs: Needs): boolean {
  if (actor.kind === 'system' || needs === 'anyone') return true
  if (needs === 'signed-in') return actor.kind === 'user'
  if (needs === 'station' || needs === 'hq') return actor.kind === needs
  if (needs === 'system') return false
  return actor.kind === 'user' && actor.permissions.has(needs)
}
