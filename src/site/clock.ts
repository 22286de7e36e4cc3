/** Time as the site sees it. Instants are UTC epoch milliseconds. Tests inject a manual clock. */
export interface Clock {
  now(): number
  /** Calls `fn` once after `delayMs`. The owner of the timer cancels it when it stops. */
  setTimer(fn: () => void, delayMs: number): Timer
}

export interface Timer {
  cancel(): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (fn, delayMs) => {
    const handle = setTimeout(fn, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}

/** Calls `fn` every `periodMs` until cancelled; a call that throws is the caller's to catch. */
export function every(clock: Clock, periodMs: number, fn: () => void): Timer {
  let cancelled = false
  let timer = clock.setTimer(function tick() {
    if (cancelled) return
    timer = clock.setTimer(tick, periodMs)
    fn()
  }, periodMs)
  return {
    cancel: () => {
      cancelled = true
      timer.cancel()
    },
  }
}

/**
 * Waits for `promise`, at most `timeoutMs`.
 * @throws what `onTimeout` makes, when the time is up first
 */
export function within<T>(clock: Clock, timeoutMs: number, promise: Promise<T>, onTimeout: () => Error): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = clock.setTimer(() => reject(onTimeout()), timeoutMs)
    promise.then(
      (value) => {
        timer.cancel()
        resolve(value)
      },
      (error: unknown) => {
        timer.cancel()
        reject(error instanceof Error ? error : new Error(String(error)))
      },
    )
  })
}
