import type { SyncClock, SyncTimer } from '../../../sync/protocol/ports.ts'

interface Entry {
  at: number
  order: number
  run(): void
}

/** Virtual time: what is due next runs next, however far away it is. */
export class Timeline {
  now = Date.UTC(2026, 10, 20, 12)
  #order = 0
  readonly #heap: Entry[] = []

  after(delayMs: number, run: () => void) {
    const entry = { at: this.now + Math.max(0, delayMs), order: this.#order++, run }
    const heap = this.#heap
    let i = heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(entry, heap[parent] as Entry)) break
      heap[i] = heap[parent] as Entry
      i = parent
    }
    heap[i] = entry
  }

  /** Runs the next entry if it is due until `end`. @returns false when there is none; time is at `end` then */
  step(end: number): boolean {
    const first = this.#heap[0]
    if (!first || first.at > end) {
      this.now = Math.max(this.now, end)
      return false
    }
    this.#removeFirst()
    this.now = Math.max(this.now, first.at)
    first.run()
    return true
  }

  #removeFirst() {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++
      if (!before(heap[child] as Entry, last)) break
      heap[i] = heap[child] as Entry
      i = child
    }
    heap[i] = last
  }
}

const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.order < b.order)

/** The clock of one process: it may go wrong by hours, and ends with the process. */
export class ProcessClock implements SyncClock {
  skewMs: number
  pending = 0
  #alive = true
  readonly #timeline: Timeline

  constructor(timeline: Timeline, skewMs = 0) {
    this.#timeline = timeline
    this.skewMs = skewMs
  }

  now(): number {
    return Math.trunc(this.#timeline.now) + this.skewMs
  }

  setTimer(fn: () => void, delayMs: number): SyncTimer {
    if (!this.#alive) return { cancel: () => {} }
    let waiting = true
    this.pending++
    const cancel = () => {
      if (waiting) this.pending--
      waiting = false
    }
    this.#timeline.after(delayMs, () => {
      if (!waiting || !this.#alive) return
      cancel()
      fn()
    })
    return { cancel }
  }

  /** Nothing of the process happens any more. */
  kill() {
    this.#alive = false
  }
}
