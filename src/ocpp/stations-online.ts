import type { Charger, Chargers } from '../site/charger.ts'
import { SiteError } from '../site/errors.ts'
import type { Log } from '../site/log.ts'
import type { Site } from '../site/site.ts'
import type { Connection } from './connection.ts'
import type { PendingCall } from './outgoing-calls.ts'

/** Who is connected: one connection per station. What the site may ask of stations goes through here. */
export class StationsOnline implements Chargers {
  readonly protocols: readonly string[]
  readonly #site: Site
  readonly #log: Log
  readonly #connections = new Map<number, Connection>()
  /** Closed connections whose end is being written down. */
  readonly #ending = new Set<Promise<void>>()

  constructor(options: { site: Site; log: Log; protocols: readonly string[] }) {
    this.protocols = options.protocols
    this.#site = options.site
    this.#log = options.log
  }

  get size(): number {
    return this.#connections.size
  }

  all(): Connection[] {
    return [...this.#connections.values()]
  }

  isReady(stationId: number): boolean {
    return this.#connections.get(stationId)?.ready ?? false
  }

  get(stationId: number): Charger {
    const connection = this.#commandable(stationId)
    return connection.version.createCharger(connection)
  }

  background(): Chargers {
    return {
      protocols: this.protocols,
      isReady: (stationId) => this.isReady(stationId),
      get: (stationId) => {
        const connection = this.#commandable(stationId)
        return connection.version.createCharger(connection.inBackground())
      },
      background: () => this.background(),
      disconnect: (stationId, reason) => this.disconnect(stationId, reason),
    }
  }

  #commandable(stationId: number): Connection {
    const connection = this.#connections.get(stationId)
    if (!connection) throw new SiteError('StationOffline')
    if (!connection.ready)
      throw new SiteError('StationOffline', { reason: 'Its first BootNotification has not been answered yet.' })
    return connection
  }

  disconnect(stationId: number, reason: string) {
    // 1008: policy; a station comes back with its new credentials, or is refused
    this.#connections.get(stationId)?.close(1008, reason)
  }

  /**
   * A second connection of the same station replaces the first: the station has lost track of that one. Requests that were
   * not sent yet go on over the new one.
   */
  add(connection: Connection) {
    const { stationId } = connection.actor
    const old = this.#connections.get(stationId)
    this.#connections.set(stationId, connection)
    connection.start()
    if (!old) return
    const unsent = old.replaced()
    if (old.version === connection.version) connection.takeOver(unsent)
    else rejectAll(unsent)
  }

  ended(connection: Connection, unsent: PendingCall[]) {
    rejectAll(unsent)
    const { stationId } = connection.actor
    if (this.#connections.get(stationId) !== connection) return
    this.#connections.delete(stationId)
    const written = this.#writeDown(connection).finally(() => this.#ending.delete(written))
    this.#ending.add(written)
  }

  /** Resolves when each end so far is written down. */
  async settled() {
    await Promise.all(this.#ending)
  }

  async #writeDown(connection: Connection) {
    try {
      await this.#site.execute(connection.actor, 'stations.disconnected', {})
    } catch (error) {
      this.#log.warn('an end of a connection could not be written down', {
        station: connection.name,
        reason: String(error),
      })
    }
  }
}

function rejectAll(calls: PendingCall[]) {
  for (const call of calls) call.reject(new SiteError('StationOffline', { request: call.action }))
}
