import type { SiteEvent, SiteEventMap, SiteEventName } from '../../../site/events.ts'
import type { LiveSnapshot } from '../../../site/live.ts'
import { watchStations } from '../api.ts'
import { type LiveState, unknownState, withChanges, withSnapshot } from './live-state.ts'

type Listener<N extends SiteEventName> = (payload: SiteEventMap[N]) => void

const retryMs = { first: 500, most: 10_000 }
/** A large site changes many times a second; nobody reads faster than this. */
const notifyAfterMs = 100
/** The controller sends a beat every 15 seconds: after three that did not come, nobody is there. */
const silenceMs = 50_000

/**
 * One stream from the controller to this window: a snapshot, then changes, merged into one state. Comes back by itself; what
 * was missed in between is in the next snapshot.
 */
export class LiveConnection {
  /** The stream broke or said farewell: perhaps the sign-in has ended. */
  onDoubt: () => void = () => undefined
  /** A snapshot came: whatever was read before may be out of date. */
  onFresh: () => void = () => undefined
  #state: LiveState = unknownState
  #source: EventSource | undefined
  #stream: string | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #notify: ReturnType<typeof setTimeout> | undefined
  #failures = 0
  readonly #subscribers = new Set<() => void>()
  readonly #listeners = new Map<SiteEventName, Set<(payload: never) => void>>()
  readonly #watched = new Map<string, number>()

  get state(): LiveState {
    return this.#state
  }

  start() {
    if (this.#source || this.#retry) return
    this.#open()
  }

  stop() {
    clearTimeout(this.#retry)
    clearTimeout(this.#silence)
    clearTimeout(this.#notify)
    this.#notify = undefined
    this.#retry = undefined
    this.#source?.close()
    this.#source = undefined
    this.#stream = undefined
  }

  subscribe = (subscriber: () => void): (() => void) => {
    this.#subscribers.add(subscriber)
    return () => this.#subscribers.delete(subscriber)
  }

  /** Each change of this name, as it comes. @returns the function that ends the subscription */
  on<N extends SiteEventName>(name: N, listener: Listener<N>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners)
    listeners.add(listener as (payload: never) => void)
    return () => listeners.delete(listener as (payload: never) => void)
  }

  /** Messages and readings of a station come, too, until the returned function is called. */
  watch(stationId: string): () => void {
    this.#watched.set(stationId, (this.#watched.get(stationId) ?? 0) + 1)
    this.#tellWatched()
    return () => {
      const left = (this.#watched.get(stationId) ?? 1) - 1
      if (left > 0) this.#watched.set(stationId, left)
      else this.#watched.delete(stationId)
      this.#tellWatched()
    }
  }

  #open() {
    this.#retry = undefined
    const source = new EventSource('/live')
    this.#source = source
    const on = (name: string, take: (data: unknown) => void) =>
      source.addEventListener(name, (event: MessageEvent<string>) => {
        this.#heard()
        take(JSON.parse(event.data))
      })
    on('snapshot', (data) => this.#begin(data as LiveSnapshot & { stream: string }))
    on('changes', (data) => this.#change(data as SiteEvent[]))
    on('beat', (data) => this.#set({ ...this.#state, clockOffsetMs: (data as { at: number }).at - Date.now() }))
    on('bye', () => this.#lost())
    source.onerror = () => this.#lost()
    this.#heard()
  }

  #begin({ stream, ...snapshot }: LiveSnapshot & { stream: string }) {
    this.#failures = 0
    this.#stream = stream
    this.#set(withSnapshot(snapshot, Date.now()))
    this.#tellWatched()
    this.onFresh()
  }

  #change(changes: SiteEvent[]) {
    this.#state = withChanges(this.#state, changes)
    this.#notify ??= setTimeout(() => this.#tell(), notifyAfterMs)
    for (const { name, payload } of changes)
      for (const listener of this.#listeners.get(name) ?? []) listener(payload as never)
  }

  #heard() {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#lost(), silenceMs)
  }

  #lost() {
    this.stop()
    this.#set({ ...this.#state, connection: 'lost' })
    const delay = Math.min(retryMs.most, retryMs.first * 2 ** this.#failures)
    this.#failures += 1
    this.#retry = setTimeout(() => this.#open(), delay * (0.75 + Math.random() / 2))
    this.onDoubt()
  }

  #tellWatched() {
    if (this.#stream === undefined) return
    // a stream that ended in the meantime is told again with the next snapshot
    watchStations(this.#stream, [...this.#watched.keys()].slice(0, 20)).catch(() => undefined)
  }

  #set(state: LiveState) {
    this.#state = state
    this.#tell()
  }

  #tell() {
    clearTimeout(this.#notify)
    this.#notify = undefined
    for (const subscriber of this.#subscribers) subscriber()
  }
}
