/** What stations report of sessions, in the site's words; instants are the station's own, UTC ms, null when unreadable. */
import type { Sample } from '../connectors/sample.ts'

/** A start as 1.6 reports it. */
export interface ReportedStart {
  /** EVSE = connector of 1.6. */
  evseNo: number
  idTag: string
  meterStartWh: number
  /** The station's timestamp, UTC ms; null when it told none that can be read. */
  at: number | null
  /** The reservation that it used, as the station names it. */
  reservationId?: number | null
}

/** A stop as 1.6 reports it. */
export interface ReportedStop {
  transactionId: number
  idTag: string | null
  meterStopWh: number
  at: number | null
  /** OCPP's reason; Local where the station told none (1.6 section 6.49). */
  reason: string
  samples: Sample[]
  /** The message, for the quarantine. */
  payload: string
}

/** One TransactionEvent of 2.0.1 and later. */
export interface ReportedEvent {
  ocppId: string
  seqNo: number
  phase: 'started' | 'updated' | 'ended'
  at: number | null
  offline: boolean
  evseNo: number | null
  connectorNo: number | null
  idTag: string | null
  chargingState: string | null
  triggerReason: string
  stopReason: string | null
  remoteStartId: number | null
  /** The reservation that it used, as the station names it. */
  reservationId?: number | null
  samples: Sample[]
}

export interface ReportedReadings {
  /** 0: the station's main meter. */
  evseNo: number
  connectorNo: number | null
  /** As the station knows it; null: whatever runs on the connector. */
  ocppTransactionId: string | null
  samples: Sample[]
  payload: string
}
