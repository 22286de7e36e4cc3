import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import {
  bits,
  boolean,
  children,
  distinguishedName,
  element,
  integer,
  octets,
  oid,
  pem,
  readElement,
  sequence,
  tagged,
  time,
} from './wallbox/security/der.ts'

const YEAR_MS = 365 * 86_400_000

export interface Issued {
  /** PEM */
  readonly cert: string
  /** PEM, PKCS #8 */
  readonly key: string
}

/** A certificate authority for tests: P-256, one root, valid around `atMs`. */
export class TestCa {
  /** PEM of the root */
  readonly root: string
  readonly #key: KeyObject
  readonly #name: Buffer
  readonly #atMs: number

  constructor(commonName = 'Test root', atMs = Date.UTC(2026, 0, 1)) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.#key = privateKey
    this.#atMs = atMs
    this.#name = distinguishedName('Tests', commonName)
    this.root = this.#sign(this.#name, publicKey, true, [])
  }

  /** A key and its certificate; `hosts` are the IPv4 addresses a TLS server answers at. */
  issue(commonName: string, hosts: readonly string[] = []): Issued {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const cert = this.#sign(distinguishedName('Tests', commonName), publicKey, false, hosts)
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
  }

  /** Signs a PEM request as it is. */
  signCsr(csr: string): string {
    const info = children(readElement(Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ''), 'base64')))[0]
    const [, name, spki] = info ? children(info) : []
    if (!name || !spki) throw new Error('that is no certificate request')
    return this.#sign(name.whole, createPublicKey({ key: spki.whole, format: 'der', type: 'spki' }), false, [])
  }

  #sign(subject: Buffer, publicKey: KeyObject, isCa: boolean, hosts: readonly string[]): string {
    const algorithm = sequence(oid('1.2.840.10045.4.3.2'))
    const names = hosts.map((host) => element(0x87, Buffer.from(host.split('.').map(Number))))
    const extensions = [
      sequence(oid('2.5.29.19'), boolean(true), octets(sequence(...(isCa ? [boolean(true)] : [])))),
      ...(names.length > 0 ? [sequence(oid('2.5.29.17'), octets(sequence(...names)))] : []),
    ]
    const tbs = sequence(
      tagged(0, integer(Buffer.from([2]))),
      integer(Buffer.concat([Buffer.from([0x41]), randomBytes(7)])),
      algorithm,
      this.#name,
      sequence(time(this.#atMs - YEAR_MS), time(this.#atMs + 10 * YEAR_MS)),
      subject,
      publicKey.export({ type: 'spki', format: 'der' }),
      tagged(3, sequence(...extensions)),
    )
    return pem('CERTIFICATE', sequence(tbs, algorithm, bits(sign('sha256', tbs, this.#key))))
  }
}

/** Base64 of the ECDSA signature over a file. */
export function signFile(file: Buffer, key: string): string {
  return sign('sha256', file, createPrivateKey(key)).toString('base64')
}
