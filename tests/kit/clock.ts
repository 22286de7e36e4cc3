/** A timer that was set on a clock; `cancel()` may be called any number of times. */
export interface ManualTimer {
  cancel(): void
}

interface Entry {
  readonly order: number
  readonly dueMs: number
  readonly run: () => void
}

/**
 * A clock that stands still until a test moves it.
 *
 * It fits the site's `Clock` port and drives virtual wallboxes: `advance` runs every timer that falls due, each at its own
 * instant, in the order of their instants (and of their setting, where these are equal). A timer set by a timer runs in the
 * same advance if it falls due within it.
 */
export class ManualClock {
  #nowMs: number
  #order = 0
  readonly #entries = new Set<Entry>()

  /** @param startMs UTC epoch milliseconds the clock begins at */
  constructor(startMs: number = Date.UTC(2026, 0, 5, 8, 0, 0)) {
    this.#nowMs = startMs
  }

  /** UTC epoch milliseconds. */
  now(): number {
    return this.#nowMs
  }

  /** Runs `run` once, `delayMs` from now (at least 0), when the clock is advanced that far. */
  setTimer(run: () => void, delayMs: number): ManualTimer {
    const entry = { order: this.#order++, dueMs: this.#nowMs + Math.max(0, delayMs), run }
    this.#entries.add(entry)
    return { cancel: () => void this.#entries.delete(entry) }
  }

  /** The instant of the next timer, or undefined when none is set. */
  nextDueMs(): number | undefined {
    return this.#next()?.dueMs
  }

  /** Number of timers that wait: a test of `stop()` asserts that it is 0. */
  get pending(): number {
    return this.#entries.size
  }

  /** Moves time forward and runs what falls due. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`a clock only goes forward: ${ms} ms`)
    const end = this.#nowMs + ms
    for (let next = this.#next(); next && next.dueMs <= end; next = this.#next()) {
      this.#entries.delete(next)
      this.#nowMs = Math.max(this.#nowMs, next.dueMs)
      next.run()
    }
    this.#nowMs = Math.max(this.#nowMs, end)
  }

  #next(): Entry | undefined {
    let best: Entry | undefined
    for (const entry of this.#entries) {
      if (!best || entry.dueMs < best.dueMs || (entry.dueMs === best.dueMs && entry.order < best.order)) best = entry
    }
    return best
  }
}
