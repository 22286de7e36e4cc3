import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { SiteError } from './errors.ts'

/**
 * The site's own key (32 bytes in a file of its own, mode 0600, beside the database and never inside it) and what is made
 * with it: sealing of secrets that must be read again, and keyed hashes of those that need not.
 */
export class Secrets {
  readonly #master: Buffer

  constructor(master: Buffer) {
    this.#master = master
  }

  /** AES-256-GCM: version byte, nonce, tag, cipher text. */
  seal(text: string): Buffer {
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', this.derive('seal'), nonce)
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return Buffer.concat([Buffer.from([1]), nonce, cipher.getAuthTag(), body])
  }

  /** @throws SiteError InternalError when the key is another one or the bytes were changed */
  open(sealed: Buffer): string {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.derive('seal'), sealed.subarray(1, 13))
      decipher.setAuthTag(sealed.subarray(13, 29))
      return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')
    } catch (error) {
      throw new SiteError('InternalError', { reason: 'a stored secret can not be opened with this key file' }, error)
    }
  }

  /** A 32-byte key for one purpose. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#master, Buffer.alloc(0), `chargeyard/${purpose}`, 32))
  }

  /**
   * Station passwords are machine-made keys that thousands of stations send at once after a power failure: a salted hash,
   * keyed with the site's key, costs microseconds and is worthless without the key file.
   */
  hashStationPassword(password: string): string {
    const salt = randomBytes(16)
    return `hmac-sha256$${salt.toString('base64url')}$${this.#stationDigest(password, salt).toString('base64url')}`
  }

  verifyStationPassword(stored: string, password: string): boolean {
    const [scheme, salt, digest] = stored.split('$')
    if (scheme !== 'hmac-sha256' || !salt || !digest) return false
    const expected = Buffer.from(digest, 'base64url')
    const actual = this.#stationDigest(password, Buffer.from(salt, 'base64url'))
    return expected.length === actual.length && timingSafeEqual(expected, actual)
  }

  #stationDigest(password: string, salt: Buffer): Buffer {
    return createHmac('sha256', this.derive('station-password')).update(salt).update(password, 'utf8').digest()
  }
}

/**
 * Reads the site's key from `file`, or makes one there (on disk before it is used).
 * @throws SiteError StorageFailed
 */
export function loadSecrets(file: string): Secrets {
  try {
    if (!existsSync(file)) {
      const fd = openSync(file, 'wx', 0o600)
      writeSync(fd, randomBytes(32).toString('base64'))
      fsyncSync(fd)
      closeSync(fd)
    }
    const master = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
    if (master.length !== 32) throw new SiteError('StorageFailed', { file, reason: 'the key file is damaged' })
    return new Secrets(master)
  } catch (error) {
    if (error instanceof SiteError) throw error
    throw new SiteError(
      'StorageFailed',
      { file, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  }
}

/** A random token for a phone or a browser, and the hash under which it is stored. */
export function newToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, hash: hashToken(token) }
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
