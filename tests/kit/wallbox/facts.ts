import type { ManualTimer } from '../clock.ts'
import type { Fact } from './box.ts'
import { CallFailed } from './rpc.ts'

export interface FactQueueOptions {
  readonly limit: number
  readonly call: (action: string, payload: object) => Promise<unknown>
  /** may facts be sent now? */
  readonly ready: () => boolean
  readonly setTimer: (run: () => void, ms: number) => ManualTimer
  /** attempts before a fact the server refuses is given up, and seconds before the second; read at each failure */
  readonly retry: () => { attempts: number; intervalS: number }
  readonly onLoss: (text: string) => void
  readonly onActivity: () => void
}

interface Entry {
  readonly fact: Fact
  attempts: number
}

/**
 * Facts on their way to the server: in order, one at a time, kept while the box is offline and over a power cycle.
 * A fact that is answered with an error or not at all is repeated as OCPP 1.6 §3.7.1 asks (after interval × attempts so far);
 * a lost connection does not count as an attempt, so the server may see the same fact twice, with another message id.
 */
export class FactQueue {
  readonly #o: FactQueueOptions
  readonly #entries: Entry[] = []
  #sending = false
  #retryTimer: ManualTimer | undefined
  #last: { action: string; payload: object } | undefined

  constructor(options: FactQueueOptions) {
    this.#o = options
  }

  get length(): number {
    return this.#entries.length
  }

  /** True when nothing moves by itself: empty, not ready, or waiting for the time of a retry. */
  get idle(): boolean {
    return !this.#sending && (this.#entries.length === 0 || !this.#o.ready() || this.#retryTimer !== undefined)
  }

  /** Does a fact about this transaction (undefined: about any) wait, or is it on its way? */
  waitsAbout(uid: string | undefined): boolean {
    return this.#entries.some(({ fact }) => fact.about !== undefined && (uid === undefined || fact.about === uid))
  }

  add(fact: Fact): void {
    if (this.#entries.length >= this.#o.limit) this.#makeRoom()
    this.#entries.push({ fact, attempts: 0 })
    this.pump()
  }

  /** Sends what waits, as far as it may. */
  pump(): void {
    const head = this.#entries[0]
    if (this.#sending || this.#retryTimer || !head || !this.#o.ready()) return
    this.#sending = true
    const { action } = head.fact
    const payload = head.fact.payload()
    this.#last = { action, payload }
    this.#o.call(action, payload).then(
      (answer) => {
        this.#sending = false
        this.#entries.shift()
        head.fact.onAnswer?.(answer)
        this.pump()
        this.#o.onActivity()
      },
      (error: unknown) => {
        this.#sending = false
        this.#failed(head, error)
        this.#o.onActivity()
      },
    )
  }

  /** Sends the fact that went out last once more, with a new message id. @throws Error when none was sent yet */
  async duplicateLast(): Promise<unknown> {
    if (!this.#last) throw new Error('no fact was sent yet: there is nothing to repeat')
    return this.#o.call(this.#last.action, this.#last.payload)
  }

  /** Forgets everything: a box whose memory is volatile. */
  forget(): void {
    this.stop()
    this.#entries.length = 0
  }

  stop(): void {
    this.#retryTimer?.cancel()
    this.#retryTimer = undefined
  }

  #failed(head: Entry, error: unknown): void {
    // Out of its place already: the queue was forgotten meanwhile.
    if (this.#entries[0] !== head) {
      this.pump()
      return
    }
    if (!(error instanceof CallFailed)) throw error
    if (error.reason === 'lost') return
    head.attempts++
    const { attempts, intervalS } = this.#o.retry()
    if (head.attempts >= attempts) {
      this.#entries.shift()
      this.#o.onLoss(`${head.fact.label} given up after ${head.attempts} attempts: ${error.message}`)
      this.pump()
      return
    }
    this.#retryTimer = this.#o.setTimer(
      () => {
        this.#retryTimer = undefined
        this.pump()
      },
      head.attempts * intervalS * 1000,
    )
  }

  /** Starts and ends are kept: the oldest reading that is not on its way goes first. */
  #makeRoom(): void {
    const at = this.#entries.findIndex((entry, i) => entry.fact.droppable && !(i === 0 && this.#sending))
    const [gone] = this.#entries.splice(at === -1 ? (this.#sending ? 1 : 0) : at, 1)
    if (gone) this.#o.onLoss(`the queue is full (${this.#o.limit}): ${gone.fact.label} was dropped`)
  }
}
