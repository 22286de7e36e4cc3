import type { Call } from './frame.ts'

export interface ReceivedCall {
  call: Call
  text: string
}

/**
 * The order of one station's messages. Nearly all of them are handled at once; behind one that must ask the outside first,
 * those that come later wait. How many may wait is bounded where messages without an answer are counted.
 */
export class CallOrder {
  readonly #prepare: (received: ReceivedCall) => Promise<unknown> | undefined
  readonly #handle: (received: ReceivedCall, prepared: unknown) => void
  /** Present while a message asks. */
  #waiting: ReceivedCall[] | undefined

  /** `prepare` never rejects. */
  constructor(options: {
    prepare(received: ReceivedCall): Promise<unknown> | undefined
    handle(received: ReceivedCall, prepared: unknown): void
  }) {
    this.#prepare = options.prepare
    this.#handle = options.handle
  }

  take(received: ReceivedCall) {
    if (this.#waiting) {
      this.#waiting.push(received)
      return
    }
    const prepared = this.#prepare(received)
    if (!prepared) return this.#handle(received, undefined)
    this.#waiting = []
    void prepared.then((told) => {
      this.#handle(received, told)
      const waiting = this.#waiting ?? []
      this.#waiting = undefined
      for (const next of waiting) this.take(next)
    })
  }
}
