import type { Clock } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'

export interface SessionStatusCharger {
  /**
   * What the station holds of a session. `running` null: it does not know the session.
   * @throws SiteError NotSupported
   */
  askSessionStatus(order: { ocppTransactionId: string }): Promise<{ queued: boolean; running: boolean | null }>
}

const system: Actor = { kind: 'system', door: 'scheduler' }
const againMs = 60_000
const mostTries = 10

/**
 * A station that was away may still hold messages of its sessions: once it is back it is asked for each that is open here,
 * and again while something is to come, so that a session shows whether what it says is all there is.
 */
export class SessionStatusQuestions {
  readonly #options: { site: Site; clock: Clock; log: Log }
  /** OCPP identity → connection that was asked over. */
  readonly #askedOver = new Map<string, number>()
  readonly #timers = new Set<{ cancel(): void }>()
  #unsubscribe: () => void = () => {}

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site } = this.#options
    this.#unsubscribe = site.events.on('station.changed', 'status of sessions', (station) => {
      const { id, connectedSince } = station
      if (connectedSince === null) {
        this.#askedOver.delete(id)
        return
      }
      if (this.#askedOver.get(id) !== connectedSince) void this.#ask(id, connectedSince, 1)
    })
  }

  stop() {
    this.#unsubscribe()
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
  }

  async #ask(id: string, connectedSince: number, tries: number) {
    const { site, log } = this.#options
    try {
      const outcome = await site.execute(system, 'transactions.askStatus', { stationId: id })
      if (outcome === 'not-ready') return
      this.#askedOver.set(id, connectedSince)
      if (outcome === 'queued' && tries < mostTries) this.#later(() => void this.#ask(id, connectedSince, tries + 1))
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      this.#askedOver.set(id, connectedSince)
      if (code !== 'NotSupported') log.info('a station did not tell the status of its sessions', { station: id, code })
    }
  }

  #later(run: () => void) {
    const timer = this.#options.clock.setTimer(() => {
      this.#timers.delete(timer)
      run()
    }, againMs)
    this.#timers.add(timer)
  }
}
