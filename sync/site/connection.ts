import { randomUUID } from 'node:crypto'
import type { Clock, Timer } from '../../src/site/clock.ts'
import type { Log } from '../../src/site/log.ts'
import type { Actor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import { MqttLink } from '../link/mqtt-link.ts'
import { chainSeed } from '../protocol/chain.ts'
import { decodeDownBatch, protocolVersions } from '../protocol/envelope.ts'
import {
  type Ctl,
  encode,
  parseAck,
  parseCtl,
  parseHead,
  parseState,
  parseUrgent,
  versions,
  type Welcome,
} from '../protocol/messages.ts'
import { SyncError } from '../protocol/sync-error.ts'
import {
  clientIdOf,
  type DownChannel,
  type Lane,
  lanes,
  parseTopic,
  printTopic,
  siteFilters,
} from '../protocol/topics.ts'
import { Backoff } from './backoff.ts'
import { Downlink } from './downlink.ts'
import { Serial } from './serial.ts'
import { type ToldLane, Uplink } from './uplink.ts'

const system: Actor = { kind: 'system', door: 'sync' }
const helloRetryMs = 10_000
const longestHelloRetryMs = 300_000
/** A site that hears and has nothing to say introduces itself again now and then: whatever was lost on the way is mended then. */
const helloPeriodMs = 1_800_000
/** Two hellos are at least this far apart, whatever asks for them. */
const helloGapMs = 500

export interface ConnectionOptions {
  site: Site
  url: string
  hqSiteId: string
  secret: string
  /** Names the controller's start; fresh for each. */
  boot: string
  software: string
  clock: Clock
  log: Log
  random: () => number
  /** Counts the hellos of this start, whatever connection they are said on. */
  countHello(): number
  /** Headquarters has lost what it had: all sessions wait to be told again. */
  tellAll(): void
}

/** The connection to one headquarters, from its configuration to its end: greets, then lets the lanes run. */
export class HqConnection {
  readonly #options: ConnectionOptions
  readonly #link: MqttLink
  readonly #uplinks: Map<Lane, Uplink>
  readonly #downlink: Downlink
  readonly #reports: Serial
  readonly #greetings: Serial
  readonly #hellos: Backoff
  /** What was told in the hello that waits for its welcome. */
  #told: { hello: string; lanes: Map<Lane, ToldLane>; versions: Map<string, number> } | undefined
  #conn = randomUUID()
  #helloTimer: Timer | undefined
  #lastHelloAt = Number.NEGATIVE_INFINITY
  #hubBoot: string | undefined
  #open = false
  #stopped = false
  #reported: string | undefined

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { site, url, hqSiteId, secret, clock, log, random } = options
    this.#link = new MqttLink({
      url,
      clientId: clientIdOf(hqSiteId),
      username: hqSiteId,
      password: secret,
      will: () => {
        this.#conn = randomUUID()
        return { topic: this.#stateTopic, payload: this.#state(false) }
      },
      filters: siteFilters(hqSiteId),
      clock,
      log,
      random,
      onUp: () => this.#onUp(),
      onDown: () => this.#onDown(),
      onFailed: (reason) => this.#report(false, reason),
      onMessage: (topic, payload) => this.#onMessage(topic, payload),
    })
    const publish = (topic: string, payload: Buffer) => this.#link.publish(topic, payload)
    this.#uplinks = new Map(
      lanes.map((lane) => [
        lane,
        new Uplink({
          lane,
          site,
          hqSiteId,
          clock,
          log,
          random,
          publish,
          sayHello: () => this.sayHello(),
          tellAll: options.tellAll,
          onAnswered: () => this.#report(true, null),
          onUnanswered: () => this.#report(false, silentHq),
        }),
      ]),
    )
    this.#downlink = new Downlink({ site, hqSiteId, clock, log, publish })
    this.#reports = new Serial((error) =>
      log.warn('the state of the connection could not be noted', { reason: String(error) }),
    )
    this.#greetings = new Serial((error) => {
      log.error('headquarters could not be greeted', { reason: String(error) })
      this.#helloLater(this.#hellos.next())
    })
    this.#hellos = new Backoff({ firstMs: helloRetryMs, longestMs: longestHelloRetryMs, random })
  }

  start() {
    this.#report(false, null)
    this.#link.start()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#closeLanes()
    await Promise.all([...this.#uplinks.values()].map((uplink) => uplink.stop()))
    await this.#downlink.stop()
    await this.#greetings.idle()
    this.#helloTimer?.cancel()
    await this.#link.publishAndWait(this.#stateTopic, this.#state(false), { retain: true, timeoutMs: 2_000 })
    await this.#link.stop()
    await this.#reports.idle()
  }

  /** Something waits in the outbox. */
  pump(lane: Lane) {
    this.#uplinks.get(lane)?.pump()
  }

  /** Tells headquarters (again) where the site stands. Bounded: asked for in quick succession, it is done once. */
  sayHello() {
    if (this.#stopped || !this.#link.up) return
    // a wall clock that was set back must not make it wait for hours
    const wait = Math.min(helloGapMs, this.#lastHelloAt + helloGapMs - this.#options.clock.now())
    if (wait > 0) this.#helloLater(wait)
    else this.#greet()
  }

  #greet() {
    this.#lastHelloAt = this.#options.clock.now()
    this.#helloTimer?.cancel()
    this.#helloTimer = undefined
    this.#greetings.run(async () => {
      const { site, boot, software, hqSiteId, clock } = this.#options
      const standing = await site.execute(system, 'hq.standing', {})
      if (this.#stopped || !this.#link.up) return
      const hello = randomUUID()
      this.#told = {
        hello,
        lanes: new Map(standing.lanes.map(({ lane, epoch, acked, before }) => [lane, { epoch, acked, before }])),
        versions: new Map(standing.accounts.map(({ id, version }) => [id, version])),
      }
      this.#link.publish(
        printTopic({ kind: 'up', site: hqSiteId, channel: 'hello' }),
        encode({
          v: protocolVersions,
          sv: versions.sv,
          boot,
          conn: this.#conn,
          hello,
          n: this.#options.countHello(),
          at: clock.now(),
          name: standing.siteName,
          software,
          lanes: standing.lanes.map(({ lane, epoch, acked, chain, head, before }) => ({
            lane,
            epoch,
            acked,
            head,
            chain: chain === '' ? chainSeed(hqSiteId, lane, epoch) : chain,
            ...(before === undefined ? {} : { before }),
          })),
          buckets: standing.accounts.map(({ id, name, version, hlc }) => ({
            bucket: id,
            name,
            version,
            ...(hlc === null ? {} : { h: hlc }),
          })),
        }),
      )
      if (this.#hellos.attempts > 0) this.#report(false, silentHq)
      this.#helloLater(this.#hellos.next())
    })
  }

  #helloLater(ms: number) {
    if (this.#stopped) return
    this.#helloTimer?.cancel()
    this.#helloTimer = this.#options.clock.setTimer(() => {
      if (this.#link.up) this.#greet()
    }, ms)
  }

  #onUp() {
    this.#hubBoot = undefined
    this.#hellos.reset()
    this.#link.publish(this.#stateTopic, this.#state(true), { retain: true })
    this.#lastHelloAt = Number.NEGATIVE_INFINITY
    this.sayHello()
  }

  #onDown() {
    this.#closeLanes()
  }

  #closeLanes() {
    this.#open = false
    this.#told = undefined
    this.#helloTimer?.cancel()
    this.#helloTimer = undefined
    for (const uplink of this.#uplinks.values()) uplink.close()
    this.#downlink.close()
  }

  #onMessage(text: string, payload: Buffer) {
    const topic = parseTopic(text)
    try {
      if (topic?.kind === 'down' && topic.site === this.#options.hqSiteId) this.#onDownMessage(topic.channel, payload)
      else if (topic?.kind === 'hubState') this.#onHubState(payload)
      else if (topic?.kind === 'head') this.#downlink.onHead(topic.bucket, parseHead(payload).head)
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      this.#options.log.warn('a message of headquarters can not be read', { topic: text, reason: error.message })
    }
  }

  #onDownMessage(channel: DownChannel, payload: Buffer) {
    switch (channel) {
      case 'ack': {
        const ack = parseAck(payload)
        return this.#uplinks.get(ack.lane)?.acked(ack)
      }
      case 'ctl':
        return this.#onCtl(parseCtl(payload))
      case 'acct':
        return this.#downlink.onBatch(decodeDownBatch(payload))
      case 'urgent':
        return this.#downlink.onUrgent(parseUrgent(payload))
      case 'snap':
        return
    }
  }

  #onCtl(message: Ctl) {
    switch (message.kind) {
      case 'welcome':
        return this.#onWelcome(message)
      case 'sayHello':
        return this.sayHello()
      case 'undecodable':
        return this.#uplinks.get(message.lane)?.undecodable(message.hash, message.reason)
      case 'busy':
        return this.#uplinks.get(message.lane)?.busy(message.retryMs)
      case 'refused':
        this.#options.log.warn('headquarters refuses this site', { reason: message.reason })
        return this.#refused(message.reason)
    }
  }

  #refused(reason: string) {
    this.#closeLanes()
    this.#report(false, reason)
    this.#helloLater(longestHelloRetryMs)
  }

  #onWelcome(welcome: Welcome) {
    const told = this.#told
    if (!told || welcome.hello !== told.hello) return
    this.#told = undefined
    if (welcome.quarantined !== undefined) return this.#refused(welcome.quarantined)
    this.#hellos.reset()
    this.#helloLater(helloPeriodMs * (0.75 + this.#options.random() / 2))
    this.#open = true
    this.#report(true, null)
    this.#downlink.opened(welcome.buckets, told.versions)
    for (const report of welcome.lanes) {
      this.#uplinks
        .get(report.lane)
        ?.opened(report, told.lanes.get(report.lane) ?? { epoch: 0, acked: 0, before: undefined })
    }
  }

  /** A hint only: a worker that began anew is greeted at once; one that ended may have others beside it, which will answer. */
  #onHubState(payload: Buffer) {
    const { boot, online } = parseState(payload)
    const before = this.#hubBoot
    this.#hubBoot = online ? boot : undefined
    if (online ? before !== boot && before !== undefined : before === boot) this.sayHello()
    else if (online && !this.#open) this.sayHello()
  }

  /** Only what is new is written. */
  #report(connected: boolean, error: string | null) {
    const text = `${connected} ${error ?? ''}`
    if (text === this.#reported) return
    this.#reported = text
    this.#reports.run(async () => {
      await this.#options.site.execute(system, 'hq.report', { connected, error })
    })
  }

  get #stateTopic(): string {
    return printTopic({ kind: 'siteState', site: this.#options.hqSiteId })
  }

  #state(online: boolean): Buffer {
    return encode({ v: versions.v, online, boot: this.#options.boot, conn: this.#conn, at: this.#options.clock.now() })
  }
}

const silentHq = 'The hub of headquarters does not answer. The site keeps everything until it does.'
