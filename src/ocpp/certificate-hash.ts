/** Hashes that name a certificate: the versions write them alike. */
import { type CertificateHash, hashAlgorithms } from '../site/certificates/certificate-charger.ts'
import { textIn } from './answers.ts'

export interface WireHash {
  hashAlgorithm: 'SHA256' | 'SHA384' | 'SHA512'
  issuerNameHash: string
  issuerKeyHash: string
  serialNumber: string
}

export function printHash({ hashAlgorithm, ...hashes }: CertificateHash): WireHash {
  return { hashAlgorithm: hashAlgorithm.toUpperCase() as WireHash['hashAlgorithm'], ...hashes }
}

/** Undefined: it can't be read. */
export function parseHash(told: unknown): CertificateHash | undefined {
  const algorithm = textIn(told, 'hashAlgorithm').toLowerCase()
  const hashAlgorithm = hashAlgorithms.find((each) => each === algorithm)
  const serialNumber = textIn(told, 'serialNumber')
  if (hashAlgorithm === undefined || serialNumber === '') return undefined
  return {
    hashAlgorithm,
    issuerNameHash: textIn(told, 'issuerNameHash'),
    issuerKeyHash: textIn(told, 'issuerKeyHash'),
    serialNumber,
  }
}
