/** Predicates may look at more than the box, so they are asked now and then besides at every change. */
const POLL_MS = 20

interface Waiter {
  readonly holds: () => boolean
  readonly settle: (error?: Error) => void
}

/** Those who wait for something to become true, each with a time limit in real milliseconds. */
export class Waiters {
  readonly #waiting = new Set<Waiter>()

  /** Something has changed: everybody looks again. */
  look(): void {
    for (const waiter of this.#waiting) if (waiter.holds()) waiter.settle()
  }

  /** Nothing will change any more. */
  disappoint(error: Error): void {
    for (const waiter of this.#waiting) waiter.settle(error)
  }

  /** @throws what `onTimeout` makes, when the time is up first */
  until(holds: () => boolean, timeoutMs: number, onTimeout: () => Error): Promise<void> {
    if (holds()) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const poll = setInterval(() => waiter.holds() && waiter.settle(), POLL_MS)
      const timer = setTimeout(() => waiter.settle(onTimeout()), timeoutMs)
      const waiter: Waiter = {
        holds,
        settle: (error) => {
          clearInterval(poll)
          clearTimeout(timer)
          this.#waiting.delete(waiter)
          if (error) reject(error)
          else resolve()
        },
      }
      this.#waiting.add(waiter)
    })
  }
}
