import type { ConnectorView } from '../../../site/connectors/connector.ts'
import type { StationView } from '../../../site/stations/station.ts'

/** What a person wants to know of a connector at a glance. */
export const connectorStates = [
  'charging',
  'preparing',
  'pausedByCar',
  'pausedByStation',
  'finishing',
  'occupied',
  'available',
  'reserved',
  'unavailable',
  'faulted',
  'offline',
  'unknown',
] as const
export type ConnectorState = (typeof connectorStates)[number]

/** While a station is not connected, what it said last of its connectors is not known to be true any more. */
export function connectorState(station: Pick<StationView, 'online'>, connector: ConnectorView): ConnectorState {
  if (!station.online) return 'offline'
  switch (connector.status) {
    case 'Faulted':
      return 'faulted'
    case 'Unavailable':
      return 'unavailable'
    case 'Reserved':
      return 'reserved'
    case 'Available':
      return 'available'
    case 'Unknown':
      return connector.isCharging ? 'charging' : 'unknown'
    case 'Occupied':
      return occupiedState(connector)
  }
}

/** 1.6 tells by its status what goes on in an occupied connector (section 4.9); 2.0.1 by whether energy flows. */
function occupiedState({ rawStatus, isCharging }: ConnectorView): ConnectorState {
  if (rawStatus === 'Charging' || isCharging) return 'charging'
  if (rawStatus === 'Preparing') return 'preparing'
  if (rawStatus === 'SuspendedEV') return 'pausedByCar'
  if (rawStatus === 'SuspendedEVSE') return 'pausedByStation'
  if (rawStatus === 'Finishing') return 'finishing'
  return 'occupied'
}

const urgency: Record<ConnectorState, number> = {
  faulted: 0,
  offline: 1,
  charging: 2,
  pausedByStation: 3,
  pausedByCar: 3,
  preparing: 3,
  finishing: 3,
  occupied: 3,
  reserved: 4,
  unavailable: 4,
  unknown: 5,
  available: 6,
}

/** The state that stands for the whole station: the one that most wants to be seen. */
export function stationState(station: StationView): ConnectorState {
  if (!station.online) return 'offline'
  if (station.rawStatus === 'Faulted') return 'faulted'
  const states = station.connectors.map((connector) => connectorState(station, connector))
  return states.sort((a, b) => urgency[a] - urgency[b])[0] ?? 'unknown'
}

/** A person should look after it. */
export function needsAttention(station: StationView): boolean {
  const state = stationState(station)
  return !station.enabled || state === 'faulted' || state === 'offline' || state === 'unavailable'
}
