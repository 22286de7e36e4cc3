/** The certificate of a contract, as a car shows it: does it lead to a root that the site trusts? */
import { X509Certificate } from 'node:crypto'
import type { CertificateHash } from '../certificates/certificate-charger.ts'
import { hashOf } from './ocsp.ts'

/** A certificate by its hashes, and where its revocation is asked. */
export interface OcspQuestion {
  hash: CertificateHash
  responderUrl: string
}

export type ChainCheck =
  | { ok: true; chain: X509Certificate[]; questions: OcspQuestion[] }
  | { ok: false; fault: 'expired' | 'chain-error'; reason: string }

/** ISO 15118-2 knows a leaf and at most two below the root; others a few more. */
const longestChain = 6
const block = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

/** @param pem leaf first; the root may be missing */
export function checkChain(pem: string, roots: readonly X509Certificate[], emaid: string, now: number): ChainCheck {
  const chain = certificatesIn(pem)
  const [leaf] = chain
  if (!leaf || chain.length > longestChain) return fault('it can not be read as a chain of certificates')
  if (normalized(commonName(leaf)) !== normalized(emaid)) return fault('the certificate is of another contract')
  const path: X509Certificate[] = [leaf]
  for (;;) {
    const last = path.at(-1) ?? leaf
    if (now > last.validToDate.getTime()) return { ok: false, fault: 'expired', reason: `${last.subject} has expired` }
    if (now < last.validFromDate.getTime()) return fault(`${last.subject} is not valid yet`)
    if (roots.some(({ fingerprint256 }) => fingerprint256 === last.fingerprint256)) break
    const issuer = [...chain, ...roots].find((one) => !path.includes(one) && issued(one, last))
    if (!issuer || path.length > longestChain) return fault('it does not lead to a root that is trusted here')
    path.push(issuer)
  }
  return { ok: true, chain: path, questions: questionsOf(path) }
}

/** Of the contract itself at least, else of none. */
function questionsOf(path: readonly X509Certificate[]): OcspQuestion[] {
  const questions = path.flatMap((certificate, at) => {
    const issuer = path[at + 1]
    const [, responderUrl] = /OCSP - URI:(\S+)/.exec(certificate.infoAccess ?? '') ?? []
    return issuer && responderUrl ? [{ hash: hashOf(certificate, issuer), responderUrl }] : []
  })
  return isAsked(path[0], questions) ? questions : []
}

/** Whether one of the questions is about this certificate. */
export function isAsked(certificate: X509Certificate | undefined, questions: readonly OcspQuestion[]): boolean {
  if (!certificate) return false
  const serial = BigInt(`0x${certificate.serialNumber}`)
  return questions.some(({ hash }) => BigInt(`0x${hash.serialNumber}`) === serial)
}

export function certificatesIn(pem: string): X509Certificate[] {
  try {
    return (pem.match(block) ?? []).map((one) => new X509Certificate(one))
  } catch {
    return []
  }
}

function issued(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function commonName({ subject }: X509Certificate): string {
  return /^CN=(.+)$/m.exec(subject)?.[1] ?? ''
}

/** eMAIDs are written with and without hyphens, and their check digit is optional. */
function normalized(emaid: string): string {
  return emaid.replaceAll('-', '').toUpperCase().slice(0, 14)
}

function fault(reason: string): ChainCheck {
  return { ok: false, fault: 'chain-error', reason }
}
