/** What the site knows of certificates. Thumbprints are SHA-256 of the DER, lower-case hexadecimal; serials hexadecimal. */

export const rootKinds = ['v2g-root', 'mo-root', 'csms-root', 'manufacturer-root'] as const
/** Roots of somebody else: of ISO 15118, of mobility operators, of servers, of makers. */
export type RootKind = (typeof rootKinds)[number]
export type CertificateKind = 'authority' | 'server' | 'station' | RootKind

export type CertificateState = 'valid' | 'not-yet-valid' | 'expired' | 'revoked'

export interface CertificateView {
  id: string
  kind: CertificateKind
  /** OCPP identity; null where it is no station's. */
  stationId: string | null
  subject: string
  serial: string
  thumbprint: string
  pem: string
  notBefore: number
  notAfter: number
  state: CertificateState
  createdAt: number
  /** When the station took it. */
  deliveredAt: number | null
  revokedAt: number | null
  revokedReason: string | null
}

export type CertificateRequestState = 'pending' | 'approved' | 'signed' | 'delivered' | 'declined' | 'failed'

/** A station's wish to have its key signed. */
export interface CertificateRequestView {
  id: string
  accountId: string
  /** OCPP identity. */
  stationId: string
  /** SHA-256 of the public key, hexadecimal: what a person compares with the station's own display or its maker's app. */
  keyFingerprint: string
  keyType: string
  /** `pending` waits for a person; `approved` is being signed; `signed` waits for the station to take it. */
  state: CertificateRequestState
  reason: string | null
  certificateId: string | null
  requestedAt: number
  changedAt: number
}

export type AutoSign = 'none' | 'renewals' | 'all'

export interface SecuritySettings {
  /** Requests that are signed without a person: of stations that hold a valid certificate (`renewals`), or of all. */
  autoSign: AutoSign
  /** Host names and addresses of the server's certificate beside those of the machine. */
  serverNames: string[]
  stationCertificateDays: number
  /** Where contracts of cars are asked for; null: nowhere. */
  contractUrl: string | null
  hasContractToken: boolean
  /** Whether the responders that certificates name are asked about revocation. */
  ocsp: boolean
  /** Whether those may be in private networks. */
  privateAddresses: boolean
}

export function certificateState(
  row: { notBefore: number; notAfter: number; revokedAt: number | null },
  now: number,
): CertificateState {
  if (row.revokedAt !== null) return 'revoked'
  if (now > row.notAfter) return 'expired'
  return now < row.notBefore ? 'not-yet-valid' : 'valid'
}

/** What a station showed at its door. */
export interface PresentedCertificate {
  thumbprint: string
  /** UTC ms. */
  notBefore: number
  notAfter: number
}

/** A station that shows `unknown` shows one that is neither pinned in its record nor made for it here. */
export type PresentedState = 'valid' | 'expired' | 'revoked' | 'unknown'
