import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'
import type { StationView } from '../stations/station.ts'

const system: Actor = { kind: 'system', door: 'scheduler' }
const periodMs = 10_000

/** Ends reservations whose time is up, and tells stations what they have missed: of ends, and after a restart of what they keep. */
export class ReservationUpkeep {
  readonly #options: { site: Site; clock: Clock; log: Log }
  readonly #booted = new Map<string, number | null>()
  readonly #telling = new Set<string>()
  #timer: Timer | undefined
  #unsubscribe: (() => void) | undefined

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#timer = every(clock, periodMs, () => void this.#expire())
    this.#unsubscribe = site.events.on('station.changed', 'reservations', (station) => this.#stationChanged(station))
  }

  stop() {
    this.#timer?.cancel()
    this.#unsubscribe?.()
  }

  #stationChanged({ id, online, bootedAt }: StationView) {
    if (!online) {
      this.#booted.delete(id)
      return
    }
    const isNew = !this.#booted.has(id)
    const isRestarted = !isNew && this.#booted.get(id) !== bootedAt
    this.#booted.set(id, bootedAt)
    if (isNew || isRestarted) void this.#tell(id, isRestarted)
  }

  async #expire() {
    const { site, log } = this.#options
    try {
      await site.execute(system, 'reservations.expire', {})
      for (const id of await site.execute(system, 'reservations.untold', {})) void this.#tell(id, false)
    } catch (error) {
      log.error('reservations could not be looked after', { reason: String(error) })
    }
  }

  async #tell(stationId: string, booted: boolean) {
    const key = `${stationId} ${booted}`
    if (this.#telling.has(key)) return
    this.#telling.add(key)
    const { site, log } = this.#options
    try {
      await site.execute(system, 'reservations.tell', { stationId, booted })
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      log.warn('a station could not be told of its reservations', { station: stationId, code })
    } finally {
      this.#telling.delete(key)
    }
  }
}
