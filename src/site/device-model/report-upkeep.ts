import { type Clock, every, type Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'

const system: Actor = { kind: 'system', door: 'scheduler' }
const lookMs = 60_000

/** Ends reports that a station broke off, so that nobody waits for them for ever. */
export class ReportUpkeep {
  readonly #options: { site: Site; clock: Clock; log: Log }
  #timer: Timer | undefined

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock, log } = this.#options
    this.#timer = every(clock, lookMs, () => {
      site.execute(system, 'reports.giveUp', {}).catch((error: unknown) => {
        log.error('reports could not be looked after', { reason: String(error) })
      })
    })
  }

  stop() {
    this.#timer?.cancel()
  }
}
