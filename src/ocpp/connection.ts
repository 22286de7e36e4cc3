import type { WebSocket } from 'ws'
import type { TriggerMessage } from '../site/charger.ts'
import type { Clock } from '../site/clock.ts'
import { SiteError } from '../site/errors.ts'
import type { Log } from '../site/log.ts'
import type { MessageDraft } from '../site/messages/message.store.ts'
import type { StationActor } from '../site/permissions.ts'
import { ordinary, type Quirks } from '../site/quirks/quirk.ts'
import type { Site } from '../site/site.ts'
import { CallOrder } from './call-order.ts'
import { type Answer, answerCall, type DispatchContext, type OwnViolation, prepareCall } from './dispatch.ts'
import {
  type Call,
  type CallError,
  type CallResult,
  type Malformed,
  parseFrame,
  printCall,
  printError,
} from './frame.ts'
import type { OcppLimits } from './limits.ts'
import { draftOf } from './message-log.ts'
import { OutgoingCalls, type PendingCall } from './outgoing-calls.ts'
import type { Caller, ProtocolVersion, RawAnswer, StationLink } from './protocol.ts'
import { TokenBucket } from './token-bucket.ts'
import { VitalSigns } from './vital-signs.ts'

/** How long a station is waited for that was asked for something only to be nice: commands of people come behind it. */
const courtesyMs = 10_000

interface CallOptions {
  timeoutMs?: number
  background?: boolean
}

/** What all connections share. */
export interface Engine {
  site: Site
  clock: Clock
  log: Log
  limits: OcppLimits
  onOddities(action: string, oddities: readonly string[]): void
  onOwnViolation(violation: OwnViolation): void
  /** The socket is closed; `unsent` are CALLs that never left. */
  onEnded(connection: Connection, unsent: PendingCall[]): void
}

export interface ConnectionOptions {
  engine: Engine
  socket: WebSocket
  version: ProtocolVersion
  actor: StationActor
  /** OCPP identity. */
  name: string
  /** It was booted before, so a connection without BootNotification is a reconnect. */
  bootedBefore: boolean
  /** What is different about it, as it named itself last. */
  quirks?: Quirks
}

/**
 * One station's socket: its messages are handled in the order in which they come, and one CALL of ours is out at a time. A
 * handler never waits for a CALL of ours, so the two directions can't wait for each other.
 */
export class Connection implements StationLink {
  readonly version: ProtocolVersion
  readonly actor: StationActor
  readonly name: string
  readonly clock: Clock
  /** What is different about it, as it named itself last. */
  quirks: Quirks
  readonly #bootedBefore: boolean
  readonly #engine: Engine
  readonly #context: DispatchContext
  readonly #socket: WebSocket
  readonly #bucket: TokenBucket
  readonly #vitals: VitalSigns
  readonly #calls: OutgoingCalls
  /** Ids of CALLs that are being answered, and their texts. */
  readonly #inWork = new Map<string, string>()
  readonly #startedAt: number
  readonly #order: CallOrder
  #closing = false
  #ended = false
  #idle: (() => void)[] = []
  #closed: (() => void)[] = []

  constructor({ engine, socket, version, actor, name, bootedBefore, quirks = ordinary }: ConnectionOptions) {
    const { clock, limits } = engine
    this.version = version
    this.actor = actor
    this.name = name
    this.clock = clock
    this.quirks = quirks
    this.#bootedBefore = bootedBefore
    this.#engine = engine
    this.#startedAt = clock.now()
    this.#context = { ...engine, actor, version, heartbeatS: limits.heartbeatS, prepareMs: limits.prepareMs }
    this.#socket = socket
    this.#vitals = new VitalSigns(limits, clock.now(), bootedBefore)
    this.#bucket = new TokenBucket(limits.messagesPerSecond, limits.messageBurst, clock.now())
    this.#order = new CallOrder({
      prepare: ({ call }) => prepareCall(this.#context, call),
      handle: ({ call, text }, prepared) => void this.#handle(call, text, prepared),
    })
    this.#calls = new OutgoingCalls({
      clock,
      limit: limits.queuedCalls,
      yieldMs: limits.yieldMs,
      send: (id, call) => this.#sendCall(id, call),
    })
  }

  /** Connected, and past the first answered BootNotification. */
  get ready(): boolean {
    return this.#vitals.ready && !this.#closing
  }

  markBooted() {
    this.#vitals.booted()
    // it may have named another model or firmware than before
    void this.learnQuirks()
  }

  /** After a boot, and when profiles were changed. */
  async learnQuirks() {
    try {
      this.quirks = await this.#engine.site.execute(this.actor, 'quirks.resolve', {})
    } catch (error) {
      this.#engine.log.warn('the quirks of a station could not be read', { station: this.name, reason: String(error) })
    }
  }

  markStatusTold() {
    this.#vitals.statusTold()
  }

  start() {
    const socket = this.#socket
    const { clock } = this
    socket.on('message', (data: Buffer) => this.#receive(data))
    socket.on('ping', () => this.#vitals.heard(clock.now()))
    socket.on('pong', () => this.#vitals.heard(clock.now()))
    // the reason (a frame too long, broken UTF-8, a reset) comes again as the code of `close`
    socket.on('error', (error) =>
      this.#engine.log.info('a connection failed', { station: this.name, reason: error.message }),
    )
    socket.on('close', (code, reason) => this.#end(code, String(reason)))
    this.#engine.site
      .execute(this.actor, 'stations.connected', { protocol: this.version.name })
      .catch((error: unknown) => {
        this.#engine.log.error('a connection could not be written down', { station: this.name, reason: String(error) })
        this.close(1011, 'the controller can not serve this station now')
      })
    if (this.quirks.bootOnRequest) void this.#askFor('boot')
    else if (this.quirks.statusOnReconnect && this.#bootedBefore) void this.#askFor('status')
  }

  async call(action: string, payload: object, options: CallOptions = {}): Promise<unknown> {
    const message = this.version.messages.get(action)?.out
    if (!message) throw new SiteError('NotSupported', { request: action, protocol: this.version.name })
    if (!message.request(payload)) {
      const { instancePath, message: what } = message.request.errors?.[0] ?? {}
      throw new SiteError('InvalidInput', { request: action, reason: `${instancePath ?? ''} ${what ?? ''}`.trim() })
    }
    if (this.#closing) throw new SiteError('StationOffline', { station: this.name })
    const timeoutMs = options.timeoutMs ?? this.#answerMs
    const reshape = this.quirks.shapes16in201 ? this.version.shapes?.outgoing[action] : undefined
    const answer = await new Promise<unknown>((resolve, reject) => {
      const call = { action, payload: reshape ? reshape(payload) : payload, timeoutMs, resolve, reject }
      this.#calls.add({ ...call, background: options.background === true })
    })
    // an answer that breaks its schema is read all the same, as far as it goes
    if (!message.response(answer)) this.#engine.onOddities(action, ['the answer does not match its schema'])
    return answer
  }

  async callRaw(action: string, payload: unknown, options: { timeoutMs?: number } = {}): Promise<RawAnswer> {
    if (this.#closing) throw new SiteError('StationOffline', { station: this.name })
    const timeoutMs = options.timeoutMs ?? this.#answerMs
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#calls.add({ action, payload, timeoutMs, raw: true, resolve, reject })
    })
    return answer as RawAnswer
  }

  /** For work that nobody waits for: it begins when the connection has settled, lets others pass, and gives up early. */
  inBackground(): Caller {
    const { backgroundTimeoutMs } = this.#engine.limits
    return {
      quirks: this.quirks,
      call: async (action, payload, options = {}) => {
        await this.#untilSettled()
        const timeoutMs = Math.min(
          options.timeoutMs ?? this.#answerMs,
          Math.max(backgroundTimeoutMs, this.#quirkMs ?? 0),
        )
        return this.call(action, payload, { timeoutMs, background: true })
      },
      callRaw: (action, payload, options) => this.callRaw(action, payload, options),
    }
  }

  #untilSettled(): Promise<void> {
    const waitMs = this.#startedAt + this.#engine.limits.backgroundDelayMs - this.clock.now()
    return waitMs <= 0 ? Promise.resolve() : new Promise((resolve) => void this.clock.setTimer(resolve, waitMs))
  }

  get #answerMs(): number {
    return this.#quirkMs ?? this.#engine.limits.callTimeoutMs
  }

  get #quirkMs(): number | undefined {
    const { answerTimeoutS } = this.quirks
    return answerTimeoutS === null ? undefined : answerTimeoutS * 1000
  }

  /** CALLs that another connection of the station was asked for and never sent. */
  takeOver(unsent: PendingCall[]) {
    for (const call of unsent) this.#calls.add(call)
  }

  /** @returns CALLs that were never sent, for the connection that takes its place */
  replaced(): PendingCall[] {
    const unsent = this.#calls.lose('the station connected anew')
    this.close(1000, 'replaced by a newer connection of this station')
    return unsent
  }

  /** Looks after a connection that is too silent. */
  sweep(now: number) {
    if (this.#closing) return
    const care = this.#vitals.check(now)
    if (care === 'ping') this.#socket.ping()
    else if (care === 'end') this.#terminate('no answer to a ping')
    else if (care) void this.#askFor(care === 'ask-boot' ? 'boot' : 'status')
  }

  /** Ends the connection; what is being answered is still answered before. */
  close(code: number, reason: string) {
    if (this.#closing) return
    this.#closing = true
    this.#engine.log.info('a connection is being closed', { station: this.name, code, reason })
    if (this.#inWork.size === 0) this.#socket.close(code, reason)
    else this.#idle.push(() => this.#socket.close(code, reason))
  }

  /** Resolves when the socket is closed. */
  closed(): Promise<void> {
    return this.#ended ? Promise.resolve() : new Promise((resolve) => this.#closed.push(resolve))
  }

  async #askFor(message: TriggerMessage) {
    const caller: Caller = {
      quirks: this.quirks,
      call: (action, payload) => this.call(action, payload, { timeoutMs: courtesyMs }),
      callRaw: (action, payload) => this.callRaw(action, payload, { timeoutMs: courtesyMs }),
    }
    try {
      await this.version.createCharger(caller).trigger({ message })
    } catch (error) {
      const reason = error instanceof SiteError ? error.code : String(error)
      this.#engine.log.info('a station did not tell what it was asked for', { station: this.name, message, reason })
    }
  }

  #receive(data: Buffer) {
    if (this.#closing) return
    this.#vitals.messageCame(this.clock.now())
    if (!this.#bucket.take(this.clock.now())) return this.close(1008, 'too many messages per second')
    const text = data.toString('utf8')
    const frame = parseFrame(text)
    if (frame.kind === 'call') this.#take(frame, text)
    else if (frame.kind === 'malformed') this.#refuse(frame, text)
    else this.#match(frame, text)
  }

  #take(call: Call, text: string) {
    const known = this.#inWork.get(call.id)
    if (known === text) {
      // its answer is on the way
      this.#note({
        direction: 'in',
        action: call.action,
        kind: 'call',
        messageId: call.id,
        frame: text,
        note: 'repeated',
      })
      return
    }
    if (this.#inWork.size >= this.#engine.limits.unansweredMessages)
      return this.close(1008, 'too many messages without waiting for their answers')
    this.#inWork.set(call.id, text)
    this.#order.take({ call, text })
  }

  async #handle(call: Call, text: string, prepared?: unknown) {
    this.#answer(call, text, await answerCall(this.#context, call, text, prepared))
  }

  #answer(call: Call, text: string, { frame, hooks }: Answer) {
    // two different messages under one id: the younger one's entry stays until it is answered
    if (this.#inWork.get(call.id) === text) this.#inWork.delete(call.id)
    const sent = this.#send(frame)
    if (sent) for (const hook of hooks) void this.#runHook(hook)
    if (this.#inWork.size === 0) for (const resume of this.#idle.splice(0)) resume()
  }

  async #runHook({ label, run }: Answer['hooks'][number]) {
    try {
      await run(this)
    } catch (error) {
      const reason = error instanceof SiteError ? error.code : String(error)
      this.#engine.log.info('a step after an answer failed', { station: this.name, step: label, reason })
    }
  }

  #refuse({ id, fault, reason }: Malformed, text: string) {
    const { format, frame, messageType } = this.version.errors
    const code = fault === 'message-type' ? messageType : id === undefined ? frame : format
    this.#note({ direction: 'in', action: null, kind: 'invalid', messageId: id ?? null, frame: text, note: reason })
    if (code === undefined) return
    // part 4 of 2.0.1, section 4.2.3: -1 where the id can't be read
    const answer = printError(id ?? '-1', code, reason)
    this.#note({ direction: 'out', action: null, kind: 'error', messageId: id ?? '-1', frame: answer, note: null })
    this.#send(answer)
  }

  #match(frame: CallResult | CallError, text: string) {
    const action = this.#calls.answer(frame) ?? null
    const { kind, id } = frame
    const note = action === null ? 'nobody waits for this answer: it came too late, or was never asked for' : null
    this.#note({ direction: 'in', action, kind: action === null ? 'invalid' : kind, messageId: id, frame: text, note })
  }

  #sendCall(id: string, { action, payload }: PendingCall): boolean {
    const frame = printCall(id, action, payload)
    if (!this.#send(frame)) return false
    this.#note({ direction: 'out', action, kind: 'call', messageId: id, frame, note: null })
    return true
  }

  #send(frame: string): boolean {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return false
    if (socket.bufferedAmount + frame.length > this.#engine.limits.outboundBytes) {
      this.#terminate('the station does not read what it is sent')
      return false
    }
    socket.send(frame)
    return true
  }

  /** For a peer that would not see a close frame. */
  #terminate(reason: string) {
    this.#closing = true
    this.#engine.log.warn('a connection was cut', { station: this.name, reason })
    this.#socket.terminate()
  }

  #end(code: number, reason: string) {
    this.#closing = true
    this.#ended = true
    this.#engine.log.info('a station disconnected', { station: this.name, code, reason })
    this.#engine.onEnded(this, this.#calls.lose('the connection was lost'))
    for (const resolve of this.#closed.splice(0)) resolve()
  }

  #note(draft: Omit<MessageDraft, 'at'>) {
    const row = draftOf({ ...draft, at: this.clock.now() })
    this.#engine.site.execute(this.actor, 'messages.log', [row]).catch((error: unknown) => {
      this.#engine.log.warn('a frame could not be logged', { station: this.name, reason: String(error) })
    })
  }
}
