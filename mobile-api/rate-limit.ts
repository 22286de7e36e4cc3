import type { RequestHandler } from 'express'
import { rateLimit, type Store } from 'express-rate-limit'
import type { Clock } from '../src/site/clock.ts'
import { DoorError } from './problem.ts'

/** So many requests of one address in each minute. */
export interface RateLimits {
  /** Wrong passwords: a right one does not count. */
  login: number
  refresh: number
  /** All requests together. A whole site of phones may sit behind the one address of a router. */
  general: number
}

export const usualLimits: RateLimits = { login: 10, refresh: 60, general: 1200 }

const windowMs = 60_000
const mostAddresses = 10_000

export function limitPerAddress(
  clock: Clock,
  limit: number,
  options: { countOnlyFailures?: boolean } = {},
): RequestHandler {
  const store = new AddressCounts(clock)
  return rateLimit({
    windowMs,
    limit,
    store,
    legacyHeaders: false,
    standardHeaders: false,
    skipSuccessfulRequests: options.countOnlyFailures ?? false,
    // in a site's network all addresses share one prefix: taken together, one phone would lock all others out
    ipv6Subnet: false,
    handler: (request, _response, next) => {
      next(new DoorError('TooManyRequests', { details: { retryAfterMs: store.waitMs(request.ip ?? '') } }))
    },
  })
}

/** Counts by the site's clock, of so many addresses at most: when there are more, the oldest are forgotten. */
class AddressCounts implements Store {
  readonly localKeys = true
  readonly #clock: Clock
  readonly #counts = new Map<string, { hits: number; until: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  increment(key: string) {
    const now = this.#clock.now()
    let count = this.#counts.get(key)
    if (!count || count.until <= now) {
      this.#counts.delete(key)
      count = { hits: 0, until: now + windowMs }
      this.#counts.set(key, count)
      this.#forgetOldest(now)
    }
    count.hits += 1
    return { totalHits: count.hits, resetTime: new Date(count.until) }
  }

  decrement(key: string) {
    const count = this.#counts.get(key)
    if (count && count.hits > 0) count.hits -= 1
  }

  resetKey(key: string) {
    this.#counts.delete(key)
  }

  waitMs(key: string): number {
    return Math.max(0, (this.#counts.get(key)?.until ?? 0) - this.#clock.now())
  }

  /** In the order of their making, so the first is the one that ends first. */
  #forgetOldest(now: number) {
    for (const [key, count] of this.#counts) {
      if (count.until > now && this.#counts.size <= mostAddresses) return
      this.#counts.delete(key)
    }
  }
}
