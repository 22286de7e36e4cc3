/**
 * Waiting times between attempts: doubling from the first to the longest, each spread over its upper half so that many
 * sites that lost the same headquarters don't return in step.
 */
export class Backoff {
  readonly #firstMs: number
  readonly #longestMs: number
  readonly #random: () => number
  #attempts = 0

  constructor(options: { firstMs: number; longestMs: number; random: () => number }) {
    this.#firstMs = options.firstMs
    this.#longestMs = options.longestMs
    this.#random = options.random
  }

  get attempts(): number {
    return this.#attempts
  }

  next(): number {
    const ms = Math.min(this.#longestMs, this.#firstMs * 2 ** Math.min(this.#attempts, 20))
    this.#attempts++
    return ms * (0.5 + this.#random() / 2)
  }

  reset() {
    this.#attempts = 0
  }
}
