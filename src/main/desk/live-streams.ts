import type { Request, Response } from 'express'
import { z } from 'zod'
import { type Clock, every, type Timer } from '../../site/clock.ts'
import { SiteError } from '../../site/errors.ts'
import type { Log } from '../../site/log.ts'
import type { UserActor } from '../../site/permissions.ts'
import type { Site } from '../../site/site.ts'
import type { DeskSessions } from './desk-sessions.ts'
import { LiveStream } from './live-stream.ts'

/** Many more than people have desks open; a program that opens streams without end is refused. */
const streamLimit = 200
const checkSessionsEveryMs = 60_000

const watchInput = z.object({ stations: z.array(z.string().max(64)).max(20) }).strict()

interface Open {
  stream: LiveStream
  token: string
}

/** All open desks. Each lives as long as the sign-in that it was opened with, and with the rights of that moment. */
export class LiveStreams {
  readonly #site: Site
  readonly #clock: Clock
  readonly #log: Log
  readonly #sessions: DeskSessions
  readonly #open = new Map<string, Open>()
  #subscriptions: (() => void)[] = []
  #checks: Timer | undefined

  constructor(options: { site: Site; clock: Clock; log: Log; sessions: DeskSessions }) {
    this.#site = options.site
    this.#clock = options.clock
    this.#log = options.log
    this.#sessions = options.sessions
  }

  start() {
    const { events } = this.#site
    const recheck = (userId: string) => this.#recheck(({ stream }) => stream.actor.userId === userId)
    this.#subscriptions = [
      events.on('user.signed-out', 'live desks', ({ userId }) => recheck(userId)),
      events.on('user.changed', 'live desks', ({ id }) => recheck(id)),
    ]
    this.#checks = every(this.#clock, checkSessionsEveryMs, () => this.#recheck(() => true))
  }

  stop() {
    this.#checks?.cancel()
    for (const end of this.#subscriptions) end()
    for (const { stream } of this.#open.values()) stream.end('stopping')
  }

  async open(request: Request, response: Response) {
    const actor = await this.#sessions.actorOf(request)
    const token = this.#sessions.tokenOf(request)
    if (token === undefined) throw new SiteError('NotSignedIn')
    if (this.#open.size >= streamLimit) throw new SiteError('TooManyAttempts', { openDesks: this.#open.size })
    const stream: LiveStream = new LiveStream({
      site: this.#site,
      clock: this.#clock,
      actor,
      response,
      onEnd: () => this.#open.delete(stream.id),
    })
    this.#open.set(stream.id, { stream, token })
    try {
      await stream.start()
    } catch (error) {
      this.#open.delete(stream.id)
      throw error
    }
  }

  /** Names the stations that a desk looks at in detail. @throws SiteError NotFound, InvalidInput */
  async watch(request: Request, streamId: string, body: unknown) {
    const actor = await this.#sessions.actorOf(request)
    const stream = this.#open.get(streamId)?.stream
    if (stream?.actor.userId !== actor.userId) throw new SiteError('NotFound', { stream: streamId })
    const input = watchInput.safeParse(body)
    if (!input.success) throw new SiteError('InvalidInput', { fields: { stations: 'At most 20 stations.' } })
    stream.watch(input.data.stations)
  }

  #recheck(which: (open: Open) => boolean) {
    for (const open of this.#open.values()) {
      if (!which(open)) continue
      this.#check(open).catch((error: unknown) =>
        this.#log.error('a live desk could not be checked', { reason: String(error) }),
      )
    }
  }

  async #check({ stream, token }: Open) {
    try {
      const now = await this.#sessions.actorByToken(token)
      if (!sameRights(now, stream.actor)) stream.end('rights-changed')
    } catch (error) {
      if (!(error instanceof SiteError)) throw error
      stream.end('signed-out')
    }
  }
}

function sameRights(one: UserActor, other: UserActor): boolean {
  const [before, after] = [one.permissions, other.permissions]
  return one.accountId === other.accountId && before.size === after.size && [...before].every((p) => after.has(p))
}
