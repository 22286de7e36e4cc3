import type { RootKind } from './certificate.ts'

export const hashAlgorithms = ['sha256', 'sha384', 'sha512'] as const

/** A certificate by its hashes, hexadecimal, as of RFC 6960: names one without carrying it. */
export interface CertificateHash {
  hashAlgorithm: (typeof hashAlgorithms)[number]
  issuerNameHash: string
  issuerKeyHash: string
  serialNumber: string
}

export interface InstalledCertificate {
  use: RootKind | 'v2g-chain'
  hash: CertificateHash
  /** What stands below it in its chain. */
  children: CertificateHash[]
}

/** The port of certificates in stations. */
export interface CertificateCharger {
  /** Asks the station to send a request for a new certificate of its own. */
  requestSigning(): Promise<void>
  /** Hands a signed certificate over: leaf first, PEM. @throws SiteError StationRejected */
  deliverCertificate(order: { chainPem: string }): Promise<void>
  /** @throws SiteError NotSupported where its version has no room for such a root */
  installRoot(order: { use: RootKind; pem: string }): Promise<void>
  /** Without `use` all that the version can ask for. */
  installedCertificates(order: { use?: RootKind | 'v2g-chain' }): Promise<InstalledCertificate[]>
  deleteInstalled(order: { hash: CertificateHash }): Promise<'deleted' | 'not-found'>
  /**
   * Writes the password that the station logs in with. `reboot-required`: it counts after the next start.
   * Takes 16 to 20 printable ASCII characters, which fit both versions.
   */
  writePassword(order: { password: string }): Promise<'accepted' | 'reboot-required'>
}
