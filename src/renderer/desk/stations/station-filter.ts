import type { StationView } from '../../../site/stations/station.ts'
import { connectorState, needsAttention } from '../status/connector-state.ts'

export const stationFilters = ['all', 'charging', 'free', 'attention'] as const
export type StationFilter = (typeof stationFilters)[number]

/** Every word of the search is somewhere in what a person knows a station by. */
export function matchesStation(station: StationView, search: string, filter: StationFilter): boolean {
  const { id, name, vendor, model, serialNumber } = station
  const text = [id, name, vendor, model, serialNumber].filter(Boolean).join(' ').toLowerCase()
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.every((word) => text.includes(word))) return false
  if (filter === 'all') return true
  if (filter === 'attention') return needsAttention(station)
  const wanted = filter === 'charging' ? 'charging' : 'available'
  return station.connectors.some((connector) => connectorState(station, connector) === wanted)
}
