import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { HubStore } from './store.ts'

/** Without letters that look like digits: people type these. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789'

function randomText(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      // of 256 values the last few would make the first letters likelier
      if (byte < 256 - (256 % alphabet.length)) text += alphabet[byte % alphabet.length]
      if (text.length === length) break
    }
  }
  return text
}

export const newSiteId = (): string => randomText(10)
/** More than 128 bits. */
export const newSecret = (): string => randomText(27)

/** The secret is random and long, so one salted SHA-256 is enough; no guessing will find it. */
export function hashSecret(secret: string, salt: Buffer = randomBytes(16)): { salt: Buffer; hash: Buffer } {
  return { salt, hash: createHash('sha256').update(salt).update(secret, 'utf8').digest() }
}

export async function isSiteSecret(store: HubStore, site: string, secret: string): Promise<boolean> {
  const known = await store.credentialsOf(site)
  if (!known || known.revokedAt !== null) return false
  return timingSafeEqual(hashSecret(secret, known.salt).hash, known.hash)
}

/** What the site manager types on the desk. */
export function connectionString(
  site: string,
  secret: string,
  address: { host: string; port: number; tls?: boolean },
): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  return `${address.tls ? 'mqtts' : 'mqtt'}://${site}:${secret}@${host}:${address.port}`
}
