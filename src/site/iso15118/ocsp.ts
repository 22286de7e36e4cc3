/** RFC 6960: asking whether a certificate was revoked, and believing the answer only when its issuer signed it. */
import { createHash, verify, X509Certificate } from 'node:crypto'
import type { CertificateHash } from '../certificates/certificate-charger.ts'
import { childOf, childrenOf, type DerNode, der, derInteger, derTag, readDer, timeOf } from './der.ts'

const hashOids = {
  sha256: Buffer.from('0609608648016503040201', 'hex'),
  sha384: Buffer.from('0609608648016503040202', 'hex'),
  sha512: Buffer.from('0609608648016503040203', 'hex'),
}
const asnNull = Buffer.from([0x05, 0x00])
/** Signature algorithms by the content of their OID: ECDSA and RSA with SHA-2. */
const signatureHashes: Readonly<Record<string, string>> = {
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
}
const ocspSigning = '1.3.6.1.5.5.7.3.9'
/** Clocks differ a little. */
const toleranceMs = 5 * 60_000
const dayMs = 24 * 60 * 60_000

export function ocspRequest(hash: CertificateHash): Buffer {
  const { sequence } = derTag
  return der(sequence, der(sequence, der(sequence, der(sequence, certificateId(hash)))))
}

function certificateId({ hashAlgorithm, issuerNameHash, issuerKeyHash, serialNumber }: CertificateHash): Buffer {
  return der(
    derTag.sequence,
    der(derTag.sequence, hashOids[hashAlgorithm], asnNull),
    der(derTag.octetString, Buffer.from(issuerNameHash, 'hex')),
    der(derTag.octetString, Buffer.from(issuerKeyHash, 'hex')),
    derInteger(serialNumber),
  )
}

/** Whether a responder answered at all (`successful`), whatever it said. */
export function isOcspAnswer(response: Buffer): boolean {
  try {
    const status = childOf(readDer(response), 0)
    return status.tag === derTag.enumerated && status.content.equals(Buffer.from([0]))
  } catch {
    return false
  }
}

export type OcspVerdict = 'good' | 'revoked' | 'unknown' | 'unproven'

/**
 * What the response says of this certificate. `unproven`: it can't be read, is of another time, or nobody among `issuers`
 * stands behind it.
 */
export function ocspVerdict(
  response: Buffer,
  hash: CertificateHash,
  issuers: readonly X509Certificate[],
  now: number,
): OcspVerdict {
  try {
    return verdictIn(response, hash, issuers, now)
  } catch {
    return 'unproven'
  }
}

function verdictIn(
  response: Buffer,
  hash: CertificateHash,
  issuers: readonly X509Certificate[],
  now: number,
): OcspVerdict {
  if (!isOcspAnswer(response)) return 'unproven'
  const bytes = childOf(childOf(readDer(response), 1), 0)
  const basic = readDer(childOf(bytes, 1).content)
  const [data, algorithm, signature, certificates] = childrenOf(basic)
  if (!data || !algorithm || !signature) return 'unproven'
  const issuer = issuers.find((one) => isIssuer(one, hash))
  if (!issuer) return 'unproven'
  const signers = [issuer, ...delegatesIn(certificates, issuer, now)]
  if (!signers.some((signer) => isSignedBy(signer, data, algorithm, signature))) return 'unproven'
  const single = childrenOf(responsesIn(data)).find((one) => isAbout(childOf(one, 0), hash))
  return single ? statusOf(single, now) : 'unproven'
}

/** ResponseData: a version and extensions may stand round it; the list of answers is the only plain sequence. */
function responsesIn(data: DerNode): DerNode {
  const found = childrenOf(data).find(({ tag }) => tag === derTag.sequence)
  if (!found) throw new RangeError('no answers')
  return found
}

function statusOf(single: DerNode, now: number): OcspVerdict {
  const [, status, thisUpdate, ...rest] = childrenOf(single)
  if (!status || !thisUpdate) return 'unproven'
  const nextUpdate = rest.find(({ tag }) => tag === 0xa0)
  if (!(timeOf(thisUpdate) <= now + toleranceMs)) return 'unproven'
  // without an end it is good for a day: an old answer may be replayed
  const until = nextUpdate ? timeOf(childOf(nextUpdate, 0)) : timeOf(thisUpdate) + dayMs
  if (!(until >= now - toleranceMs)) return 'unproven'
  if (status.tag === 0x80) return 'good'
  return status.tag === 0xa1 ? 'revoked' : 'unknown'
}

function isAbout(id: DerNode, hash: CertificateHash): boolean {
  const [algorithm, name, key, serial] = childrenOf(id)
  if (!algorithm || !name || !key || !serial) return false
  return (
    childOf(algorithm, 0).whole.equals(hashOids[hash.hashAlgorithm]) &&
    name.content.equals(Buffer.from(hash.issuerNameHash, 'hex')) &&
    key.content.equals(Buffer.from(hash.issuerKeyHash, 'hex')) &&
    serial.whole.equals(derInteger(hash.serialNumber))
  )
}

/** Responders that the issuer itself gave the right to answer (section 4.2.2.2). */
function delegatesIn(holder: DerNode | undefined, issuer: X509Certificate, now: number): X509Certificate[] {
  if (holder?.tag !== 0xa0) return []
  return childrenOf(childOf(holder, 0))
    .slice(0, 5)
    .map(({ whole }) => new X509Certificate(whole))
    .filter(
      (one) =>
        one.keyUsage?.includes(ocspSigning) &&
        one.verify(issuer.publicKey) &&
        one.validFromDate.getTime() <= now + toleranceMs &&
        one.validToDate.getTime() >= now - toleranceMs,
    )
}

function isSignedBy(signer: X509Certificate, data: DerNode, algorithm: DerNode, signature: DerNode): boolean {
  const hash = signatureHashes[childOf(algorithm, 0).content.toString('hex')]
  if (hash === undefined || signature.tag !== derTag.bitString) return false
  // the first byte of a bit string tells how many bits of the last are not used
  return verify(hash, data.whole, { key: signer.publicKey, dsaEncoding: 'der' }, signature.content.subarray(1))
}

function isIssuer(candidate: X509Certificate, { hashAlgorithm, issuerKeyHash }: CertificateHash): boolean {
  return keyHashOf(candidate, hashAlgorithm) === issuerKeyHash.toLowerCase()
}

function keyHashOf(certificate: X509Certificate, algorithm: string): string {
  const spki = readDer(certificate.publicKey.export({ type: 'spki', format: 'der' }))
  return createHash(algorithm).update(childOf(spki, 1).content.subarray(1)).digest('hex')
}

/** How OCSP names a certificate of this issuer. */
export function hashOf(certificate: X509Certificate, issuer: X509Certificate): CertificateHash {
  const parts = childrenOf(childOf(readDer(certificate.raw), 0))
  // an explicit version stands before the serial number; then follow the algorithm and the name of the issuer
  const at = parts[0]?.tag === 0xa0 ? 3 : 2
  const name = parts[at]
  if (!name) throw new RangeError('a certificate without issuer')
  return {
    hashAlgorithm: 'sha256',
    issuerNameHash: createHash('sha256').update(name.whole).digest('hex'),
    issuerKeyHash: keyHashOf(issuer, 'sha256'),
    serialNumber: certificate.serialNumber.toLowerCase(),
  }
}
