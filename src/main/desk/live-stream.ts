import { randomUUID } from 'node:crypto'
import type { Response } from 'express'
import { type Clock, every, type Timer } from '../../site/clock.ts'
import type { SiteEvent } from '../../site/events.ts'
import { type LiveFeed, openLiveFeed } from '../../site/live.ts'
import type { UserActor } from '../../site/permissions.ts'
import type { Site } from '../../site/site.ts'

/** Changes are collected for so long before they are written: of a row that changed twice, only the later state is sent. */
const flushAfterMs = 50
const heartbeatEveryMs = 15_000
/** A browser that lets so many rows pile up begins anew with a snapshot. */
const waitingLimit = 5000

/** Why a stream was ended by the controller. */
export type Farewell = 'signed-out' | 'rights-changed' | 'too-slow' | 'stopping'

export interface LiveStreamOptions {
  site: Site
  clock: Clock
  actor: UserActor
  response: Response
  onEnd(): void
}

/**
 * One open desk: a snapshot, then the rows that changed. Raw messages and single readings come only of the stations that
 * this desk looks at in detail (`watch`).
 */
export class LiveStream {
  readonly id = randomUUID()
  readonly actor: UserActor
  readonly #options: LiveStreamOptions
  readonly #waiting = new Map<string, SiteEvent>()
  #watched: ReadonlySet<string> = new Set()
  #feed: LiveFeed | undefined
  #heartbeat: Timer | undefined
  #flush: Timer | undefined
  #blocked = false
  #ended = false

  constructor(options: LiveStreamOptions) {
    this.#options = options
    this.actor = options.actor
  }

  async start() {
    const { site, clock, response, actor } = this.#options
    response.on('close', () => this.#end())
    response.on('drain', () => {
      this.#blocked = false
      this.#flushNow()
    })
    const feed = await openLiveFeed(site, actor, { deliver: (event) => this.#deliver(event) })
    if (this.#ended) return feed.stop()
    this.#feed = feed
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      // a proxy that collects answers would hold a live stream back
      'x-accel-buffering': 'no',
    })
    this.#write('snapshot', { stream: this.id, ...feed.snapshot })
    this.#heartbeat = every(clock, heartbeatEveryMs, () => this.#write('beat', { at: clock.now() }))
  }

  watch(stations: readonly string[]) {
    this.#watched = new Set(stations)
  }

  /** Says why, and ends. */
  end(reason: Farewell) {
    if (this.#ended) return
    this.#write('bye', { reason })
    this.#end()
    this.#options.response.end()
  }

  #deliver(event: SiteEvent) {
    if (this.#ended || !this.#isWatched(event)) return
    const key = keyOf(event)
    // to the end: what is told of a row must not overtake what was told of another before it
    this.#waiting.delete(key)
    this.#waiting.set(key, event)
    if (this.#waiting.size > waitingLimit) return this.#tooSlow()
    this.#flush ??= this.#options.clock.setTimer(() => this.#flushNow(), flushAfterMs)
  }

  #isWatched(event: SiteEvent): boolean {
    if (event.name !== 'message.logged' && event.name !== 'sample.recorded') return true
    return this.#watched.has(event.payload.stationId)
  }

  #flushNow() {
    this.#flush?.cancel()
    this.#flush = undefined
    if (this.#blocked || this.#ended || this.#waiting.size === 0) return
    const events = [...this.#waiting.values()]
    this.#waiting.clear()
    this.#write('changes', events)
  }

  #write(name: string, data: unknown) {
    if (this.#ended) return
    if (!this.#options.response.write(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`)) this.#blocked = true
  }

  /** Nobody reads at the other end: no farewell would get through. */
  #tooSlow() {
    this.#end()
    this.#options.response.destroy()
  }

  #end() {
    if (this.#ended) return
    this.#ended = true
    this.#feed?.stop()
    this.#heartbeat?.cancel()
    this.#flush?.cancel()
    this.#waiting.clear()
    this.#options.onEnd()
  }
}

/** Later states of the same row have the same key; what happens once has one of its own. */
function keyOf(event: SiteEvent): string {
  const { name, payload } = event
  switch (name) {
    case 'transaction.changed':
      return `${name} ${payload.uid}`
    case 'sample.recorded':
      return `${name} ${payload.connectorId} ${payload.at} ${payload.transactionUid}`
    case 'site.changed':
    case 'hq.changed':
    case 'security.changed':
    case 'certificates.changed':
      return name
    case 'user.signed-out':
    case 'outbox.filled':
      return `${name} ${randomUUID()}`
    default:
      return `${name} ${payload.id}`
  }
}
