import type { ConnectorView } from '../connectors/connector.ts'
import type { Quirks } from '../quirks/quirk.ts'

export interface StationView {
  /** The OCPP identity. */
  id: string
  accountId: string
  name: string
  enabled: boolean
  online: boolean
  connectedSince: number | null
  lastSeenAt: number | null
  /** Negotiated subprotocol, e.g. ocpp1.6. */
  protocol: string | null
  vendor: string | null
  model: string | null
  serialNumber: string | null
  firmware: string | null
  bootReason: string | null
  bootedAt: number | null
  /** Let in without a password. */
  openAccess: boolean
  hasPassword: boolean
  username: string | null
  assumedProtocol: string | null
  /** Of the whole station (connector 0). */
  rawStatus: string | null
  errorCode: string | null
  /** Its own price; null: the site's. */
  pricePerKWhMicros: number | null
  createdAt: number
  connectors: ConnectorView[]
}

export type KnockReason =
  | 'unknown'
  | 'disabled'
  | 'wrong-password'
  | 'no-password'
  | 'wrong-certificate'
  | 'no-subprotocol'

/** A station that was refused at the door. */
export interface KnockingStation {
  id: string
  reason: KnockReason
  remoteAddress: string
  /** As offered, comma-separated. */
  subprotocols: string
  username: string | null
  firstAt: number
  lastAt: number
  count: number
}

export interface StationEventView {
  id: number
  accountId: string
  stationId: string
  at: number
  receivedAt: number
  evseNo: number | null
  subject: string
  value: string | null
  trigger: string | null
  cleared: boolean | null
  text: string | null
}

/** What the OCPP door needs to let a station in; never leaves the core. */
export interface StationCredentials {
  stationId: number
  accountId: string
  enabled: boolean
  username: string | null
  passwordHash: string | null
  openAccess: boolean
  assumedProtocol: string | null
  /** When it was booted last; null: never. */
  bootedAt: number | null
  /** As it named itself last. */
  quirks: Quirks
}

export const serialIdPattern = /^[\p{L}\p{N}*_=:+|@.-]{1,48}$/u
