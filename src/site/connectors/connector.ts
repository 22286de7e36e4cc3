import type { connectorStatuses } from '../db/schema.ts'
import type { ConnectorReservation } from '../reservations/reservation.ts'

export type ConnectorStatus = (typeof connectorStatuses)[number]

export interface ConnectorView {
  /** Unique in the site: what phones start and stop. */
  id: number
  accountId: string
  /** The station's OCPP identity. */
  stationId: string
  evseNo: number
  connectorNo: number
  status: ConnectorStatus
  /** As the station says it: Preparing, Charging, SuspendedEV, Finishing, … */
  rawStatus: string | null
  errorCode: string | null
  vendorErrorCode: string | null
  info: string | null
  statusAt: number | null
  powerW: number | null
  /** Of the running session, or the last one. */
  energyWh: number | null
  averagePowerW: number | null
  /** Register of the meter. */
  meterWh: number | null
  soc: number | null
  isCharging: boolean
  meterAt: number | null
  /** Uid of the running session. */
  transactionUid: string | null
  /** Who it is kept for now. */
  reservation: ConnectorReservation | null
}

/**
 * The six states of the site from what stations say: 1.6 (section 4.9, nine states) and 2.0.1 (five). Charging states of
 * 1.6 are all Occupied; the raw state stays beside it.
 */
export function statusFromRaw(raw: string): ConnectorStatus {
  switch (raw) {
    case 'Available':
    case 'Reserved':
    case 'Unavailable':
    case 'Faulted':
    case 'Occupied':
      return raw
    case 'Preparing':
    case 'Charging':
    case 'SuspendedEV':
    case 'SuspendedEVSE':
    case 'Finishing':
      return 'Occupied'
    default:
      return 'Unknown'
  }
}
