import type { PresentedState } from '../certificates/certificate.ts'
import type { ConnectorView } from '../connectors/connector.ts'
import type { Quirks } from '../quirks/quirk.ts'
import type { Severity } from '../security-events/security-event.ts'
import type { PendingPassword } from './password-rotation.ts'

export type SecurityProfile = 0 | 1 | 2 | 3

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
  /** The least that it must connect with: 0 open, 1 password, 2 password over TLS, 3 its own certificate. */
  securityProfile: SecurityProfile
  /** SHA-256 of a certificate of somebody else that counts as its own. */
  certificateThumbprint: string | null
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
  | 'needs-tls'
  | 'no-certificate'
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
  /** Of security events; null: it was not judged. */
  severity: Severity | null
}

/** What the OCPP door needs to let a station in; never leaves the core. */
export interface StationCredentials {
  stationId: number
  accountId: string
  enabled: boolean
  username: string | null
  passwordHash: string | null
  openAccess: boolean
  securityProfile: SecurityProfile
  /** A new password that is being tried. */
  pending: PendingPassword | null
  /** Of the certificate that it showed; null: it showed none. */
  certificate: PresentedState | null
  assumedProtocol: string | null
  /** When it was booted last; null: never. */
  bootedAt: number | null
  /** As it named itself last. */
  quirks: Quirks
}

/** Profiles 2 and 3 are written down; the others follow from the password. */
export function securityProfileOf(row: { securityProfile: number | null; openAccess: boolean }): SecurityProfile {
  if (row.securityProfile === 2 || row.securityProfile === 3) return row.securityProfile
  return row.openAccess ? 0 : 1
}

export const serialIdPattern = /^[\p{L}\p{N}*_=:+|@.-]{1,48}$/u
