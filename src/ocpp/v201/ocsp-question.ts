import type { CertificateHash } from '../../site/certificates/certificate-charger.ts'
import { parseHash } from '../certificate-hash.ts'
import type { OCSPRequestDataType } from '../generated/v201/types.ts'

const digits = /^[0-9a-f]+$/i

/** Undefined: its hashes are none. */
export function ocspQuestion(data: OCSPRequestDataType): { hash: CertificateHash; responderUrl: string } | undefined {
  const hash = parseHash(data)
  if (!hash) return undefined
  const { issuerNameHash, issuerKeyHash, serialNumber } = hash
  const isHex = [issuerNameHash, issuerKeyHash, serialNumber].every((each) => digits.test(each))
  return isHex ? { hash, responderUrl: data.responderURL } : undefined
}
