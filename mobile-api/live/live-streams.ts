import { randomBytes } from 'node:crypto'
import type { Response } from 'express'
import { type Clock, every, type Timer } from '../../src/site/clock.ts'
import { SiteError } from '../../src/site/errors.ts'
import type { Log } from '../../src/site/log.ts'
import type { UserActor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import type { Bearer } from '../access-tokens.ts'
import { nobody } from '../caller.ts'
import { DoorError } from '../problem.ts'
import { LiveStream } from './live-stream.ts'

const beatMs = 15_000
const mostStreams = 2000
/** Phones that come back leave streams behind which nobody has noticed to be dead. */
const mostStreamsOfUser = 10

/** All phones that watch. A stream ends with its access token, with the sign-in, and when the user's rights change. */
export class LiveStreams {
  readonly #site: Site
  readonly #clock: Clock
  readonly #log: Log
  readonly #streams = new Set<LiveStream>()
  #subscriptions: (() => void)[] = []
  #heart: Timer | undefined
  #open = false

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#site = options.site
    this.#clock = options.clock
    this.#log = options.log
  }

  start() {
    this.#open = true
    this.#heart = every(this.#clock, beatMs, () => this.#beat())
    this.#subscriptions = [
      this.#site.events.on('user.signed-out', 'live streams of the LAN', ({ userId, familyId }) => {
        for (const stream of this.#of(userId))
          if (familyId === undefined || stream.familyId === familyId) stream.end('signed-out')
      }),
      this.#site.events.on('user.changed', 'live streams of the LAN', ({ id }) => {
        for (const stream of this.#of(id)) void this.#examine(stream)
      }),
    ]
  }

  stop() {
    this.#open = false
    this.#heart?.cancel()
    for (const end of this.#subscriptions.splice(0)) end()
    for (const stream of [...this.#streams]) stream.end('closing', { reason: 'shutting-down' })
  }

  /** @throws SiteError, DoorError before anything was sent */
  async open(response: Response, actor: UserActor, bearer: Bearer) {
    if (!this.#open) throw new SiteError('ShuttingDown')
    if (this.#streams.size >= mostStreams) throw new DoorError('TooManyStreams', { details: { retryAfterMs: beatMs } })
    const own = this.#of(actor.userId)
    if (own.length >= mostStreamsOfUser) own[0]?.end('closing', { reason: 'replaced' })
    const stream = new LiveStream({
      id: randomBytes(4).toString('hex'),
      site: this.#site,
      actor,
      familyId: bearer.familyId,
      response,
      log: this.#log,
      onClose: () => {
        expiry.cancel()
        this.#streams.delete(stream)
      },
    })
    const expiry = this.#clock.setTimer(() => stream.end('expired'), bearer.expiresAt - this.#clock.now())
    this.#streams.add(stream)
    try {
      await stream.start()
    } catch (error) {
      expiry.cancel()
      this.#streams.delete(stream)
      throw error
    }
  }

  /** Oldest first. */
  #of(userId: string): LiveStream[] {
    return [...this.#streams].filter((stream) => stream.actor.userId === userId)
  }

  #beat() {
    for (const stream of this.#streams) {
      stream.beat()
      void this.#examine(stream)
    }
  }

  /** A user who was disabled, or may see other things than before, must not go on watching. */
  async #examine(stream: LiveStream) {
    const { actor, familyId } = stream
    try {
      const now = await this.#site.execute(nobody, 'signIn.actor', { userId: actor.userId, familyId })
      const { permissions } = now
      const same =
        permissions.size === actor.permissions.size && [...permissions].every((p) => actor.permissions.has(p))
      if (!same) stream.end('closing', { reason: 'rights-changed' })
    } catch (error) {
      if (error instanceof SiteError && error.code === 'SessionExpired') stream.end('signed-out')
      else this.#log.error('a live stream could not be examined', { reason: String(error) })
    }
  }
}
