import type { Clock, Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'

const quiet: Actor = { kind: 'system', door: 'scheduler' }
/** A station that is held waits for it, so it is not put off. */
const prompt: Actor = { kind: 'system', door: 'guard' }
/** Boots within this time are set up together. */
const gatherMs = 500
/** Stations that are set up at the same time. */
const atOnce = 8

/** Carries out the plan of each station after its boot. Requests of people pass its own, and a station that is silent is left alone. */
export class StationSetup {
  readonly #options: { site: Site; clock: Clock; log: Log }
  readonly #due = new Map<string, Actor>()
  readonly #busy = new Set<string>()
  #timer: Timer | undefined
  #unsubscribe: (() => void) | undefined
  #running = false

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#running = true
    this.#unsubscribe = site.events.on('station.booted', 'set-up of stations', ({ id, isHeld }) => {
      this.#due.set(id, isHeld ? prompt : quiet)
      this.#timer ??= clock.setTimer(() => {
        this.#timer = undefined
        this.#work()
      }, gatherMs)
    })
  }

  stop() {
    this.#running = false
    this.#timer?.cancel()
    this.#timer = undefined
    this.#unsubscribe?.()
    this.#due.clear()
  }

  #work() {
    for (const [id, actor] of this.#due) {
      if (!this.#running || this.#busy.size >= atOnce) return
      if (this.#busy.has(id)) continue
      this.#due.delete(id)
      this.#busy.add(id)
      void this.#setUp(id, actor).finally(() => {
        this.#busy.delete(id)
        this.#work()
      })
    }
  }

  async #setUp(id: string, actor: Actor) {
    const { site, log } = this.#options
    try {
      await site.execute(actor, 'setups.run', { id })
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      if (code !== 'StationOffline' && code !== 'ShuttingDown' && code !== 'StationNotFound')
        log.warn('a station could not be set up', { station: id, code })
    }
  }
}
