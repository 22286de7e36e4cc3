import type { LinkOptions } from '../../../sync/link/mqtt-link.ts'
import type { SyncClock } from '../../../sync/protocol/ports.ts'
import { clientIdOf, covers, mayPublish, mayRetain, maySubscribe } from '../../../sync/protocol/topics.ts'
import type { Random } from './random.ts'
import type { Timeline } from './timeline.ts'

/** How bad the network is: probabilities per message, and how late one may come. */
export interface Weather {
  drop: number
  duplicate: number
  latestMs: number
}

export const fair: Weather = { drop: 0, duplicate: 0, latestMs: 0 }

let current: Network | undefined

/** The broker and all connections to it, in virtual time. As bad as MQTT allows, and worse. */
export class Network {
  weather = fair
  brokerUp = true
  /** Clients that can't reach the broker. */
  readonly cutOff = new Set<string>()
  readonly timeline: Timeline
  readonly random: Random
  /** Sees every message as it is published. */
  onPublish: (topic: string, payload: Buffer) => void = () => {}
  refused = 0
  readonly #all = new Set<MqttLink>()
  /** Connected ones, by client id. */
  readonly #links = new Map<string, MqttLink>()
  #retained = new Map<string, Buffer>()

  constructor(timeline: Timeline, random: Random) {
    this.timeline = timeline
    this.random = random
    current = this
  }

  /** A link was made, somewhere inside the real code. */
  join(link: MqttLink) {
    this.#all.add(link)
  }

  /** A process has died: so have its connections. */
  kill(clock: SyncClock) {
    for (const link of [...this.#all]) {
      if (link.clock !== clock) continue
      link.kill()
      this.#all.delete(link)
    }
  }

  reaches(clientId: string): boolean {
    return this.brokerUp && !this.cutOff.has(clientId)
  }

  /** The newest connection of a client id wins (MQTT 3.1.1 section 3.1.4). */
  enter(clientId: string, link: MqttLink) {
    const before = this.#links.get(clientId)
    this.#links.set(clientId, link)
    before?.lose('taken over')
  }

  leave(clientId: string, link: MqttLink, will?: { topic: string; payload: Buffer }) {
    if (this.#links.get(clientId) !== link) return
    this.#links.delete(clientId)
    if (will && this.brokerUp)
      this.timeline.after(this.random.below(30_000), () => this.#take(will.topic, will.payload, true))
  }

  breakBroker() {
    this.brokerUp = false
    this.#retained = new Map()
    for (const link of [...this.#links.values()]) link.lose('broker ended')
  }

  cut(clientId: string) {
    this.cutOff.add(clientId)
    this.#links.get(clientId)?.lose('cut off')
  }

  greet(link: MqttLink) {
    for (const [topic, payload] of this.#retained)
      if (link.hears(topic)) this.#carry(() => link.deliver(topic, payload))
  }

  publish(clientId: string, topic: string, payload: Buffer, retain: boolean) {
    const site = siteOf(clientId)
    if (site !== undefined && !mayPublish(site, topic)) {
      this.refused++
      return
    }
    this.onPublish(topic, payload)
    this.#carry(() => this.#take(topic, payload, retain && mayRetain(topic)))
  }

  #take(topic: string, payload: Buffer, retain: boolean) {
    if (!this.brokerUp) return
    if (retain) this.#retained.set(topic, payload)
    const hearers = [...this.#links.values()].filter((link) => link.hears(topic))
    const sharing = hearers.filter((link) => link.sharesWork(topic))
    const chosen = sharing.length > 1 ? this.random.pick(sharing) : undefined
    for (const link of hearers) {
      if (chosen && sharing.includes(link) && link !== chosen) continue
      const { session } = link
      this.#carry(() => link.session === session && link.deliver(topic, payload))
    }
  }

  #carry(arrive: () => void) {
    const { random, weather } = this
    if (random.chance(weather.drop)) return
    const times = random.chance(weather.duplicate) ? 2 + random.below(2) : 1
    for (let i = 0; i < times; i++) this.timeline.after(1 + random.below(1 + weather.latestMs), arrive)
  }
}

const siteOf = (clientId: string): string | undefined => /^evs-(?!hub-)(.+)$/.exec(clientId)?.[1]

const retryMs = [1_000, 2_000, 4_000, 8_000, 16_000]

/** Stands in for the real link at its own edge: the same promises, over the simulated network. */
export class MqttLink {
  readonly #network: Network
  readonly #options: LinkOptions
  #started = false
  #failures = 0
  #filters: { filter: string; shared: boolean }[] = []
  #will: { topic: string; payload: Buffer } | undefined
  up = false
  lastError: string | undefined
  /** Names the present connection. */
  session = 0
  published = 0

  constructor(options: LinkOptions) {
    if (!current) throw new Error('no network')
    this.#network = current
    this.#options = options
    current.join(this)
  }

  start() {
    this.#started = true
    this.#later(1 + this.#network.random.below(50))
  }

  async stop(): Promise<void> {
    this.#started = false
    this.up = false
    this.session++
    this.#network.leave(this.#options.clientId, this)
  }

  publish(topic: string, payload: Buffer, { retain = false } = {}): boolean {
    if (!this.up) return false
    this.published++
    this.#network.publish(this.#options.clientId, topic, payload, retain)
    return true
  }

  async publishAndWait(topic: string, payload: Buffer, options: { retain?: boolean }): Promise<boolean> {
    return this.publish(topic, payload, options)
  }

  /** Whose clock it runs by: its process. */
  get clock(): SyncClock {
    return this.#options.clock
  }

  hears(topic: string): boolean {
    return this.#filters.some(({ filter }) => covers(filter, topic))
  }

  sharesWork(topic: string): boolean {
    return this.#filters.some(({ filter, shared }) => shared && covers(filter, topic))
  }

  deliver(topic: string, payload: Buffer) {
    if (this.up) this.#options.onMessage(topic, payload)
  }

  lose(reason: string) {
    if (!this.up) return
    this.up = false
    this.session++
    this.lastError = reason
    this.#network.leave(this.#options.clientId, this, this.#will)
    this.#options.onDown()
    this.#options.onFailed(reason)
    if (this.#started) this.#later(this.#retry())
  }

  /** The process is gone: its connection ends, and its last will is published. */
  kill() {
    this.#started = false
    if (!this.up) return
    this.up = false
    this.session++
    this.#network.leave(this.#options.clientId, this, this.#will)
  }

  #connect() {
    if (!this.#started || this.up) return
    const { clientId, filters, will } = this.#options
    this.#will = will?.()
    if (!this.#network.reaches(clientId)) {
      this.lastError = 'not reachable'
      this.#options.onFailed(this.lastError)
      this.#later(this.#retry())
      return
    }
    const site = siteOf(clientId)
    if (site !== undefined && clientIdOf(site) === clientId && !filters.every((filter) => maySubscribe(site, filter)))
      throw new Error(`subscription refused for ${clientId}`)
    this.#filters = filters.map((filter) => ({
      filter: filter.replace(/^\$share\/hub\//, ''),
      shared: filter.startsWith('$share/'),
    }))
    this.up = true
    this.#failures = 0
    this.session++
    this.#network.enter(clientId, this)
    this.#options.onUp()
    this.#network.greet(this)
  }

  #retry(): number {
    const delay = retryMs[Math.min(this.#failures++, retryMs.length - 1)] ?? 1_000
    return delay * (0.5 + this.#network.random.next() / 2)
  }

  #later(delayMs: number) {
    this.#options.clock.setTimer(() => this.#connect(), delayMs)
  }
}
