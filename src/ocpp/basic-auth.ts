import { timingSafeEqual } from 'node:crypto'
import type { Secrets } from '../site/secrets.ts'
import type { StationCredentials } from '../site/stations/station.ts'

export interface BasicCredentials {
  username: string
  /** Bytes: 1.6 allows keys that are no text. */
  password: Buffer
}

const longestHeader = 1024

/** RFC 7617. Undefined: there is none that can be read. */
export function parseBasicAuth(header: string | undefined): BasicCredentials | undefined {
  if (header === undefined || header.length > longestHeader) return undefined
  const match = /^Basic +([A-Za-z0-9+/_-]+={0,2}) *$/i.exec(header)
  if (!match?.[1]) return undefined
  const bytes = Buffer.from(match[1], 'base64')
  const colon = bytes.indexOf(0x3a)
  if (colon === -1) return undefined
  return { username: bytes.subarray(0, colon).toString('utf8'), password: bytes.subarray(colon + 1) }
}

type KnownCredentials = Pick<StationCredentials, 'username' | 'passwordHash'>

/** Both parts are compared in constant time. */
export function areValid(id: string, known: KnownCredentials, given: BasicCredentials, secrets: Secrets): boolean {
  const { passwordHash } = known
  if (passwordHash === null) return false
  const nameFits = sameText(given.username, known.username ?? id)
  // no early end: each candidate is tried whatever the others say
  const fits = candidates(given.password).map((password) => secrets.verifyStationPassword(passwordHash, password))
  return nameFits && fits.includes(true)
}

/**
 * The AuthorizationKey of 1.6 is configured as hexadecimal digits, of which stations send either the text or the bytes; and a
 * few send hexadecimal digits of what is a text here.
 */
function candidates(password: Buffer): string[] {
  const text = password.toString('utf8')
  const all = [text]
  if (password.length > 0 && password.length <= 20) {
    const hex = password.toString('hex')
    all.push(hex, hex.toUpperCase())
  }
  if (/^(?:[0-9a-f]{2}){4,40}$/i.test(text)) all.push(Buffer.from(text, 'hex').toString('utf8'))
  return all
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
