import type { Request, Response } from 'express'
import type { Clock } from '../../site/clock.ts'
import { SiteError } from '../../site/errors.ts'
import type { Actor, UserActor } from '../../site/permissions.ts'
import type { Site } from '../../site/site.ts'
import type { SignIn } from '../../site/users/sign-in.use-cases.ts'

export const nobody: Actor = { kind: 'nobody', door: 'desk' }

/** How often a session in use is written down as being in use. */
const extendEveryMs = 15 * 60_000
const rememberedSessions = 1000
/** The session itself ends by the site's rule, after a day without use; the cookie only has to outlive it. */
const cookieMaxAgeMs = 30 * 24 * 60 * 60_000

/** The sign-ins of browsers: an opaque token in a cookie that scripts can't read. */
export class DeskSessions {
  readonly #site: Site
  readonly #clock: Clock
  readonly #cookie: string
  readonly #extendedAt = new Map<string, number>()

  /** @param port cookies know no port: two controllers on one machine need two names */
  constructor(options: { site: Site; clock: Clock; port: number }) {
    this.#site = options.site
    this.#clock = options.clock
    this.#cookie = `chargeyard-desk-${options.port}`
  }

  tokenOf(request: Request): string | undefined {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=', 2)
      if (name === this.#cookie && value && value.length <= 200) return value
    }
    return undefined
  }

  /** Who asks. A session in use does not end. @throws SiteError NotSignedIn, SessionExpired */
  async actorOf(request: Request): Promise<UserActor> {
    const token = this.tokenOf(request)
    if (token === undefined) throw new SiteError('NotSignedIn')
    const actor = await this.actorByToken(token)
    await this.#extend(token)
    return actor
  }

  /** @throws SiteError SessionExpired */
  actorByToken(sessionToken: string): Promise<UserActor> {
    return this.#site.execute(nobody, 'signIn.actor', { sessionToken })
  }

  /** @throws SiteError WrongCredentials, TooManyAttempts */
  async signIn(request: Request, response: Response, credentials: { email: string; password: string }) {
    const signIn = await this.#site.execute(nobody, 'signIn.withPassword', {
      ...credentials,
      door: 'desk',
      device: (request.headers['user-agent'] ?? '').slice(0, 200),
    })
    const earlier = this.tokenOf(request)
    if (earlier !== undefined) await this.#site.execute(nobody, 'signIn.end', { refreshToken: earlier })
    this.#setCookie(response, signIn)
    return signIn.user
  }

  async signOut(request: Request, response: Response) {
    const token = this.tokenOf(request)
    if (token !== undefined) await this.#site.execute(nobody, 'signIn.end', { refreshToken: token })
    response.clearCookie(this.#cookie, { httpOnly: true, sameSite: 'strict', path: '/' })
  }

  #setCookie(response: Response, signIn: SignIn) {
    response.cookie(this.#cookie, signIn.refreshToken, {
      httpOnly: true,
      sameSite: 'strict',
      path: '/',
      maxAge: cookieMaxAgeMs,
    })
  }

  async #extend(token: string) {
    const now = this.#clock.now()
    const last = this.#extendedAt.get(token)
    if (last !== undefined && now - last < extendEveryMs && now >= last) return
    this.#extendedAt.delete(token)
    this.#extendedAt.set(token, now)
    for (const oldest of this.#extendedAt.keys()) {
      if (this.#extendedAt.size <= rememberedSessions) break
      this.#extendedAt.delete(oldest)
    }
    await this.#site.execute(nobody, 'signIn.extend', { sessionToken: token })
  }
}
