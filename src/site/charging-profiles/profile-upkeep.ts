import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'
import type { StationView } from '../stations/station.ts'

/** Limits are for the safety of the site, and cars wait for their answer. */
const guard: Actor = { kind: 'system', door: 'guard' }
/** How often cars without a session are looked at, and how long: a session begins soon after the car has told its needs. */
const lookMs = 5_000
/** How often profiles that were never confirmed are tried again. */
const retryMs = 60_000
const patienceMs = 10 * 60_000
/** Cars that wait for an answer: more than a site has sockets. */
const mostWaiting = 10_000

interface Waiting {
  id: string
  evseNo: number
  since: number
}

/**
 * Gives stations that were restarted their charging profiles again, learns what they can do with them, and answers cars that
 * tell what they need.
 */
export class ProfileUpkeep {
  readonly #options: { site: Site; clock: Clock; log: Log }
  readonly #booted = new Map<string, number | null>()
  /** Stations that are being given their profiles, and whether that has to start over because of another boot meanwhile. */
  readonly #restoring = new Map<string, { again: boolean }>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #answering = new Set<string>()
  #timers: Timer[] = []
  #unsubscribe: (() => void)[] = []

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#timers = [every(clock, lookMs, () => void this.#look()), every(clock, retryMs, () => void this.#retry())]
    this.#unsubscribe = [
      site.events.on('station.changed', 'charging profiles', (station) => this.#stationChanged(station)),
      site.events.on('charging.noted', 'charging needs', ({ kind, stationId, evseNo, ...notice }) => {
        if (kind === 'needs' && !('answeredAt' in notice && notice.answeredAt !== null)) this.#await(stationId, evseNo)
      }),
    ]
  }

  stop() {
    for (const timer of this.#timers) timer.cancel()
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#unsubscribe = []
    this.#waiting.clear()
  }

  #stationChanged({ id, online, bootedAt }: StationView) {
    if (!online) {
      this.#booted.delete(id)
      return
    }
    const isNew = !this.#booted.has(id)
    const isBoot = !isNew && this.#booted.get(id) !== bootedAt
    this.#booted.set(id, bootedAt)
    if (isNew || isBoot) void this.#restore(id, isBoot)
  }

  async #restore(id: string, booted: boolean) {
    const busy = this.#restoring.get(id)
    if (busy) {
      busy.again ||= booted
      return
    }
    const mark = { again: false }
    this.#restoring.set(id, mark)
    const { site, log } = this.#options
    try {
      await site.execute(guard, 'profiles.restore', { id, booted })
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      // connected, but not booted yet: its boot brings it here again
      if (code !== 'StationOffline' && code !== 'ShuttingDown')
        log.warn('a station could not be given its charging profiles', { station: id, code })
    } finally {
      this.#restoring.delete(id)
    }
    if (mark.again) await this.#restore(id, true)
  }

  async #retry() {
    const { site, log } = this.#options
    try {
      for (const id of await site.execute(guard, 'profiles.unconfirmed', {}))
        if (this.#booted.has(id)) void this.#restore(id, false)
    } catch (error) {
      log.error('charging profiles could not be looked after', { reason: String(error) })
    }
  }

  #await(id: string, evseNo: number) {
    if (this.#waiting.size >= mostWaiting) return
    this.#waiting.set(`${id} ${evseNo}`, { id, evseNo, since: this.#options.clock.now() })
    void this.#answer(id, evseNo)
  }

  async #look() {
    const { clock } = this.#options
    for (const [key, { since }] of this.#waiting) if (clock.now() - since > patienceMs) this.#waiting.delete(key)
    for (const { id, evseNo } of [...this.#waiting.values()]) await this.#answer(id, evseNo)
  }

  async #answer(id: string, evseNo: number) {
    const key = `${id} ${evseNo}`
    if (this.#answering.has(key)) return
    this.#answering.add(key)
    const { site, log } = this.#options
    try {
      if ((await site.execute(guard, 'profiles.answerNeeds', { id, evseNo })) === 'answered') this.#waiting.delete(key)
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      log.info('the needs of a car could not be answered yet', { station: id, evseNo, code })
      if (code === 'NotSupported' || code === 'StationRejected') this.#waiting.delete(key)
    } finally {
      this.#answering.delete(key)
    }
  }
}
