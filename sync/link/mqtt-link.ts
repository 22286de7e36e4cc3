import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import { maxMessageBytes } from '../protocol/codec.ts'
import type { SyncClock, SyncLog, SyncTimer } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'

export interface LinkOptions {
  /** `mqtt://host:port` or `mqtts://host:port`, without credentials. */
  url: string
  clientId: string
  username?: string
  password?: string
  /** Set where subscriptions are shared between workers: that needs MQTT 5. */
  mqtt5?: boolean
  /** Made anew for each connection. */
  will?: () => { topic: string; payload: Buffer }
  filters: readonly string[]
  clock: SyncClock
  log: SyncLog
  /** From 0 to 1; spreads the reconnections of many peers. */
  random?: () => number
  onUp(): void
  /** A connection that was up is lost. */
  onDown(): void
  /** A connection is lost or could not be made, with the reason for people; it is tried again. */
  onFailed(reason: string): void
  onMessage(topic: string, payload: Buffer): void
}

const connectTimeoutMs = 15_000
const keepaliveS = 20
const firstRetryMs = 1_000
const longestRetryMs = 60_000
/** A connection that held this long counts as a good one: the next retry is quick again. */
const goodAfterMs = 10_000
/** Publishes without PUBACK. Beyond this the link is taken for stuck, and nothing more is given to it. */
const maxUnconfirmed = 2_000

/**
 * One MQTT connection at a time, made again for as long as the link is started. Every connection is a new client with a
 * clean session: nothing that the client library or the broker might have kept is ever sent later.
 */
export class MqttLink {
  readonly #options: LinkOptions
  #client: MqttClient | undefined
  #started = false
  #up = false
  #upSince = 0
  #failures = 0
  #unconfirmed = 0
  #retry: SyncTimer | undefined
  #lastError: string | undefined

  constructor(options: LinkOptions) {
    this.#options = options
  }

  /** Connected, and all subscriptions granted. */
  get up(): boolean {
    return this.#up
  }

  /** Why the last connection failed or ended; undefined while all is well. */
  get lastError(): string | undefined {
    return this.#lastError
  }

  start() {
    if (this.#started) return
    this.#started = true
    this.#connect()
  }

  /** Says DISCONNECT, so that no last will is published. */
  async stop(): Promise<void> {
    this.#started = false
    this.#retry?.cancel()
    const client = this.#client
    this.#client = undefined
    this.#up = false
    if (!client) return
    client.removeAllListeners()
    client.on('error', () => {})
    await endWithin(this.#options.clock, client)
  }

  /**
   * Gives a message to the connection, at QoS 1.
   * @returns false where there is no connection, or it is stuck: the caller keeps the message
   */
  publish(topic: string, payload: Buffer, options: { retain?: boolean } = {}): boolean {
    const client = this.#client
    if (!this.#up || !client?.connected || this.#unconfirmed >= maxUnconfirmed) return false
    this.#unconfirmed++
    client.publish(topic, payload, { qos: 1, retain: options.retain ?? false }, () => {
      if (client === this.#client) this.#unconfirmed--
    })
    return true
  }

  /** As publish, and waits until the broker has it. For the last words before a stop. */
  async publishAndWait(
    topic: string,
    payload: Buffer,
    options: { retain?: boolean; timeoutMs: number },
  ): Promise<boolean> {
    const client = this.#client
    if (!this.#up || !client?.connected) return false
    return new Promise((resolve) => {
      const timer = this.#options.clock.setTimer(() => resolve(false), options.timeoutMs)
      client.publish(topic, payload, { qos: 1, retain: options.retain ?? false }, (error) => {
        timer.cancel()
        resolve(!error)
      })
    })
  }

  #connect() {
    const { url, clientId, username, password, mqtt5, will, log } = this.#options
    const last = will?.()
    const options: IClientOptions = {
      clientId,
      clean: true,
      protocolVersion: mqtt5 ? 5 : 4,
      keepalive: keepaliveS,
      connectTimeout: connectTimeoutMs,
      // the library's own reconnection would send again what it stored
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      ...(mqtt5 ? { properties: { sessionExpiryInterval: 0, maximumPacketSize: maxMessageBytes + 4096 } } : {}),
      ...(username === undefined ? {} : { username }),
      ...(password === undefined ? {} : { password }),
      ...(last ? { will: { topic: last.topic, payload: last.payload, qos: 1 as const, retain: true } } : {}),
    }
    const client = mqtt.connect(url, options)
    this.#client = client
    this.#unconfirmed = 0
    let failure: string | undefined
    client.on('connect', () => void this.#subscribe(client))
    client.on('message', (topic, payload) => {
      if (client === this.#client) this.#deliver(topic, payload)
    })
    client.on('error', (error) => {
      failure = sentenceOf(error)
      log.debug('connection error', { reason: failure })
    })
    client.on('close', () => this.#lost(client, failure))
  }

  async #subscribe(client: MqttClient) {
    const { filters, clock } = this.#options
    try {
      const granted = await client.subscribeAsync([...filters], { qos: 1 })
      if (granted.length < filters.length || granted.some(({ qos }) => qos > 2))
        throw new SyncError('refused', refusedAdvice)
    } catch (error) {
      // mosquitto and aedes refuse in the SUBACK, which the library turns into an error
      this.#lost(client, error instanceof SyncError ? error.message : client.connected ? refusedAdvice : undefined)
      return
    }
    if (client !== this.#client || !client.connected) return
    this.#up = true
    this.#upSince = clock.now()
    this.#lastError = undefined
    this.#options.onUp()
  }

  #deliver(topic: string, payload: Buffer) {
    try {
      this.#options.onMessage(topic, payload)
    } catch (error) {
      // one message must not end the connection for all others
      this.#options.log.error('a message could not be handled', {
        topic,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    }
  }

  #lost(client: MqttClient, failure: string | undefined) {
    if (client !== this.#client) return
    const { clock, random = Math.random, onDown, onFailed } = this.#options
    this.#client = undefined
    client.removeAllListeners()
    client.on('error', () => {})
    client.end(true)
    const wasUp = this.#up
    this.#up = false
    this.#failures = wasUp && clock.now() - this.#upSince >= goodAfterMs ? 0 : this.#failures + 1
    this.#lastError = failure ?? (wasUp ? 'The connection was closed.' : 'The broker closed the connection.')
    if (wasUp || this.#failures === 1)
      this.#options.log.warn('not connected to the broker', { reason: this.#lastError })
    if (wasUp) onDown()
    onFailed(this.#lastError)
    if (!this.#started) return
    const delay = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(10, Math.max(0, this.#failures - 1)))
    this.#retry = clock.setTimer(() => this.#connect(), delay * (0.5 + random() / 2))
  }
}

const refusedAdvice = 'The broker refused a subscription. Check its access rules for this client.'

function endWithin(clock: SyncClock, client: MqttClient): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setTimer(() => {
      client.end(true)
      resolve()
    }, 2_000)
    client.end(false, {}, () => {
      timer.cancel()
      resolve()
    })
  })
}

function sentenceOf(error: Error & { code?: number | string }): string {
  switch (error.code) {
    case 1:
      return 'The broker does not speak this version of MQTT.'
    case 2:
      return 'The broker refused the client id.'
    case 3:
      return 'The broker is not ready. It is tried again.'
    case 4:
    case 5:
    case 134:
    case 135:
      return 'Site id or secret is not accepted. Check the connection string.'
    case 'ECONNREFUSED':
      return 'Nothing answers at this address and port. It is tried again.'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The name of the broker is not known. Check the address and the network.'
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'The broker can not be reached. Check the network.'
    default:
      return error.message || 'The connection failed.'
  }
}
