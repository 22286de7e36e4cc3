import type { Clock, Timer } from '../site/clock.ts'
import type { Log } from '../site/log.ts'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'
import type { KnockReason } from '../site/stations/station.ts'
import { TokenBucket } from './token-bucket.ts'

export interface Knock {
  id: string
  reason: KnockReason
  remoteAddress: string
  /** As offered, comma-separated. */
  subprotocols: string
  username: string | null
}

const system: Actor = { kind: 'system', door: 'ocpp' }
const mostWaiting = 200
const periodMs = 1_000

/**
 * Writes down who was refused, so that a site manager sees it. Whoever knocks thousands of times costs a few rows a second:
 * the first knock is written at once, repeated ones are gathered, and when too many strangers come some are left out.
 */
export class Knocks {
  readonly #options: { site: Site; clock: Clock; log: Log; perSecond: number }
  readonly #bucket: TokenBucket
  readonly #waiting = new Map<string, { knock: Knock; times: number }>()
  #timer: Timer | undefined
  #stopped = false

  constructor(options: { site: Site; clock: Clock; log: Log; perSecond: number }) {
    this.#options = options
    this.#bucket = new TokenBucket(options.perSecond, options.perSecond, options.clock.now())
  }

  add(knock: Knock) {
    if (this.#stopped) return
    const waiting = this.#waiting.get(knock.id)
    if (waiting) {
      waiting.knock = knock
      waiting.times++
      return
    }
    if (this.#timer === undefined && this.#bucket.take(this.#options.clock.now())) {
      this.#write(knock, 1)
      return
    }
    if (this.#waiting.size >= mostWaiting) return
    this.#waiting.set(knock.id, { knock, times: 1 })
    this.#timer ??= this.#options.clock.setTimer(() => this.#flush(), periodMs)
  }

  stop() {
    this.#stopped = true
    this.#timer?.cancel()
    this.#waiting.clear()
  }

  #flush() {
    this.#timer = undefined
    const { clock } = this.#options
    for (const [id, { knock, times }] of this.#waiting) {
      if (!this.#bucket.take(clock.now())) break
      this.#waiting.delete(id)
      this.#write(knock, times)
    }
    if (this.#waiting.size > 0) this.#timer = clock.setTimer(() => this.#flush(), periodMs)
  }

  #write(knock: Knock, times: number) {
    const { site, log } = this.#options
    site.execute(system, 'stations.knock', { ...knock, times }).catch((error: unknown) => {
      log.warn('a refused station could not be written down', { station: knock.id, reason: String(error) })
    })
  }
}
