import { randomUUID } from 'node:crypto'
import type { Disguise } from './disguise.ts'
import { breachOf, type SchemaBook, type Violation } from './schemas.ts'
import type { Transcript } from './transcript.ts'

const CALL = 2
const CALLRESULT = 3
const CALLERROR = 4
/** OCPP-J 4.1.4: a message id has at most 36 characters. */
const MAX_ID_LENGTH = 36

/** Why a CALL of the box has no result. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  /** `error`: a CALLERROR came; `timeout`: no answer in time; `lost`: the connection went; `full`: too many CALLs wait. */
  readonly reason: 'error' | 'timeout' | 'lost' | 'full'
  /** the CALLERROR's code, for reason `error` */
  readonly code: string | undefined

  constructor(reason: CallFailed['reason'], message: string, code?: string) {
    super(message)
    this.reason = reason
    this.code = code
  }
}

/** Thrown by a behaviour to answer a CALL with a CALLERROR. */
export class CallRefused extends Error {
  override readonly name = 'CallRefused'
  readonly code: string

  constructor(code: string, description: string) {
    super(description)
    this.code = code
  }
}

/** A behaviour's answer; `afterwards` runs when it has left, so that it may send CALLs of its own. */
export interface Answer {
  readonly answer: object
  readonly afterwards?: (() => void | Promise<void>) | undefined
}

/** Misbehaviour for tests; every field may be changed while the box runs. */
export interface RpcFaults {
  /** waits this long (real milliseconds) before it answers a CALL */
  answerDelayMs: number
  /** actions it never answers; `'*'` answers none */
  silentFor: Set<string>
  /** `counter`: ids are "1", "2", … and start again at "1" on each connection, as on many boxes */
  messageIds: 'uuid' | 'counter'
}

export interface RpcOptions {
  readonly schemas: SchemaBook
  /** CALLERROR codes of this version, for breaches of each kind */
  readonly errorCodes: Readonly<Record<Violation['kind'], string>>
  readonly knownErrorCodes: ReadonlySet<string>
  /** how long a CALL waits for its answer, in real milliseconds */
  readonly callTimeoutMs: number
  /** CALLs that may wait behind the one that is out */
  readonly maxQueued: number
  readonly faults: RpcFaults
  readonly transcript: Transcript
  /** answers a CALL of the server; throws CallRefused for a CALLERROR; undefined: the action is not known */
  readonly onCall: (action: string, payload: unknown) => Promise<Answer> | Answer | undefined
  /** what the box's quirks make of its messages */
  readonly disguise: Disguise
  readonly onViolation: (violation: Violation) => void
  /** something began or ended: whoever waits for idleness looks again */
  readonly onActivity: () => void
}

interface Waiting {
  readonly action: string
  readonly payload: object
  readonly resolve: (result: unknown) => void
  readonly reject: (error: CallFailed) => void
}

/** The client's end of OCPP-J: one CALL out at a time, answers in the order of the server's CALLs, everything checked. */
export class RpcClient {
  readonly #o: RpcOptions
  #send: ((text: string) => void) | undefined
  readonly #queue: Waiting[] = []
  #out: (Waiting & { id: string; timer: NodeJS.Timeout }) | undefined
  readonly #late = new Set<string>()
  #counter = 0
  #answering = 0
  #connection = 0

  constructor(options: RpcOptions) {
    this.#o = options
  }

  /** A connection is open: frames leave through `send`. */
  attach(send: (text: string) => void): void {
    this.#connection++
    this.#counter = 0
    this.#send = send
  }

  /** The connection is gone: what is out or waits fails with reason `lost`. */
  detach(): void {
    this.#send = undefined
    this.#answering = 0
    this.#late.clear()
    const lost = this.#queue.splice(0)
    if (this.#out) {
      clearTimeout(this.#out.timer)
      lost.unshift(this.#out)
      this.#out = undefined
    }
    for (const call of lost)
      call.reject(new CallFailed('lost', `the connection was lost before ${call.action} was answered`))
    this.#o.onActivity()
  }

  get attached(): boolean {
    return this.#send !== undefined
  }

  /** True when nothing is out, waits, or is being answered. */
  get idle(): boolean {
    return !this.#out && this.#queue.length === 0 && this.#answering === 0
  }

  /** Sends a CALL when those before it are answered. @throws CallFailed */
  call(action: string, payload: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (!this.#send) return reject(new CallFailed('lost', `${action} was not sent: the box is offline`))
      if (this.#queue.length >= this.#o.maxQueued)
        return reject(new CallFailed('full', `${action} was not sent: ${this.#o.maxQueued} messages wait already`))
      this.#queue.push({ action, payload, resolve, reject })
      this.#next()
    })
  }

  /** Sends a frame as it is, not checked and not counted as outstanding. */
  sendRaw(text: string): void {
    if (!this.#send) throw new CallFailed('lost', 'the frame was not sent: the box is offline')
    this.#o.transcript.add('sent', text)
    this.#send(text)
  }

  /** Takes a frame of the server. */
  receive(text: string): void {
    this.#o.transcript.add('received', text)
    let frame: unknown
    try {
      frame = JSON.parse(text)
    } catch {
      frame = undefined
    }
    if (!Array.isArray(frame) || typeof frame[1] !== 'string' || frame[1].length > MAX_ID_LENGTH)
      this.#breach('received', 'frame', 'not JSON [type, message id up to 36 characters, …]', text, 'format')
    else if (frame[0] === CALL) this.#takeCall(frame[1], frame[2], frame[3], frame.length, text)
    else if (frame[0] === CALLRESULT || frame[0] === CALLERROR) this.#takeAnswer(frame, frame[1], text)
    else this.#breach('received', 'frame', `message type ${String(frame[0])} is none of 2, 3, 4`, text, 'format')
  }

  #next(): void {
    const send = this.#send
    if (this.#out || !send) return
    const call = this.#queue.shift()
    if (!call) {
      this.#o.onActivity()
      return
    }
    const payload = this.#o.disguise.call(call.action, call.payload)
    if (payload === 'unsent') {
      call.resolve({})
      this.#next()
      return
    }
    const id = this.#o.faults.messageIds === 'counter' ? String(++this.#counter) : randomUUID()
    const frame = JSON.stringify([CALL, id, call.action, payload])
    const breach = breachOf(this.#o.schemas, `${call.action}Request`, payload)
    if (breach) this.#breach('sent', `${call.action}Request`, breach.text, frame, breach.kind)
    const timer = setTimeout(() => {
      this.#out = undefined
      this.#late.add(id)
      call.reject(new CallFailed('timeout', `${call.action} was not answered within ${this.#o.callTimeoutMs} ms`))
      this.#next()
    }, this.#o.callTimeoutMs)
    this.#out = { ...call, id, timer }
    this.#o.transcript.add('sent', frame)
    send(frame)
  }

  #takeAnswer(frame: unknown[], id: string, text: string): void {
    const out = this.#out
    if (out?.id !== id) {
      if (!this.#late.delete(id))
        this.#breach('received', 'frame', `an answer to ${id}, which was not asked`, text, 'format')
      return
    }
    clearTimeout(out.timer)
    this.#out = undefined
    if (frame[0] === CALLRESULT) {
      const name = `${out.action}Response`
      const breach = breachOf(this.#o.schemas, name, frame[2])
      if (breach) this.#breach('received', name, breach.text, text, breach.kind)
      if (frame.length !== 3) this.#breach('received', 'frame', 'a CALLRESULT has three elements', text, 'format')
      out.resolve(frame[2])
    } else {
      const code = String(frame[2])
      if (frame.length !== 5 || typeof frame[3] !== 'string' || typeof frame[4] !== 'object' || frame[4] === null)
        this.#breach('received', 'frame', 'a CALLERROR is [4, id, code, description, {details}]', text, 'format')
      if (!this.#o.knownErrorCodes.has(code))
        this.#breach('received', 'frame', `${code} is not an error code of this version`, text, 'property')
      out.reject(new CallFailed('error', `${out.action} was answered with ${code}: ${String(frame[3])}`, code))
    }
    this.#next()
  }

  #takeCall(id: string, action: unknown, payload: unknown, length: number, text: string): void {
    if (typeof action !== 'string' || length !== 4) {
      this.#breach('received', 'frame', 'a CALL is [2, id, action, payload]', text, 'format')
      return
    }
    if (this.#answering > 0)
      this.#breach('received', 'frame', `${action} came while the CALL before it was not answered`, text, 'format')
    const connection = this.#connection
    this.#answering++
    void this.#answer(id, action, payload, text, connection).finally(() => {
      if (connection === this.#connection) this.#answering = Math.max(0, this.#answering - 1)
      this.#o.onActivity()
    })
  }

  async #answer(id: string, action: string, payload: unknown, text: string, connection: number): Promise<void> {
    const { faults, schemas, errorCodes } = this.#o
    let reply: unknown[]
    let afterwards: Answer['afterwards']
    try {
      const breach = breachOf(schemas, `${action}Request`, payload)
      if (breach) {
        this.#breach('received', `${action}Request`, breach.text, text, breach.kind)
        throw new CallRefused(errorCodes[breach.kind], breach.text)
      }
      const given: Answer | undefined = await this.#o.onCall(action, payload)
      // Known to the version but not to this box: NotSupported; not even to the version: NotImplemented.
      if (!given && schemas[`${action}Request`]) throw new CallRefused('NotSupported', `This wallbox has no ${action}`)
      if (!given) throw new CallRefused('NotImplemented', `This wallbox does not know ${action}`)
      const answer = this.#o.disguise.reply(action, given.answer, payload)
      reply = [CALLRESULT, id, answer]
      afterwards = given.afterwards
      const wrong = breachOf(schemas, `${action}Response`, answer)
      if (wrong) this.#breach('sent', `${action}Response`, wrong.text, JSON.stringify(reply), wrong.kind)
    } catch (error) {
      const refused = error instanceof CallRefused ? error : new CallRefused('InternalError', String(error))
      reply = [CALLERROR, id, refused.code, this.#o.disguise.errorText(refused.message.slice(0, 255)), {}]
    }
    const never = faults.silentFor.has('*') || faults.silentFor.has(action)
    if (!never && faults.answerDelayMs > 0) await new Promise((done) => setTimeout(done, faults.answerDelayMs))
    // An answer belongs to the connection of its question.
    if (!never && connection === this.#connection) {
      const answer = JSON.stringify(reply)
      this.#o.transcript.add('sent', answer)
      this.#send?.(answer)
    }
    await afterwards?.()
  }

  #breach(direction: Violation['direction'], what: string, text: string, frame: string, kind: Violation['kind']): void {
    this.#o.onViolation({ atMs: Date.now(), direction, what, text, frame, kind })
  }
}
