import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../src/site/clock.ts'
import type { Secrets } from '../src/site/secrets.ts'
import { DoorError } from './problem.ts'

export const accessTokenSeconds = 15 * 60
const issuer = 'chargeyard'
const audience = 'lan'
const algorithm = 'EdDSA'

/** Whom an access token was made for: who that is now, and whether the sign-in still lives, is the site's to say. */
export interface Bearer {
  userId: string
  /** The family of refresh tokens, one for each sign-in. */
  familyId: string
  /** UTC ms. */
  expiresAt: number
}

/**
 * Signed tokens (JWT, Ed25519) of a quarter of an hour. The key is made from the site's own, so that a restart of the
 * controller signs nobody out.
 */
export class AccessTokens {
  readonly #clock: Clock
  readonly #privateKey: KeyObject
  readonly #publicKey: KeyObject
  readonly #kid: string

  constructor({ secrets, clock }: { secrets: Secrets; clock: Clock }) {
    this.#clock = clock
    // PKCS #8 of an Ed25519 key (RFC 8410 section 7): this prefix, then the seed
    const prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
    this.#privateKey = createPrivateKey({
      key: Buffer.concat([prefix, secrets.derive('lan-access-token')]),
      format: 'der',
      type: 'pkcs8',
    })
    this.#publicKey = createPublicKey(this.#privateKey)
    const spki = this.#publicKey.export({ format: 'der', type: 'spki' })
    this.#kid = createHash('sha256').update(spki).digest('base64url').slice(0, 16)
  }

  sign(of: { userId: string; familyId: string }): Promise<string> {
    const now = Math.floor(this.#clock.now() / 1000)
    return new SignJWT({ fid: of.familyId })
      .setProtectedHeader({ alg: algorithm, kid: this.#kid, typ: 'JWT' })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(of.userId)
      .setIssuedAt(now)
      .setExpirationTime(now + accessTokenSeconds)
      .sign(this.#privateKey)
  }

  /** @throws DoorError InvalidAccessToken, AccessTokenExpired */
  async verify(token: string): Promise<Bearer> {
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        issuer,
        audience,
        algorithms: [algorithm],
        requiredClaims: ['sub', 'fid', 'exp'],
        currentDate: new Date(this.#clock.now()),
      })
      const { sub, fid, exp } = payload
      if (typeof sub !== 'string' || typeof fid !== 'string' || exp === undefined)
        throw new DoorError('InvalidAccessToken')
      return { userId: sub, familyId: fid, expiresAt: exp * 1000 }
    } catch (error) {
      if (error instanceof DoorError) throw error
      if (error instanceof errors.JWTExpired) throw new DoorError('AccessTokenExpired', { cause: error })
      throw new DoorError('InvalidAccessToken', { cause: error })
    }
  }
}
