import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import type { Box } from '../box.ts'
import { children, pemBlocks, readElement } from './der.ts'

/** What a certificate is kept for, in words of no protocol version. */
export type CertificateUse =
  | 'csms-root'
  | 'manufacturer-root'
  | 'v2g-root'
  | 'mo-root'
  /** the box's own, for TLS */
  | 'station'
  /** the box's own, for cars */
  | 'v2g-chain'

/** CertificateHashData of both versions. */
export interface HashData {
  readonly hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512'
  readonly issuerNameHash: string
  readonly issuerKeyHash: string
  readonly serialNumber: string
}

export interface Installed {
  readonly use: CertificateUse
  /** leaf (or root) first */
  readonly chain: readonly string[]
  /** one for each of the chain */
  readonly hashes: readonly HashData[]
}

export interface CertificateStore {
  installed: Installed[]
  /** keys whose certificates were asked for */
  readonly pending: Map<'station' | 'v2g-chain', KeyObject>
  /** the key of the box's TLS certificate */
  stationKey: KeyObject | undefined
}

export function createCertificateStore(): CertificateStore {
  return { installed: [], pending: new Map(), stationKey: undefined }
}

/** Keeps a root. `rejected`: no certificate, or not valid now; `failed`: the store is full. */
export function installRoot(box: Box, use: CertificateUse, text: string): 'accepted' | 'rejected' | 'failed' {
  const { certificates } = box.memory
  const [pem] = pemBlocks(text)
  const certificate = pem === undefined ? undefined : parse(pem)
  if (pem === undefined || !certificate || !isValidAt(certificate, box.wallMs())) return 'rejected'
  const hash = hashOf(pem, pem)
  const others = certificates.installed.filter((each) => !(each.use === use && sameHash(each.hashes[0], hash)))
  if (others.length >= box.settings.certificatesMax) return 'failed'
  certificates.installed = [...others, { use, chain: [pem], hashes: [hash] }]
  box.happened('security', `root certificate installed (${use}): ${certificate.subject.replaceAll('\n', ', ')}`)
  return 'accepted'
}

/** Takes a certificate out; the one the box shows in TLS stays (2.0.1 M04.FR.06). */
export function deleteCertificate(box: Box, wanted: HashData): 'accepted' | 'failed' | 'not-found' {
  const { certificates } = box.memory
  const fits = (each: Installed) =>
    each.chain.some((pem, i) => sameHash(hashOf(pem, each.chain[i + 1] ?? pem, wanted.hashAlgorithm), wanted))
  const found = certificates.installed.filter(fits)
  if (found.length === 0) return 'not-found'
  if (found.some((each) => each.use === 'station')) return 'failed'
  certificates.installed = certificates.installed.filter((each) => !found.includes(each))
  box.happened('security', 'certificate deleted')
  return 'accepted'
}

/** A chain that fits together, is valid now and, where roots are installed, leads to one of them. Undefined: it is good. */
export function chainFault(box: Box, chain: readonly string[], roots: CertificateUse): string | undefined {
  const certificates = chain.map(parse)
  if (chain.length === 0 || certificates.includes(undefined)) return 'it is no PEM certificate'
  const known = certificates.filter((each) => each !== undefined)
  if (known.some((each) => !isValidAt(each, box.wallMs()))) return 'it is not valid now'
  if (known.some((each, i) => i > 0 && !isIssuedBy(known[i - 1] as X509Certificate, each)))
    return 'its chain does not fit together'
  const anchors = rootsOf(box, roots).flatMap((each) => parse(each) ?? [])
  const last = known.at(-1) as X509Certificate
  const anchored = anchors.some((root) => root.fingerprint256 === last.fingerprint256 || isIssuedBy(last, root))
  return anchors.length === 0 || anchored ? undefined : 'it does not come from an installed root'
}

/** PEM of the installed certificates of one use. */
export function rootsOf(box: Box, use: CertificateUse): string[] {
  return box.memory.certificates.installed.filter((each) => each.use === use).flatMap((each) => [...each.chain])
}

/** CertificateHashData (RFC 6960's CertID): hashes of the issuer's name and key, and the serial number. */
export function hashOf(pem: string, issuerPem: string, hashAlgorithm: HashData['hashAlgorithm'] = 'SHA256'): HashData {
  const [serial, , issuer] = fieldsOf(pem)
  const [, , , , , issuerKey] = fieldsOf(issuerPem)
  const keyBits = issuerKey && children(issuerKey)[1]?.content.subarray(1)
  const hash = (bytes: Buffer | undefined) =>
    createHash(hashAlgorithm.toLowerCase())
      .update(bytes ?? Buffer.alloc(0))
      .digest('hex')
  return {
    hashAlgorithm,
    issuerNameHash: hash(issuer?.whole),
    issuerKeyHash: hash(keyBits),
    serialNumber: (serial?.content.toString('hex') ?? '').replace(/^0+(?=.)/, ''),
  }
}

export function sameHash(a: HashData | undefined, b: HashData): boolean {
  return (
    a?.issuerNameHash.toLowerCase() === b.issuerNameHash.toLowerCase() &&
    a.issuerKeyHash.toLowerCase() === b.issuerKeyHash.toLowerCase() &&
    a.serialNumber.toLowerCase() === b.serialNumber.toLowerCase()
  )
}

export function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem)
  } catch {
    return undefined
  }
}

function isValidAt(certificate: X509Certificate, atMs: number): boolean {
  return Date.parse(certificate.validFrom) <= atMs && atMs < Date.parse(certificate.validTo)
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

/** serial, signature algorithm, issuer, validity, subject, public key (RFC 5280 §4.1). */
function fieldsOf(pem: string) {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  const [tbs] = children(readElement(der))
  const fields = tbs ? children(tbs) : []
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields
}
