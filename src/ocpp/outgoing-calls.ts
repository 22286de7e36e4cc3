import { randomUUID } from 'node:crypto'
import type { Clock, Timer } from '../site/clock.ts'
import { SiteError } from '../site/errors.ts'
import type { CallError, CallResult } from './frame.ts'
import type { RawAnswer } from './protocol.ts'

export interface PendingCall {
  action: string
  payload: unknown
  timeoutMs: number
  /** Nobody waits for it: it lets others pass, and is given up early when they come. */
  background?: boolean
  /** Present: whatever the station answers is taken as it is, a CALLERROR too. */
  raw?: boolean
  /** With the answer's payload; `raw`: with a RawAnswer. */
  resolve(answer: unknown): void
  reject(error: SiteError): void
}

interface OutstandingCall extends PendingCall {
  id: string
  timer: Timer
  hurried?: boolean
}

export interface OutgoingCallsOptions {
  clock: Clock
  /** CALLs that may wait behind the one that is out. */
  limit: number
  /** A background CALL that is out has this long to be answered when another comes. */
  yieldMs: number
  /** @returns false when there is no connection any more */
  send(id: string, call: PendingCall): boolean
}

/**
 * The CALLs to one station: one is out at a time (OCPP-J: a new CALL only after the answer to the one before), the others wait
 * in order. An answer is matched by its id alone, so one that comes after its time is nobody's.
 */
export class OutgoingCalls {
  readonly #options: OutgoingCallsOptions
  #waiting: PendingCall[] = []
  #out: OutstandingCall | undefined

  constructor(options: OutgoingCallsOptions) {
    this.#options = options
  }

  /** Takes a call over; its `reject` is called when the queue is full. */
  add(call: PendingCall) {
    if (this.#waiting.length >= this.#options.limit) {
      call.reject(
        new SiteError('TooManyAttempts', { reason: `${this.#waiting.length} requests wait for this station` }),
      )
      return
    }
    const firstInBackground = call.background ? -1 : this.#waiting.findIndex(({ background }) => background)
    if (firstInBackground === -1) this.#waiting.push(call)
    else this.#waiting.splice(firstInBackground, 0, call)
    if (!call.background) this.#hurry()
    this.#next()
  }

  /** Somebody waits: what is out for nobody gets little time more. */
  #hurry() {
    const out = this.#out
    if (!out?.background || out.hurried) return
    out.hurried = true
    out.timer.cancel()
    out.timer = this.#options.clock.setTimer(() => this.#expire(out.id), Math.min(out.timeoutMs, this.#options.yieldMs))
  }

  /** @returns the action that was answered; undefined: nobody waits for this answer */
  answer(frame: CallResult | CallError): string | undefined {
    const out = this.#out
    if (out?.id !== frame.id) return undefined
    out.timer.cancel()
    this.#out = undefined
    if (out.raw) out.resolve(rawAnswerOf(frame))
    else if (frame.kind === 'result') out.resolve(frame.payload)
    else out.reject(errorOf(out.action, frame))
    this.#next()
    return out.action
  }

  /** The action that is out, by its id. */
  actionOf(id: string): string | undefined {
    return this.#out?.id === id ? this.#out.action : undefined
  }

  /** Ends the one that is out as offline: the station may have got it or not. @returns those that were never sent */
  lose(reason: string): PendingCall[] {
    const waiting = this.#waiting
    this.#waiting = []
    if (this.#out) {
      this.#out.timer.cancel()
      this.#out.reject(new SiteError('StationOffline', { reason, request: this.#out.action }))
      this.#out = undefined
    }
    return waiting
  }

  #next() {
    if (this.#out) return
    const call = this.#waiting.shift()
    if (!call) return
    const id = randomUUID()
    const timer = this.#options.clock.setTimer(() => this.#expire(id), call.timeoutMs)
    this.#out = { ...call, id, timer }
    if (this.#options.send(id, call)) return
    timer.cancel()
    this.#out = undefined
    call.reject(new SiteError('StationOffline', { request: call.action }))
    this.#next()
  }

  #expire(id: string) {
    if (this.#out?.id !== id) return
    const { reject, action, timeoutMs } = this.#out
    this.#out = undefined
    reject(new SiteError('StationTimeout', { request: action, afterMs: timeoutMs }))
    this.#next()
  }
}

function rawAnswerOf(frame: CallResult | CallError): RawAnswer {
  if (frame.kind === 'result') return { result: frame.payload }
  const { code, description, details } = frame
  return { error: { code, description, details: details ?? {} } }
}

function errorOf(request: string, { code, description }: CallError): SiteError {
  const told = description.replace(/\s+/g, ' ').trim().slice(0, 255)
  const details = { request, answer: code, ...(told === '' ? {} : { description: told }) }
  return new SiteError(
    code === 'NotImplemented' || code === 'NotSupported' ? 'NotSupported' : 'StationRejected',
    details,
  )
}
