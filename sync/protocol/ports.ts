/** Time, as both ends of the sync see it. Instants are UTC epoch milliseconds. The site's own clock fits. */
export interface SyncClock {
  now(): number
  setTimer(fn: () => void, delayMs: number): SyncTimer
}

export interface SyncTimer {
  cancel(): void
}

export const systemSyncClock: SyncClock = {
  now: () => Date.now(),
  setTimer: (fn, delayMs) => {
    const handle = setTimeout(fn, delayMs)
    return { cancel: () => clearTimeout(handle) }
  },
}

/** Structured log: an event in words, and its facts. Secrets never go in. The site's own log fits. */
export interface SyncLog {
  debug(message: string, facts?: Record<string, unknown>): void
  info(message: string, facts?: Record<string, unknown>): void
  warn(message: string, facts?: Record<string, unknown>): void
  error(message: string, facts?: Record<string, unknown>): void
}
