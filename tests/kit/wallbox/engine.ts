import type { ManualTimer } from '../clock.ts'
import type { BootReason, Box, Connector, Fact, HappeningKind, Identity, Settings, Who } from './box.ts'
import { armMeter, clearWaiting } from './charging.ts'
import type { Dialect } from './dialect.ts'
import { note } from './diary.ts'
import { disguiseOf } from './disguise.ts'
import { createConnector, type EngineOptions } from './engine-options.ts'
import { Errands } from './errands.ts'
import { FactQueue } from './facts.ts'
import { createMemory, forget, type Memory } from './memory.ts'
import { Misuse } from './misuse.ts'
import { connectionOf, networkFailed, networkStarts, trustedRoots } from './network.ts'
import { OwnedTimers } from './owned-timers.ts'
import { refresh, tellStation } from './phase.ts'
import { advance } from './physics.ts'
import type { Quirks } from './quirks.ts'
import { restart } from './restart.ts'
import { CallFailed, RpcClient } from './rpc.ts'
import { installRoot } from './security/certificates.ts'
import { WallboxSocket } from './socket.ts'
import { Timers } from './timers.ts'

/** How often it asks again to be let in, in the box's seconds. */
const BOOT_RETRY_S = 30

/** A wallbox's inside: its connection, its boot, its timers, and the state its behaviours work on. */
export class Engine implements Box {
  readonly identity: Identity
  readonly dialect: Dialect
  readonly settings: Settings
  readonly connectors: readonly Connector[]
  readonly cache = new Map<string, Who>()
  readonly memory: Memory
  readonly quirks: Quirks
  operative = true
  stationToldStatus: string | undefined
  resetWhenIdle = false
  /** BootNotifications the server has accepted */
  boots = 0
  readonly rpc: RpcClient
  readonly socket: WallboxSocket
  readonly facts: FactQueue
  readonly #o: EngineOptions
  #registered = false
  #nextBoot: BootReason | undefined = 'power-up'
  readonly #errands: Errands
  #advancedAtMs: number
  readonly #timers: Timers = new Timers(this)
  readonly #owned: OwnedTimers
  readonly #end = new AbortController()
  #bootRetry: ManualTimer | undefined
  #running = false

  constructor(options: EngineOptions) {
    this.#o = options
    this.identity = options.identity
    this.dialect = options.dialect
    this.settings = options.settings
    this.quirks = options.quirks
    this.memory = createMemory(options.network)
    const count = options.connectorCount
    if (!Number.isInteger(count) || count < 1) throw new Misuse(`connectors must be 1 or more, not ${count}`)
    this.#advancedAtMs = options.clock.now()
    this.#errands = new Errands((text) => this.happened('trouble', text), options.onChange)
    this.#owned = new OwnedTimers((run, ms) => options.clock.setTimer(run, ms))
    this.connectors = Array.from({ length: count }, (_, i) => createConnector(options, i + 1))
    for (const pem of options.manufacturerRoots) installRoot(this, 'manufacturer-root', pem)
    this.dialect.prepare?.(this)
    const disguise = disguiseOf(this)
    this.rpc = new RpcClient({
      disguise,
      schemas: options.dialect.schemas,
      errorCodes: options.dialect.errorCodes,
      knownErrorCodes: options.dialect.knownErrorCodes,
      callTimeoutMs: options.callTimeoutMs,
      maxQueued: 200,
      faults: options.faults,
      transcript: options.transcript,
      onCall: (action, payload) => {
        const behaviour = this.quirks.lacks?.includes(action) ? undefined : this.dialect.behaviours[action]
        this.happened('command', `the site asks for ${action}`)
        return behaviour && (disguise.answer(action, payload) ?? behaviour(this, payload as never))
      },
      onViolation: options.onViolation,
      onActivity: options.onChange,
    })
    this.socket = new WallboxSocket({
      subprotocols: options.subprotocols,
      speaks: options.dialect.protocol,
      connection: () => connectionOf(this),
      reconnectMs: options.reconnectMs,
      connectTimeoutMs: options.callTimeoutMs,
      onOpen: (send) => this.#opened(send),
      onClose: () => this.#closed(),
      onTrouble: (trouble, againMs) => {
        if (!this.rpc.attached) networkFailed(this)
        options.onTrouble(trouble, againMs)
      },
      onText: (text) => this.rpc.receive(text),
      chunkLength: () => options.faults.chunkLength,
    })
    this.facts = new FactQueue({
      limit: options.maxQueuedFacts,
      call: (action, payload) => this.rpc.call(action, payload),
      ready: () => this.online,
      setTimer: (run, ms) => this.setTimer(run, ms),
      retry: () => ({ attempts: this.settings.factAttempts, intervalS: this.settings.factRetryS }),
      onLoss: (text) => this.happened('queue', text),
      onActivity: options.onChange,
    })
  }

  get registered(): boolean {
    return this.#registered
  }

  get online(): boolean {
    return this.#registered && this.rpc.attached
  }

  /** True when nothing moves before the clock or the server does. */
  get idle(): boolean {
    return this.#errands.idle && this.rpc.idle && this.facts.idle
  }

  start(): void {
    this.#running = true
    this.#advancedAtMs = this.nowMs()
    this.#timers.start()
    this.socket.up()
  }

  async stop(): Promise<void> {
    this.#running = false
    this.#end.abort()
    this.#owned.cancelAll()
    await this.socket.close()
    this.rpc.detach()
  }

  nowMs(): number {
    return this.#o.clock.now()
  }

  stamp(): string {
    return this.#o.stamp()
  }

  wallMs(): number {
    return Date.parse(this.#o.stamp())
  }

  get signal(): AbortSignal {
    return this.#end.signal
  }

  setTimer(run: () => void, ms: number): ManualTimer {
    return this.#owned.set(run, ms)
  }

  catchUp(): void {
    const now = this.nowMs()
    const elapsed = Math.max(0, now - this.#advancedAtMs)
    this.#advancedAtMs = now
    if (elapsed > 0) for (const c of this.connectors) c.evse = advance(c.evse, elapsed)
  }

  call(action: string, payload: object): Promise<unknown> {
    return this.rpc.call(action, payload)
  }

  fact(fact: Fact): void {
    this.facts.add(fact)
    if (!this.online) this.happened('queue', `${fact.label} is kept until the site is back (${this.facts.length} wait)`)
  }

  queuedAbout(uid: string | undefined): boolean {
    return this.facts.waitsAbout(uid)
  }

  background(work: Promise<unknown>): void {
    this.#errands.run(work)
  }

  sleep(ms: number): Promise<void> {
    return this.#errands.sleep((awake) => void this.setTimer(awake, ms))
  }

  get restartMs(): number {
    return this.#o.rebootMs
  }

  trusted(): readonly string[] {
    return trustedRoots(this)
  }

  reconnect(): void {
    this.socket.renew()
  }

  happened(kind: HappeningKind, text: string, connector?: number): void {
    note(this, text, connector)
    this.#o.onHappening(kind, text, connector)
  }

  settingsChanged(): void {
    this.#timers.beat()
    this.#timers.align()
    this.socket.setPingInterval(this.settings.pingS)
    for (const c of this.connectors) armMeter(this, c)
  }

  reboot(reason: BootReason): Promise<void> {
    return restart(this, reason)
  }

  /** The power is gone: connection, timers, waiting cards. Meters, running transactions and kept facts stay as they are. */
  powerDown(): void {
    this.catchUp()
    this.socket.down()
    this.#registered = false
    for (const c of this.connectors) clearWaiting(c)
    if (this.quirks.forgetsOnRestart) forget(this.memory)
  }

  powerUp(reason: BootReason): void {
    if (!this.#running) return
    this.#nextBoot = reason
    networkStarts(this)
    this.stationToldStatus = undefined
    for (const c of this.connectors) {
      c.toldStatus = undefined
      // A box that starts with a car plugged in and no transaction shows it as just plugged in.
      c.finishing = false
    }
    this.socket.up()
  }

  async sendBoot(reason: BootReason): Promise<void> {
    const connection = this.rpc
    this.#bootRetry?.cancel()
    let wait = BOOT_RETRY_S
    try {
      const { status, interval } = await this.dialect.boot(this, reason)
      if (interval > 0) this.settings.heartbeatS = interval
      if (status === 'Accepted') return this.#accepted()
      this.#registered = false
      if (interval > 0) wait = interval
      this.happened('booted', `the site says ${status}: the box asks again in ${wait} s`)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      if (error.reason === 'lost') return
      this.happened('trouble', `${error.message}: the box asks again in ${wait} s`)
    }
    if (connection.attached) this.#bootRetry = this.setTimer(() => this.background(this.sendBoot(reason)), wait * 1000)
  }

  #accepted(): void {
    this.#nextBoot = undefined
    this.#registered = true
    this.boots++
    this.happened('booted', 'the site has let the box in')
    this.#resume()
  }

  /** Online (again): state first, then what was kept. */
  #resume(): void {
    tellStation(this)
    for (const c of this.connectors) refresh(this, c)
    this.#timers.beat()
    this.facts.pump()
    this.#o.onChange()
  }

  #opened(send: (text: string) => void): void {
    this.memory.network.failures = 0
    this.rpc.attach(send)
    this.socket.setPingInterval(this.settings.pingS)
    this.happened('connected', 'connected')
    const reason = this.#nextBoot ?? (this.#o.bootOnReconnect ? 'power-up' : undefined)
    if (this.quirks.neverBoots) this.#registered = true
    if (reason && !this.quirks.neverBoots) this.#bootAs(reason)
    else this.#resume()
  }

  #bootAs(reason: BootReason): void {
    if (this.quirks.statusBeforeBoot)
      for (const c of this.connectors) this.background(this.dialect.notifyStatus(this, c))
    this.background(this.sendBoot(reason))
  }

  #closed(): void {
    this.#bootRetry?.cancel()
    this.rpc.detach()
    this.happened('disconnected', 'the connection is gone')
  }
}
