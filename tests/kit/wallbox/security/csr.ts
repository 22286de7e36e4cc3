import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { bits, distinguishedName, integer, oid, pem, sequence, tagged } from './der.ts'

export interface KeyAndCsr {
  readonly key: KeyObject
  /** PEM */
  readonly csr: string
}

/** A new key (P-256, as OCPP's security profiles ask) and a request to sign it (RFC 2986). */
export function makeCsr(organization: string, commonName: string): KeyAndCsr {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const info = sequence(
    integer(Buffer.from([0])),
    distinguishedName(organization, commonName),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0),
  )
  const signature = sign('sha256', info, privateKey)
  const request = sequence(info, sequence(oid('1.2.840.10045.4.3.2')), bits(signature))
  return { key: privateKey, csr: pem('CERTIFICATE REQUEST', request) }
}
