/**
 * One piece of asynchronous work at a time, in order. Work that throws is told to `onError`, and does not stop the rest.
 * The owner bounds how much it asks for.
 */
export class Serial {
  readonly #onError: (error: unknown) => void
  #tail: Promise<void> = Promise.resolve()

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError
  }

  run(work: () => Promise<void>): void {
    this.#tail = this.#tail.then(work).catch(this.#onError)
  }

  /** Resolves when all that was asked for is done. */
  idle(): Promise<void> {
    return this.#tail
  }
}
