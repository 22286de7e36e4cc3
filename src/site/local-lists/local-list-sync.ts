import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'
import type { StationView } from '../stations/station.ts'
import type { UserView } from '../users/user.ts'

const quiet: Actor = { kind: 'system', door: 'scheduler' }
/** A blocked tag must not be let in from memory a moment longer. */
const guard: Actor = { kind: 'system', door: 'guard' }
/** Changes within this time go to the stations together. */
const gatherMs = 500
/** Lists that failed, and lists that are switched off, are tried again after this time, then after twice that, up to … */
const retryMs = 60_000
const longestRetryMs = 15 * 60_000
/** Stations that are brought up to date at the same time. */
const atOnce = 8

export interface LocalListSyncOptions {
  site: Site
  clock: Clock
  log: Log
}

/**
 * Keeps the local lists and the caches of stations in step with the tags: after each change of a tag, of who may use a
 * station, and whenever a station connects or boots. A station that is away is brought up to date when it is back.
 */
export class LocalListSync {
  readonly #options: LocalListSyncOptions
  /** Stations online, and the connection and boot for which the list was looked at. */
  readonly #seen = new Map<string, { accountId: string; mark: string }>()
  readonly #due = new Set<string>()
  readonly #busy = new Set<string>()
  readonly #failed = new Map<string, { pauseMs: number; again: number }>()
  /** Tags and stations of people, as last seen. */
  readonly #people = new Map<string, string>()
  #gathering: Timer | undefined
  #retrying: Timer | undefined
  #unsubscribe: (() => void)[] = []
  #running = false

  constructor(options: LocalListSyncOptions) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#running = true
    this.#unsubscribe = [
      site.events.on('tag.changed', 'local lists', ({ accountId }) => this.#accountChanged(accountId)),
      site.events.on('user.changed', 'local lists', (user) => this.#userChanged(user)),
      site.events.on('station.assigned', 'local lists', ({ id }) => this.#stationDue(id)),
      site.events.on('station.changed', 'local lists', (station) => this.#stationChanged(station)),
      site.events.on('station.removed', 'local lists', ({ id }) => this.#forget(id)),
    ]
    this.#retrying = every(clock, retryMs, () => {
      for (const [id, { again }] of this.#failed) if (again <= clock.now()) this.#stationDue(id)
    })
  }

  stop() {
    this.#running = false
    this.#gathering?.cancel()
    this.#gathering = undefined
    this.#retrying?.cancel()
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#unsubscribe = []
    this.#due.clear()
  }

  #accountChanged(accountId: string) {
    for (const [id, seen] of this.#seen) if (seen.accountId === accountId) this.#stationDue(id)
  }

  /** Signing in changes a user too; what counts here are tags and stations. */
  #userChanged({ id, accountId, tagIds, stationIds }: UserView) {
    const mark = JSON.stringify([tagIds, stationIds])
    if (this.#people.get(id) === mark) return
    this.#people.set(id, mark)
    this.#accountChanged(accountId)
  }

  #stationChanged({ id, accountId, online, connectedSince, bootedAt }: StationView) {
    if (!online) return this.#forget(id)
    const mark = `${connectedSince} ${bootedAt}`
    if (this.#seen.get(id)?.mark === mark) return
    this.#seen.set(id, { accountId, mark })
    this.#stationDue(id)
  }

  #forget(id: string) {
    this.#seen.delete(id)
    this.#due.delete(id)
    this.#failed.delete(id)
  }

  #stationDue(id: string) {
    if (!this.#seen.has(id)) return
    this.#due.add(id)
    this.#gathering ??= this.#options.clock.setTimer(() => {
      this.#gathering = undefined
      this.#work()
    }, gatherMs)
  }

  #work() {
    for (const id of this.#due) {
      if (!this.#running || this.#busy.size >= atOnce) return
      if (this.#busy.has(id)) continue
      this.#due.delete(id)
      this.#busy.add(id)
      void this.#bringUpToDate(id).finally(() => {
        this.#busy.delete(id)
        this.#work()
      })
    }
  }

  async #bringUpToDate(id: string) {
    // the cache first: what it remembers of a blocked tag counts until then
    const isCacheDone = await this.#try(id, 'localLists.clearDueCache', guard)
    const isListDone = await this.#try(id, 'localLists.send', quiet)
    const { clock } = this.#options
    const pauseMs = Math.min((this.#failed.get(id)?.pauseMs ?? retryMs / 2) * 2, longestRetryMs)
    if (isCacheDone && isListDone) this.#failed.delete(id)
    else if (this.#seen.has(id)) this.#failed.set(id, { pauseMs, again: clock.now() + pauseMs })
  }

  /** @returns false when it is worth another try */
  async #try(id: string, name: 'localLists.clearDueCache' | 'localLists.send', as: Actor): Promise<boolean> {
    const { site, log } = this.#options
    try {
      const done = await site.execute(as, name, { id })
      return !('state' in done) || done.state === 'current' || done.state === 'unsupported'
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      // not booted yet, or gone: its next boot or connection brings it here again
      if (code !== 'StationOffline' && code !== 'StationNotFound' && code !== 'ShuttingDown')
        log.warn('a local list could not be brought up to date', { station: id, step: name, code })
      return false
    }
  }
}
