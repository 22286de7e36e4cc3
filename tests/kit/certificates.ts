/** Keys, requests and certificates as stations and their makers have them. */
import 'reflect-metadata'
import { createHash, webcrypto, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'

type Kind = 'EC' | 'RSA 2048' | 'RSA 1024'

const algorithms = {
  EC: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  'RSA 2048': rsa(2048),
  'RSA 1024': rsa(1024),
}

function rsa(modulusLength: number) {
  return { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength, publicExponent: new Uint8Array([1, 0, 1]) }
}

export interface StationKey {
  keys: webcrypto.CryptoKeyPair
  /** PKCS #8, PEM. */
  pem: string
  algorithm: (typeof algorithms)[Kind]
}

export async function newKey(kind: Kind = 'EC'): Promise<StationKey> {
  const algorithm = algorithms[kind]
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const pem = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY')
  return { keys, pem, algorithm }
}

/** PKCS #10, PEM. */
export async function requestOf(key: StationKey, name: string): Promise<string> {
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name,
    keys: key.keys,
    signingAlgorithm: key.algorithm,
  })
  return request.toString('pem')
}

export interface Issued {
  pem: string
  key: StationKey
  thumbprint: string
}

/** A certificate of `issuer`, or of its own. */
export async function certificateOf(o: {
  name: string
  issuer?: Issued
  authority?: boolean
  from?: number
  until?: number
  extensions?: x509.Extension[]
}): Promise<Issued> {
  const key = await newKey()
  const issuerKey = o.issuer?.key ?? key
  const certificate = await x509.X509CertificateGenerator.create({
    subject: o.name,
    issuer: o.issuer ? new x509.X509Certificate(o.issuer.pem).subjectName.toJSON() : o.name,
    notBefore: new Date(o.from ?? Date.now() - 86_400_000),
    notAfter: new Date(o.until ?? Date.now() + 30 * 86_400_000),
    publicKey: key.keys.publicKey,
    signingKey: issuerKey.keys.privateKey,
    signingAlgorithm: issuerKey.algorithm,
    extensions: [new x509.BasicConstraintsExtension(o.authority ?? false, undefined, true), ...(o.extensions ?? [])],
  })
  const pem = certificate.toString('pem')
  return { pem, key, thumbprint: thumbprintOf(pem) }
}

export function thumbprintOf(pem: string): string {
  return createHash('sha256').update(new X509Certificate(pem).raw).digest('hex')
}

/** Where the revocation of a certificate is asked. */
export function responderAt(url: string): x509.Extension {
  return new x509.AuthorityInfoAccessExtension({ ocsp: url })
}

export const mayAnswerOcsp: x509.Extension = new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.9'])
