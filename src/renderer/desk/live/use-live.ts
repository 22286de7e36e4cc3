import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { SiteEventMap, SiteEventName } from '../../../site/events.ts'
import type { KnockingStation, StationView } from '../../../site/stations/station.ts'
import type { TransactionView } from '../../../site/transactions/transaction.ts'
import { useLiveConnection } from './LiveProvider.tsx'
import { type LiveState, sitePowerW } from './live-state.ts'

function useLiveState<T>(pick: (state: LiveState) => T): T {
  const connection = useLiveConnection()
  return useSyncExternalStore(connection.subscribe, () => pick(connection.state))
}

export function useConnectionState(): LiveState['connection'] {
  return useLiveState((state) => state.connection)
}

/** False until the first snapshot has come. */
export function useLiveReady(): boolean {
  return useLiveState((state) => state.ready)
}

/** All stations this user may see, by name. */
export function useStations(): StationView[] {
  const stations = useLiveState((state) => state.stations)
  return useMemo(
    () =>
      [...stations.values()].sort((a, b) =>
        a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' }),
      ),
    [stations],
  )
}

export function useStation(id: string): StationView | undefined {
  return useLiveState((state) => state.stations.get(id))
}

/** Boxes that were refused at the door, the latest first. */
export function useKnocking(): KnockingStation[] {
  const knocking = useLiveState((state) => state.knocking)
  return useMemo(() => [...knocking.values()].sort((a, b) => b.lastAt - a.lastAt), [knocking])
}

export function useRunningTransaction(uid: string | null): TransactionView | undefined {
  return useLiveState((state) => (uid === null ? undefined : state.transactions.get(uid)))
}

/** Power of the whole site now, W. */
export function useSitePower(): number {
  return useLiveState((state) => sitePowerW(state.stations.values()))
}

/** The controller's clock, UTC ms. */
export function useServerNow(): () => number {
  const connection = useLiveConnection()
  return useCallback(() => Date.now() + connection.state.clockOffsetMs, [connection])
}

/** Calls `listener` for each event of this name while the component is shown. */
export function useLiveEvent<N extends SiteEventName>(name: N, listener: (payload: SiteEventMap[N]) => void) {
  const connection = useLiveConnection()
  const latest = useRef(listener)
  useEffect(() => {
    latest.current = listener
  })
  useEffect(() => connection.on(name, (payload) => latest.current(payload)), [connection, name])
}

/** Asks for the messages and readings of a station while the component is shown. */
export function useWatch(stationId: string) {
  const connection = useLiveConnection()
  useEffect(() => connection.watch(stationId), [connection, stationId])
}
