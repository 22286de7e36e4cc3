import { describe, expect, test } from 'vitest'
import { sitePowerW, unknownState, withChanges, withSnapshot } from '../../src/renderer/desk/live/live-state.ts'
import { matchesStation } from '../../src/renderer/desk/stations/station-filter.ts'
import { connectorState, needsAttention, stationState } from '../../src/renderer/desk/status/connector-state.ts'
import type { ConnectorView } from '../../src/site/connectors/connector.ts'
import type { KnockingStation, StationView } from '../../src/site/stations/station.ts'
import type { TransactionView } from '../../src/site/transactions/transaction.ts'

function connector(change: Partial<ConnectorView> = {}): ConnectorView {
  const row: Partial<ConnectorView> = {
    id: 1,
    stationId: 'BOX-1',
    evseNo: 1,
    connectorNo: 1,
    status: 'Available',
    rawStatus: 'Available',
    powerW: null,
    isCharging: false,
    ...change,
  }
  return row as ConnectorView
}

function station(change: Partial<StationView> = {}): StationView {
  const row: Partial<StationView> = {
    id: 'BOX-1',
    name: 'Gate',
    online: true,
    enabled: true,
    vendor: 'Elbstrom',
    model: 'Duo 22',
    serialNumber: null,
    rawStatus: null,
    connectors: [connector()],
    ...change,
  }
  return row as StationView
}

const session = (uid: string, stoppedAt: number | null) => ({ uid, stoppedAt }) as TransactionView
const knock = (id: string) => ({ id, lastAt: 1 }) as KnockingStation
const snapshot = withSnapshot(
  { at: 5000, stations: [station()], transactions: [session('a', null)], knocking: [knock('NEW')] },
  1000,
)

describe('what the desk knows of the site', () => {
  test('begins with the snapshot, and with how far the controller’s clock is ahead', () => {
    expect(unknownState.ready).toBe(false)
    expect(snapshot).toMatchObject({ ready: true, connection: 'live', clockOffsetMs: 4000 })
    expect([...snapshot.stations.keys(), ...snapshot.transactions.keys(), ...snapshot.knocking.keys()]).toEqual([
      'BOX-1',
      'a',
      'NEW',
    ])
  })

  test('follows whole new rows, in their order', () => {
    const state = withChanges(snapshot, [
      { name: 'connector.changed', payload: connector({ powerW: 11_000, status: 'Occupied' }) },
      { name: 'connector.changed', payload: connector({ id: 2, evseNo: 2, powerW: 3000 }) },
      { name: 'connector.changed', payload: connector({ id: 9, stationId: 'UNSEEN', powerW: 5 }) },
      { name: 'transaction.changed', payload: session('a', 99) },
      { name: 'transaction.changed', payload: session('b', null) },
      { name: 'station.knocking-ended', payload: { id: 'NEW' } },
      { name: 'station.knocked', payload: knock('NEXT') },
    ])
    expect(state.stations.get('BOX-1')?.connectors.map(({ id, powerW }) => [id, powerW])).toEqual([
      [1, 11_000],
      [2, 3000],
    ])
    expect(state.stations.has('UNSEEN')).toBe(false)
    expect([...state.transactions.keys()]).toEqual(['b'])
    expect([...state.knocking.keys()]).toEqual(['NEXT'])
    expect(sitePowerW(state.stations.values())).toBe(14_000)
  })

  test('keeps the maps that did not change, so that nothing is drawn anew for them', () => {
    const state = withChanges(snapshot, [{ name: 'connector.changed', payload: connector({ powerW: 1 }) }])
    expect(state.transactions).toBe(snapshot.transactions)
    expect(state.knocking).toBe(snapshot.knocking)
    expect(state.stations).not.toBe(snapshot.stations)
    expect(snapshot.stations.get('BOX-1')?.connectors[0]?.powerW).toBeNull()
  })

  test('forgets a station that was removed, and what comes of it afterwards', () => {
    const state = withChanges(snapshot, [
      { name: 'station.removed', payload: { accountId: 'x', id: 'BOX-1' } },
      { name: 'connector.changed', payload: connector({ powerW: 1 }) },
    ])
    expect(state.stations.size).toBe(0)
  })

  test('counts no power of stations that have gone offline', () => {
    const rows = [
      station({ connectors: [connector({ powerW: 7000 })] }),
      station({ online: false, connectors: [connector({ powerW: 7000 })] }),
    ]
    expect(sitePowerW(rows)).toBe(7000)
  })
})

describe('the state of a connector', () => {
  const online = { online: true }
  const occupied = (rawStatus: string, isCharging = false) =>
    connectorState(online, connector({ status: 'Occupied', rawStatus, isCharging }))

  test('is told in the words of both protocols', () => {
    expect(
      ['Charging', 'Preparing', 'SuspendedEV', 'SuspendedEVSE', 'Finishing', 'Occupied'].map((raw) => occupied(raw)),
    ).toEqual(['charging', 'preparing', 'pausedByCar', 'pausedByStation', 'finishing', 'occupied'])
    expect(occupied('Occupied', true)).toBe('charging')
    expect(connectorState(online, connector({ status: 'Faulted', isCharging: true }))).toBe('faulted')
  })

  test('is not known while the station is offline', () => {
    expect(connectorState({ online: false }, connector({ status: 'Occupied', isCharging: true }))).toBe('offline')
  })

  test('that most wants to be seen stands for the station', () => {
    const two = [connector(), connector({ id: 2, status: 'Occupied', rawStatus: 'Charging' })]
    expect(stationState(station({ connectors: two }))).toBe('charging')
    expect(stationState(station({ connectors: [...two, connector({ id: 3, status: 'Faulted' })] }))).toBe('faulted')
    expect(stationState(station({ connectors: [] }))).toBe('unknown')
    expect([station(), station({ online: false }), station({ enabled: false })].map(needsAttention)).toEqual([
      false,
      true,
      true,
    ])
  })
})

test('stations are found by every word of what people know of them, and by what they do', () => {
  const box = station({ connectors: [connector(), connector({ id: 2, status: 'Occupied', rawStatus: 'Charging' })] })
  for (const [search, filter, found] of [
    ['', 'all', true],
    ['gate duo', 'all', true],
    ['GATE elbstrom', 'all', true],
    ['gate gone', 'all', false],
    ['', 'charging', true],
    ['', 'free', true],
    ['', 'attention', false],
  ] as const)
    expect(matchesStation(box, search, filter), `${search} ${filter}`).toBe(found)
})
