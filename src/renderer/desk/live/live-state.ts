import type { SiteEvent } from '../../../site/events.ts'
import type { LiveSnapshot } from '../../../site/live.ts'
import type { KnockingStation, StationView } from '../../../site/stations/station.ts'
import type { TransactionView } from '../../../site/transactions/transaction.ts'

/** What the desk knows of the site right now. Never changed in place: a map that is the same object holds the same rows. */
export interface LiveState {
  connection: 'connecting' | 'live' | 'lost'
  /** A snapshot has come: an empty map means that there is nothing. */
  ready: boolean
  /** How far the controller's clock is ahead of this browser's. */
  clockOffsetMs: number
  stations: ReadonlyMap<string, StationView>
  /** Running sessions by uid. */
  transactions: ReadonlyMap<string, TransactionView>
  knocking: ReadonlyMap<string, KnockingStation>
}

export const unknownState: LiveState = {
  connection: 'connecting',
  ready: false,
  clockOffsetMs: 0,
  stations: new Map(),
  transactions: new Map(),
  knocking: new Map(),
}

export function withSnapshot(snapshot: LiveSnapshot, now: number): LiveState {
  return {
    connection: 'live',
    ready: true,
    clockOffsetMs: snapshot.at - now,
    stations: new Map(snapshot.stations.map((station) => [station.id, station])),
    transactions: new Map(snapshot.transactions.map((transaction) => [transaction.uid, transaction])),
    knocking: new Map(snapshot.knocking.map((knocking) => [knocking.id, knocking])),
  }
}

/** The state after some changes, each a whole new row. */
export function withChanges(state: LiveState, changes: readonly SiteEvent[]): LiveState {
  const stations = new Map(state.stations)
  const transactions = new Map(state.transactions)
  const knocking = new Map(state.knocking)
  const touched = { stations: false, transactions: false, knocking: false }
  for (const { name, payload } of changes) {
    switch (name) {
      case 'station.changed':
        stations.set(payload.id, payload)
        touched.stations = true
        break
      case 'station.removed':
        touched.stations = stations.delete(payload.id) || touched.stations
        break
      case 'connector.changed': {
        const station = stations.get(payload.stationId)
        // of a station this user may not see, or that was removed since
        if (!station) break
        stations.set(station.id, withConnector(station, payload))
        touched.stations = true
        break
      }
      case 'transaction.changed':
        if (payload.stoppedAt === null) transactions.set(payload.uid, payload)
        else transactions.delete(payload.uid)
        touched.transactions = true
        break
      case 'station.knocked':
        knocking.set(payload.id, payload)
        touched.knocking = true
        break
      case 'station.knocking-ended':
        touched.knocking = knocking.delete(payload.id) || touched.knocking
        break
      default:
    }
  }
  return {
    ...state,
    ...(touched.stations ? { stations } : {}),
    ...(touched.transactions ? { transactions } : {}),
    ...(touched.knocking ? { knocking } : {}),
  }
}

function withConnector(station: StationView, connector: StationView['connectors'][number]): StationView {
  const known = station.connectors.some(({ id }) => id === connector.id)
  const connectors = known
    ? station.connectors.map((one) => (one.id === connector.id ? connector : one))
    : [...station.connectors, connector].sort((a, b) => a.evseNo - b.evseNo || a.connectorNo - b.connectorNo)
  return { ...station, connectors }
}

/** Power of the whole site, W: what stations told last that have gone offline since does not count. */
export function sitePowerW(stations: Iterable<StationView>): number {
  let sum = 0
  for (const { online, connectors } of stations)
    if (online) for (const { powerW } of connectors) sum += Math.max(0, powerW ?? 0)
  return sum
}
