import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'

const system: Actor = { kind: 'system', door: 'guard' }
const retryMs = 15_000
/** After a power failure all stations are back within seconds: looking through all sessions for each of them would take long. */
const gatherMs = 250

/**
 * A tag that was blocked or removed (itself or one above it) must not go on charging: its running sessions are stopped, at
 * once where the station answers, else again until the station is back or the session has ended.
 */
export class StopBlockedSessions {
  readonly #options: { site: Site; clock: Clock; log: Log }
  readonly #asking = new Set<number>()
  #timer: Timer | undefined
  #gathering: Timer | undefined
  #unsubscribe: (() => void)[] = []

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#timer = every(clock, retryMs, () => void this.#stopAll())
    this.#unsubscribe = [
      site.events.on('tag.changed', 'stop blocked sessions', (tag) => {
        if (tag.standing === 'Blocked') void this.#stopAll()
      }),
      site.events.on('station.changed', 'stop blocked sessions', (station) => {
        if (station.online) this.#stopSoon()
      }),
    ]
  }

  stop() {
    this.#timer?.cancel()
    this.#gathering?.cancel()
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#unsubscribe = []
  }

  #stopSoon() {
    this.#gathering ??= this.#options.clock.setTimer(() => {
      this.#gathering = undefined
      void this.#stopAll()
    }, gatherMs)
  }

  async #stopAll() {
    const { site, log } = this.#options
    try {
      const blocked = await site.execute(system, 'transactions.blocked', {})
      await Promise.all(blocked.map((connectorId) => this.#stopOne(connectorId)))
    } catch (error) {
      log.error('blocked sessions could not be looked for', { reason: String(error) })
    }
  }

  async #stopOne(connectorId: number) {
    if (this.#asking.has(connectorId)) return
    this.#asking.add(connectorId)
    const { site, log } = this.#options
    try {
      await site.execute(system, 'transactions.stop', { connectorId })
      log.info('session of a blocked tag is being stopped', { connectorId })
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      if (code !== 'StationOffline' && code !== 'NoSession')
        log.warn('session of a blocked tag could not be stopped yet', { connectorId, code })
    } finally {
      this.#asking.delete(connectorId)
    }
  }
}
