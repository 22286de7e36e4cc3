import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'
import type { RunningCost } from './price-display.store.ts'

const system: Actor = { kind: 'system', door: 'scheduler' }
const lookEveryMs = 5_000
/** A station that can't show costs is tried again after this, or when its setting is changed. */
const givenUpMs = 60 * 60_000

interface Told {
  costMinor: number
  at: number
  asking: boolean
}

export interface CostUpdatesOptions {
  site: Site
  clock: Clock
  log: Log
}

/** Tells stations what their running sessions cost so far, as often as each is set to, and only when it has changed. */
export class CostUpdates {
  readonly #options: CostUpdatesOptions
  readonly #told = new Map<number, Told>()
  /** Stations that don't take it, until when. */
  readonly #givenUp = new Map<number, number>()
  #timer: Timer | undefined
  #unsubscribe: () => void = () => {}
  #looking: Promise<void> | undefined

  constructor(options: CostUpdatesOptions) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#timer = every(clock, lookEveryMs, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined
      })
    })
    this.#unsubscribe = site.events.on('price-display.changed', 'cost updates', () => this.#givenUp.clear())
  }

  async stop() {
    this.#timer?.cancel()
    this.#unsubscribe()
    await this.#looking
  }

  async #look() {
    const { site, clock, log } = this.#options
    try {
      const running = await site.execute(system, 'prices.running', {})
      const now = clock.now()
      const ids = new Set(running.map(({ transactionId }) => transactionId))
      for (const id of this.#told.keys()) if (!ids.has(id)) this.#told.delete(id)
      for (const session of running) if (this.#isDue(session, now)) void this.#tell(session, now)
    } catch (error) {
      log.error('running costs could not be looked up', { reason: String(error) })
    }
  }

  #isDue({ transactionId, stationId, costMinor, everyS }: RunningCost, now: number): boolean {
    const until = this.#givenUp.get(stationId)
    if (until !== undefined && now < until) return false
    const told = this.#told.get(transactionId)
    if (!told) return true
    return !told.asking && told.costMinor !== costMinor && now - told.at >= everyS * 1000
  }

  async #tell(session: RunningCost, now: number) {
    const { site, log } = this.#options
    const { transactionId, stationId, costMinor } = session
    const told: Told = { costMinor, at: now, asking: true }
    this.#told.set(transactionId, told)
    try {
      await site.execute(system, 'prices.tellCost', session)
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      // it is told as soon as the station is back
      told.costMinor = -1
      if (code === 'NotSupported' || code === 'StationRejected') {
        this.#givenUp.set(stationId, now + givenUpMs)
        log.info('a station does not take running costs', { stationId, code })
      }
    } finally {
      told.asking = false
    }
  }
}
