import { constants, verify, type X509Certificate } from 'node:crypto'
import type { Box } from '../box.ts'
import { chainFault, parse, rootsOf } from './certificates.ts'
import { pemBlocks } from './der.ts'

/** Why a signing certificate is not good; undefined: it is. Without a maker's root there is nothing to hold it against. */
export function signingCertificateFault(box: Box, text: string): string | undefined {
  if (rootsOf(box, 'manufacturer-root').length === 0) return 'no root certificate of the manufacturer is installed'
  return chainFault(box, pemBlocks(text), 'manufacturer-root')
}

/** Base64 of the signature over the file, SHA-256: RSA (PSS or PKCS #1) or ECDSA. */
export function isSigned(file: Buffer, signature: string, certificateText: string): boolean {
  const certificate = parse(pemBlocks(certificateText)[0] ?? '')
  if (!certificate) return false
  const bytes = Buffer.from(signature, 'base64')
  return candidates(certificate).some((key) => {
    try {
      return verify('sha256', file, key, bytes)
    } catch {
      return false
    }
  })
}

function candidates({ publicKey: key }: X509Certificate): Parameters<typeof verify>[2][] {
  if (key.asymmetricKeyType === 'ec') return [key, { key, dsaEncoding: 'ieee-p1363' }]
  if (key.asymmetricKeyType === 'rsa') return [key, { key, padding: constants.RSA_PKCS1_PSS_PADDING }]
  return [key]
}
