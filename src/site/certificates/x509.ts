/**
 * Making and reading certificates. The package is loaded when it is first needed: most sites start without, and its import
 * costs more than the whole rest of the start.
 */
import { createHash, X509Certificate as NodeCertificate, randomBytes, webcrypto } from 'node:crypto'
import { isIP } from 'node:net'
import { SiteError } from '../errors.ts'

type X509 = typeof import('@peculiar/x509')

let loading: Promise<X509> | undefined

function x509(): Promise<X509> {
  loading ??= import('reflect-metadata').then(() => import('@peculiar/x509'))
  return loading
}

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const dayMs = 24 * 60 * 60 * 1000
/** Clocks of stations may be behind: a certificate made now is valid since yesterday. */
const backdatedMs = dayMs
const authorityYears = 25

export interface KeyedCertificate {
  pem: string
  /** PKCS #8, PEM. */
  keyPem: string
}

/** A certificate in the terms of its row. */
export interface CertificateFacts {
  pem: string
  serial: string
  thumbprint: string
  subject: string
  notBefore: number
  notAfter: number
}

/** @throws SiteError InvalidInput */
export function factsOf(pem: string, field = 'pem'): CertificateFacts {
  try {
    const parsed = new NodeCertificate(pem)
    return {
      pem: parsed.toString(),
      serial: parsed.serialNumber.toLowerCase(),
      thumbprint: createHash('sha256').update(parsed.raw).digest('hex'),
      subject: parsed.subject.replaceAll('\n', ', '),
      notBefore: parsed.validFromDate.getTime(),
      notAfter: parsed.validToDate.getTime(),
    }
  } catch (error) {
    throw new SiteError('InvalidInput', { fields: { [field]: 'This is not a certificate in PEM format.' } }, error)
  }
}

/** The site's own authority: signs the server and the stations, nothing below them. */
export async function makeAuthority(siteName: string, now: number): Promise<KeyedCertificate> {
  const x = await x509()
  const keys = await newKeys()
  const certificate = await x.X509CertificateGenerator.createSelfSigned({
    serialNumber: newSerial(),
    name: nameOf([
      ['CN', `${siteName} wallbox authority`],
      ['O', siteName],
    ]),
    notBefore: wholeSecond(now - backdatedMs),
    notAfter: wholeSecond(now + authorityYears * 365.25 * dayMs),
    keys,
    signingAlgorithm: ecdsa,
    extensions: [
      new x.BasicConstraintsExtension(true, 0, true),
      new x.KeyUsagesExtension(x.KeyUsageFlags.keyCertSign | x.KeyUsageFlags.cRLSign, true),
      await x.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { pem: certificate.toString('pem'), keyPem: await pemOfKey(keys.privateKey) }
}

/** `names`: host names and addresses, at least one. */
export async function makeServerCertificate(
  authority: KeyedCertificate,
  order: { names: readonly string[]; siteName: string; now: number; days: number },
): Promise<KeyedCertificate> {
  const x = await x509()
  const keys = await newKeys()
  const pem = await sign(authority, {
    subject: nameOf([
      ['CN', order.names[0] ?? 'localhost'],
      ['O', order.siteName],
    ]),
    publicKey: keys.publicKey,
    now: order.now,
    days: order.days,
    usage: x.ExtendedKeyUsage.serverAuth,
    names: order.names,
  })
  return { pem, keyPem: await pemOfKey(keys.privateKey) }
}

/** Signs the key of a checked request; subject as the station wrote it. */
export async function signStationRequest(
  authority: KeyedCertificate,
  order: { csr: string; now: number; days: number },
): Promise<string> {
  const x = await x509()
  const request = new x.Pkcs10CertificateRequest(pemOfRequest(order.csr))
  return sign(authority, {
    subject: request.subjectName.toJSON(),
    publicKey: request.publicKey,
    now: order.now,
    days: order.days,
    usage: x.ExtendedKeyUsage.clientAuth,
    names: [],
  })
}

export type CheckedRequest =
  | { ok: true; commonName: string; keyType: string; keyFingerprint: string; csr: string }
  | { ok: false; reason: string }

/** Reads a PKCS #10 request and checks its own signature, and whether its key is strong enough. */
export async function checkRequest(csr: string): Promise<CheckedRequest> {
  const x = await x509()
  try {
    const request = new x.Pkcs10CertificateRequest(pemOfRequest(csr))
    const key = keyTypeOf(request.publicKey.algorithm)
    if (!key.ok) return key
    if (!(await request.verify())) return { ok: false, reason: 'the signature of the request is wrong' }
    const [commonName] = request.subjectName.getField('CN')
    if (commonName === undefined) return { ok: false, reason: 'the request names no common name (CN)' }
    return {
      ok: true,
      commonName,
      keyType: key.name,
      keyFingerprint: createHash('sha256').update(Buffer.from(request.publicKey.rawData)).digest('hex'),
      csr: request.toString('pem'),
    }
  } catch {
    return { ok: false, reason: 'this is not a certificate request in PEM format' }
  }
}

/** OCPP 2.0.1 A00.FR.500 ff.: 112 bits of security at least. */
function keyTypeOf(algorithm: unknown): { ok: true; name: string } | { ok: false; reason: string } {
  const { name, namedCurve, modulusLength } = algorithm as {
    name: string
    namedCurve?: string
    modulusLength?: number
  }
  if (name === 'ECDSA' && namedCurve !== undefined && /^P-(256|384|521)$/.test(namedCurve))
    return { ok: true, name: `EC ${namedCurve}` }
  if (modulusLength !== undefined && name.startsWith('RSA'))
    return modulusLength >= 2048 && modulusLength <= 8192
      ? { ok: true, name: `RSA ${modulusLength}` }
      : { ok: false, reason: `an RSA key has 2048 to 8192 bits, this one ${modulusLength}` }
  return { ok: false, reason: `keys of the kind ${namedCurve ?? name} are not signed here` }
}

async function sign(
  authority: KeyedCertificate,
  order: {
    subject: import('@peculiar/x509').JsonName
    publicKey: import('@peculiar/x509').PublicKeyType
    now: number
    days: number
    usage: import('@peculiar/x509').ExtendedKeyUsage
    names: readonly string[]
  },
): Promise<string> {
  const x = await x509()
  const issuer = new x.X509Certificate(authority.pem)
  const certificate = await x.X509CertificateGenerator.create({
    serialNumber: newSerial(),
    subject: order.subject,
    issuer: issuer.subjectName.toJSON(),
    notBefore: wholeSecond(order.now - backdatedMs),
    // never beyond its authority
    notAfter: wholeSecond(Math.min(order.now + order.days * dayMs, issuer.notAfter.getTime())),
    publicKey: order.publicKey,
    signingKey: await keyOfPem(authority.keyPem),
    signingAlgorithm: ecdsa,
    extensions: [
      new x.BasicConstraintsExtension(false, undefined, true),
      new x.KeyUsagesExtension(x.KeyUsageFlags.digitalSignature | x.KeyUsageFlags.keyEncipherment, true),
      new x.ExtendedKeyUsageExtension([order.usage]),
      await x.SubjectKeyIdentifierExtension.create(order.publicKey),
      await x.AuthorityKeyIdentifierExtension.create(issuer),
      ...(order.names.length === 0 ? [] : [new x.SubjectAlternativeNameExtension(order.names.map(generalName))]),
    ],
  })
  return certificate.toString('pem')
}

function generalName(value: string): { type: 'ip' | 'dns'; value: string } {
  return { type: isIP(value) ? 'ip' : 'dns', value }
}

function nameOf(parts: [string, string][]): import('@peculiar/x509').JsonName {
  // X.520 has room for 64 characters
  return parts.map(([key, value]) => ({ [key]: [value.slice(0, 64)] }))
}

/** Stations write line ends as \n in words, or leave the frame away. */
function pemOfRequest(text: string): string {
  return text.replaceAll('\\r', '').replaceAll('\\n', '\n').replaceAll('NEW CERTIFICATE REQUEST', 'CERTIFICATE REQUEST')
}

/** Keys as the package's own types name them: they follow the platform that the types are read for. */
type Keys = Parameters<X509['X509CertificateGenerator']['createSelfSigned']>[0]['keys']

async function newKeys(): Promise<Keys> {
  return (await webcrypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])) as unknown as Keys
}

async function pemOfKey(key: Keys['privateKey']): Promise<string> {
  const x = await x509()
  return x.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', key as unknown as webcrypto.CryptoKey),
    'PRIVATE KEY',
  )
}

async function keyOfPem(pem: string): Promise<Keys['privateKey']> {
  const x = await x509()
  const key = await webcrypto.subtle.importKey('pkcs8', x.PemConverter.decodeFirst(pem), ecdsa, false, ['sign'])
  return key as unknown as Keys['privateKey']
}

/** 16 random bytes, positive. */
function newSerial(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

/** X.509 has no milliseconds. */
function wholeSecond(ms: number): Date {
  return new Date(Math.floor(ms / 1000) * 1000)
}

/** Host names and addresses that a certificate is for. */
export function namesIn(pem: string): string[] {
  const { subjectAltName = '' } = new NodeCertificate(pem)
  return subjectAltName.split(', ').flatMap((entry) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(entry) ?? []
    return name === undefined ? [] : [canonicalName(name)]
  })
}

/** One spelling for each address: OpenSSL writes fd00::2 as FD00:0:0:0:0:0:0:2. */
export function canonicalName(name: string): string {
  if (isIP(name) !== 6) return name.toLowerCase()
  return new URL(`http://[${name}]`).hostname.slice(1, -1)
}
