import { randomUUID } from 'node:crypto'
import { MqttLink } from '../link/mqtt-link.ts'
import { payloadHash } from '../protocol/codec.ts'
import { decodeUpBatch, protocolVersions, type UpBatch } from '../protocol/envelope.ts'
import {
  type Ctl,
  commonVersion,
  encode,
  type Hello,
  parseCursors,
  parseHello,
  parseRequest,
  parseState,
  versions,
} from '../protocol/messages.ts'
import type { SyncClock, SyncLog } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { hubFilters, type Lane, parseTopic, printTopic, sharedFilter, type UpChannel } from '../protocol/topics.ts'
import { type CommitWatcher, Inbox } from './inbox.ts'
import { Outlet } from './outlet.ts'
import type { HubStore, JobResult } from './store.ts'

export interface HubOptions {
  /** Open. The hub doesn't close it. */
  store: HubStore
  broker: { url: string; username?: string; password?: string }
  /** Several workers share the sites' messages: needs MQTT 5 and shared subscriptions at the broker. */
  shared?: boolean
  /** How often the store is asked whether somebody else has written. */
  pollMs?: number
  watcher?: CommitWatcher | undefined
  clock: SyncClock
  log: SyncLog
}

const busyRetryMs = 5_000

/** A hub worker: takes what sites send, answers after the COMMIT, and sends what headquarters decided. */
export class Hub {
  readonly #options: HubOptions
  readonly #boot = randomUUID()
  readonly #inbox: Inbox
  readonly #outlet: Outlet
  readonly #link: MqttLink
  #waitingForUp: { resolve(): void; reject(error: Error): void } | undefined
  #applied = 0

  constructor(options: HubOptions) {
    this.#options = options
    const { store, broker, shared = false, clock, log } = options
    this.#inbox = new Inbox({ store, clock, log, watcher: options.watcher })
    this.#link = new MqttLink({
      url: broker.url,
      clientId: `evs-hub-${this.#boot}`,
      ...(broker.username === undefined ? {} : { username: broker.username }),
      ...(broker.password === undefined ? {} : { password: broker.password }),
      mqtt5: shared,
      will: () => ({ topic: printTopic({ kind: 'hubState' }), payload: this.#state(false) }),
      // every worker needs to know who is online, but a message up is for one of them
      filters: [shared ? sharedFilter(hubFilters.up) : hubFilters.up, hubFilters.siteState],
      clock,
      log,
      onUp: () => this.#onUp(),
      onDown: () => {},
      onFailed: () => {},
      onMessage: (topic, payload) => this.#onMessage(topic, payload),
    })
    this.#outlet = new Outlet({
      store,
      clock,
      log,
      ...(options.pollMs === undefined ? {} : { pollMs: options.pollMs }),
      publish: (topic, payload, how) => this.#link.publish(topic, payload, how),
      askHello: (site) => this.#steer(site, { kind: 'sayHello', v: versions.v, reason: 'let in at a tenant' }),
    })
  }

  get status() {
    return {
      connected: this.#link.up,
      lastError: this.#link.lastError ?? null,
      storeFailing: this.#inbox.failing,
      rowsApplied: this.#applied,
    }
  }

  /**
   * Resolves when sites can be served.
   * @throws SyncError timeout when the broker can't be reached in time; the hub then is stopped again
   */
  async start({ timeoutMs = 30_000 } = {}): Promise<void> {
    await this.#outlet.start()
    const up = new Promise<void>((resolve, reject) => {
      this.#waitingForUp = { resolve, reject }
    })
    const timer = this.#options.clock.setTimer(() => {
      const reason = this.#link.lastError ?? 'It did not answer.'
      this.#waitingForUp?.reject(
        new SyncError('timeout', `The broker ${this.#options.broker.url} is not usable. ${reason}`),
      )
    }, timeoutMs)
    this.#link.start()
    try {
      await up
    } catch (error) {
      await this.stop()
      throw error
    } finally {
      timer.cancel()
      this.#waitingForUp = undefined
    }
  }

  /** Takes nothing new, commits and answers what has arrived, says goodbye. */
  async stop(): Promise<void> {
    await this.#inbox.stop()
    await this.#outlet.stop()
    await this.#link.publishAndWait(printTopic({ kind: 'hubState' }), this.#state(false), {
      retain: true,
      timeoutMs: 2_000,
    })
    await this.#link.stop()
  }

  #state(online: boolean): Buffer {
    return encode({ v: versions.v, online, boot: this.#boot, at: this.#options.clock.now() })
  }

  #onUp() {
    this.#link.publish(printTopic({ kind: 'hubState' }), this.#state(true), { retain: true })
    this.#outlet.announceHeads()
    this.#waitingForUp?.resolve()
    this.#options.log.info('hub is connected to the broker', { broker: this.#options.broker.url })
  }

  #onMessage(text: string, payload: Buffer) {
    const topic = parseTopic(text)
    if (topic?.kind === 'up') this.#onUpMessage(topic.site, topic.channel, payload)
    else if (topic?.kind === 'siteState') this.#onSiteState(topic.site, payload)
  }

  #onUpMessage(site: string, channel: UpChannel, payload: Buffer) {
    try {
      switch (channel) {
        case 'hello':
          return this.#onHello(site, parseHello(payload))
        case 'tx':
        case 'acct':
          return this.#onBatch(site, channel, payload)
        case 'cur':
          return this.#onCursors(site, payload)
        case 'req': {
          const { bucket, after } = parseRequest(payload)
          this.#onRequest(site, bucket, after)
          return
        }
      }
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      this.#options.log.warn('a message can not be read', { site, channel, reason: error.message })
      if (channel === 'hello') this.#steer(site, { kind: 'refused', v: versions.v, reason: error.message })
    }
  }

  #onHello(site: string, hello: Hello) {
    const v = commonVersion(hello.v, protocolVersions)
    if (v === undefined) {
      const range = `${protocolVersions.min} to ${protocolVersions.max}`
      this.#steer(site, {
        kind: 'refused',
        v: versions.v,
        reason: `This hub speaks versions ${range} of the protocol, the site ${hello.v.min} to ${hello.v.max}.`,
      })
      return
    }
    this.#put(site, { kind: 'hello', site, hello }, (result) => {
      if (result.kind !== 'hello') return
      if (result.outcome === 'refused') return this.#steer(site, { kind: 'refused', v, reason: result.reason })
      const { lanes, buckets, quarantined } = result
      if (quarantined !== undefined) this.#options.log.warn('site is quarantined', { site, reason: quarantined })
      else this.#options.log.info('site says hello', { site, software: hello.software })
      this.#steer(site, {
        kind: 'welcome',
        v,
        sv: Math.min(versions.sv, hello.sv),
        hello: hello.hello,
        lanes,
        buckets,
        retryMs: 0,
        hubTime: this.#options.clock.now(),
        ...(quarantined === undefined ? {} : { quarantined }),
      })
      this.#outlet.join(site, buckets)
    })
  }

  #onBatch(site: string, lane: Lane, payload: Buffer) {
    let batch: UpBatch
    try {
      batch = decodeUpBatch(payload)
      // the topic says whose message it is; a payload that says otherwise is nobody's
      if (batch.site !== site || batch.lane !== lane)
        throw new SyncError('undecodable', 'Site or lane is not that of the topic.')
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      const reason = error.message
      this.#options.log.warn('a batch can not be read', { site, lane, reason })
      this.#steer(site, { kind: 'undecodable', v: versions.v, lane, hash: payloadHash(payload), reason })
      return
    }
    const taken = this.#put(site, { kind: 'batch', site, batch }, (result) => {
      if (result.kind !== 'batch') return
      if (result.outcome === 'sayHello')
        return this.#steer(site, { kind: 'sayHello', v: versions.v, reason: result.reason })
      if (result.outcome === 'quarantined')
        return this.#steer(site, { kind: 'refused', v: versions.v, reason: result.reason })
      this.#applied += result.applied
      if (result.rej.length > 0)
        this.#options.log.warn('rows went to the dead rows', { site, lane, rows: result.rej.length })
      const ack = {
        v: versions.v,
        lane,
        ...result.lane,
        rej: result.rej,
        retryMs: 0,
        hubTime: this.#options.clock.now(),
      }
      this.#link.publish(printTopic({ kind: 'down', site, channel: 'ack' }), encode(ack))
    })
    if (!taken) this.#steer(site, { kind: 'busy', v: versions.v, lane, retryMs: busyRetryMs })
  }

  #onCursors(site: string, payload: Buffer) {
    const cursors = parseCursors(payload)
    for (const { bucket, q, code, text } of cursors.rej) {
      this.#options.log.warn('a site could not carry out a change', { site, bucket, version: q, code, reason: text })
    }
    this.#put(site, { kind: 'cursors', site, cursors }, () => {
      for (const { bucket, version } of cursors.buckets) this.#outlet.reached(site, bucket, version)
    })
  }

  #onRequest(site: string, bucket: string, after: number) {
    this.#outlet.asked(site, bucket, after).catch((error: unknown) => {
      this.#options.log.error('a request could not be served', { site, bucket, reason: String(error) })
    })
  }

  #onSiteState(site: string, payload: Buffer) {
    try {
      const { online, conn } = parseState(payload)
      if (online || conn === undefined) return
      this.#put(site, { kind: 'offline', site, conn }, (result) => {
        if (result.kind === 'offline' && result.gone) this.#outlet.leave(site)
      })
    } catch (error) {
      if (!(error instanceof SyncError)) throw error
      this.#options.log.debug('a state can not be read', { site, reason: error.message })
    }
  }

  #put(site: string, job: Parameters<Inbox['put']>[0], done: (result: JobResult) => void): boolean {
    const taken = this.#inbox.put(job, done)
    if (!taken) this.#options.log.warn('too busy for a message', { site, kind: job.kind })
    return taken
  }

  #steer(site: string, message: Ctl) {
    this.#link.publish(printTopic({ kind: 'down', site, channel: 'ctl' }), encode(message))
  }
}
