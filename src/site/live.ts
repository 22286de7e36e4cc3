import type { ConnectorView } from './connectors/connector.ts'
import type { SiteEvent, SiteEventName } from './events.ts'
import { isAllowed, type Permission, type UserActor } from './permissions.ts'
import type { Site } from './site.ts'
import type { KnockingStation, StationView } from './stations/station.ts'
import { normalizeIdTag } from './tags/tag.ts'
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
  'report.changed': 'ReadChargingStations',
  'setup.changed': 'ReadChargingStations',
  'transfer.changed': 'ReadChargingStations',
  'connector.changed': 'ReadChargingStations',
  'sample.recorded': 'ReadChargingStations',
  'transaction.changed': 'ReadTransactions',
  'start-request.changed': 'OperateStations',
  'reservation.changed': 'ReadChargingStations',
  'charging.noted': 'ReadChargingStations',
  'tag.changed': 'ReadTags',
  'user.changed': 'ReadUsers',
  'message.logged': 'ManageChargingStations',
  'fact.quarantined': 'ReadTransactions',
  'quarantine.changed': 'ReadTransactions',
  'quirks.changed': 'ReadChargingStations',
  'display-message.changed': 'ReadChargingStations',
  'customer-inquiry.changed': 'ManageChargingStations',
  'customer-inquiry.removed': 'ManageChargingStations',
  'price-display.changed': 'ReadChargingStations',
  'certificates.changed': 'ReadChargingStations',
  'certificate-request.changed': 'ReadChargingStations',
  'password-rotation.changed': 'ReadChargingStations',
  'alarm.changed': 'ReadChargingStations',
  'security.changed': 'ReadSettings',
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
  let view: View | undefined
  const deliver = (event: SiteEvent) => {
    if (options.names === undefined || options.names.has(event.name)) options.deliver(event)
  }
  const take = (event: SiteEvent, own: View) => {
    follow(actor, event, own, deliver)
    if (isWelcome(actor, event) && isFor(actor, event, own)) deliver(event)
  }
  const stop = site.events.onAny(`live feed of ${actor.userId}`, (event) => {
    if (options.names && !options.names.has(event.name) && !followed.has(event.name)) return
    if (view) take(event, view)
    else early.push(event)
  })
  try {
    const snapshot = await readSnapshot(site, actor)
    const own: View = {
      stations: new Set(snapshot.stations.map(({ id }) => id)),
      sessions: new Set(snapshot.transactions.map(({ uid }) => uid)),
      tags: new Set((await site.execute(actor, 'tags.mine', {})).map(({ idTag }) => idTag)),
    }
    setImmediate(() => {
      view = own
      for (const event of early.splice(0)) take(event, own)
    })
    return { snapshot, stop }
  } catch (error) {
    stop()
    throw error
  }
}

/** What is this user's among what is its account's; kept up to date by the events themselves. */
interface View {
  /** Stations it may use, by OCPP identity. */
  stations: Set<string>
  /** Running sessions of its own when the feed began, also those of a tag that was blocked since. */
  sessions: Set<string>
  tags: Set<string>
}

const followed: ReadonlySet<SiteEventName> = new Set(['station.assigned', 'tag.changed'])

function follow(actor: UserActor, event: SiteEvent, own: View, deliver: (event: SiteEvent) => void) {
  if (!isOfAccount(actor, event)) return
  if (event.name === 'tag.changed') {
    const { idTag, userIds } = event.payload
    if (userIds.includes(actor.userId)) own.tags.add(idTag)
    else own.tags.delete(idTag)
  }
  if (event.name === 'station.assigned' && !seesAllStations(actor)) {
    const { id, accountId, userIds } = event.payload
    if (userIds.length === 0 || userIds.includes(actor.userId)) own.stations.add(id)
    else if (own.stations.delete(id) && actor.permissions.has('ReadChargingStations'))
      deliver({ name: 'station.removed', payload: { id, accountId } })
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
  return needs !== undefined && isAllowed(actor, needs) && isOfAccount(actor, event)
}

function isOfAccount(actor: UserActor, event: SiteEvent): boolean {
  const accountId = (event.payload as { accountId?: string }).accountId
  return accountId === undefined || accountId === actor.accountId
}

function seesAllStations(actor: UserActor): boolean {
  return actor.permissions.has('ManageChargingStations')
}

/** Within the account: a driver's own sessions and requests, and the stations it may use. */
function isFor(actor: UserActor, event: SiteEvent, own: View): boolean {
  if (event.name === 'transaction.changed' || event.name === 'start-request.changed')
    return actor.permissions.has('ReadOverview') || isOwn(actor, event, own)
  if (event.name === 'reservation.changed')
    return (
      actor.permissions.has('ReadOverview') ||
      event.payload.userId === actor.userId ||
      own.tags.has(event.payload.idTag)
    )
  if (seesAllStations(actor)) return true
  const stationId = stationOf(event)
  return stationId === undefined || own.stations.has(stationId)
}

/** The same rule as of the lists: of this user, or with one of its tags. */
function isOwn(
  actor: UserActor,
  event: Extract<SiteEvent, { name: 'transaction.changed' | 'start-request.changed' }>,
  own: View,
): boolean {
  if (event.payload.userId === actor.userId) return true
  if (event.name === 'start-request.changed') return false
  const { uid, startTag } = event.payload
  return own.sessions.has(uid) || (startTag !== null && own.tags.has(normalizeIdTag(startTag)))
}

function stationOf(event: SiteEvent): string | undefined {
  if (event.name === 'station.changed' || event.name === 'station.removed') return event.payload.id
  return (event.payload as Partial<ConnectorView>).stationId
}
