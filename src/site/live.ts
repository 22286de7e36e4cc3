import type { ConnectorView } from './connectors/connector.ts'
import type { SiteEvent, SiteEventName } from './events.ts'
import { isAllowed, type Permission, type UserActor } from './permissions.ts'
import type { Site } from './site.ts'
import type { KnockingStation, StationView } from './stations/station.ts'
import type { TransactionView } from './transactions/transaction.ts'

/** What a live stream begins with, so that latecomers miss nothing; then come deltas: whole new rows. */
export interface LiveSnapshot {
  at: number
  stations: StationView[]
  /** Running sessions. */
  transactions: TransactionView[]
  knocking: KnockingStation[]
}

/** Who is told of what. Events that no permission is named for stay inside. */
const audience: Partial<Record<SiteEventName, Permission | 'signed-in'>> = {
  'site.changed': 'signed-in',
  'station.changed': 'ReadChargingStations',
  'station.removed': 'ReadChargingStations',
  'station.knocked': 'ManageChargingStations',
  'station.knocking-ended': 'ManageChargingStations',
  'station.reported': 'ReadChargingStations',
  'connector.changed': 'ReadChargingStations',
  'sample.recorded': 'ReadChargingStations',
  'transaction.changed': 'ReadTransactions',
  'start-request.changed': 'OperateStations',
  'tag.changed': 'ReadTags',
  'user.changed': 'ReadUsers',
  'message.logged': 'ManageChargingStations',
  'fact.quarantined': 'ReadTransactions',
  'hq.changed': 'ReadSettings',
}

export interface LiveFeed {
  snapshot: LiveSnapshot
  /** Ends the subscription. */
  stop(): void
}

/**
 * Snapshot, then every event that this user may see. Deltas that happen while the snapshot is read come after it.
 * The caller re-opens the feed when the user's rights change.
 */
export async function openLiveFeed(
  site: Site,
  actor: UserActor,
  options: { names?: ReadonlySet<SiteEventName>; deliver(event: SiteEvent): void },
): Promise<LiveFeed> {
  const early: SiteEvent[] = []
  let ready = false
  let stations = new Set<string>()
  const deliver = (event: SiteEvent) => {
    if (isFor(actor, event, stations)) options.deliver(event)
  }
  const stop = site.events.onAny(`live feed of ${actor.userId}`, (event) => {
    if (options.names && !options.names.has(event.name)) return
    if (!isWelcome(actor, event)) return
    if (event.name === 'station.changed' && isFor(actor, event, stations)) stations.add(event.payload.id)
    if (ready) deliver(event)
    else early.push(event)
  })
  try {
    const snapshot = await readSnapshot(site, actor)
    stations = new Set(snapshot.stations.map((station) => station.id))
    setImmediate(() => {
      ready = true
      for (const event of early.splice(0)) deliver(event)
    })
    return { snapshot, stop }
  } catch (error) {
    stop()
    throw error
  }
}

async function readSnapshot(site: Site, actor: UserActor): Promise<LiveSnapshot> {
  const may = (permission: Permission) => isAllowed(actor, permission)
  return {
    at: site.clock.now(),
    stations: may('ReadChargingStations') ? await site.execute(actor, 'stations.list', {}) : [],
    transactions: may('ReadTransactions')
      ? (await site.execute(actor, 'transactions.list', { state: 'running', limit: 500 })).items
      : [],
    knocking: may('ManageChargingStations') ? await site.execute(actor, 'stations.knocking', {}) : [],
  }
}

function isWelcome(actor: UserActor, event: SiteEvent): boolean {
  const needs = audience[event.name]
  if (needs === undefined || !isAllowed(actor, needs)) return false
  const accountId = (event.payload as { accountId?: string }).accountId
  return accountId === undefined || accountId === actor.accountId
}

/** Within the account: a driver's own sessions and requests, and the stations it may use. */
function isFor(actor: UserActor, event: SiteEvent, stations: ReadonlySet<string>): boolean {
  if (event.name === 'transaction.changed')
    return actor.permissions.has('ReadOverview') || event.payload.userId === actor.userId
  if (actor.permissions.has('ManageChargingStations')) return true
  const stationId = stationOf(event)
  return stationId === undefined || stations.has(stationId)
}

function stationOf(event: SiteEvent): string | undefined {
  if (event.name === 'station.changed' || event.name === 'station.removed') return event.payload.id
  return (event.payload as Partial<ConnectorView>).stationId
}
