import type { ManualTimer } from '../clock.ts'

/** The timers of one box: whatever still waits when the box is switched off for good is cancelled. */
export class OwnedTimers {
  readonly #set: (run: () => void, ms: number) => ManualTimer
  readonly #waiting = new Set<ManualTimer>()

  constructor(set: (run: () => void, ms: number) => ManualTimer) {
    this.#set = set
  }

  set(run: () => void, ms: number): ManualTimer {
    const timer = this.#set(() => {
      this.#waiting.delete(owned)
      run()
    }, ms)
    const owned: ManualTimer = {
      cancel: () => {
        this.#waiting.delete(owned)
        timer.cancel()
      },
    }
    this.#waiting.add(owned)
    return owned
  }

  cancelAll(): void {
    for (const timer of [...this.#waiting]) timer.cancel()
  }
}
