import type { SampleDetail } from '../db/schema.ts'

/** Where in a session a reading was taken; OCPP's reading contexts in the domain's words. */
export type SampleContext = 'periodic' | 'begin' | 'end' | 'clock' | 'trigger' | 'interruption' | 'other'

/** One reading of a meter, all measurands of one instant. */
export interface Sample {
  /** The reading's own timestamp, UTC ms. */
  at: number
  context: SampleContext
  /** Imported energy register, Wh. */
  energyWh?: number
  /** Total active import power, W. */
  powerW?: number
  /** State of charge, %. */
  soc?: number
  detail?: SampleDetail
}

export interface SampleView {
  accountId: string
  /** OCPP identity. */
  stationId: string
  connectorId: number
  transactionUid: string | null
  at: number
  energyWh: number | null
  powerW: number | null
  soc: number | null
  detail: SampleDetail | null
}
