import type { SyncClock, SyncLog, SyncTimer } from '../protocol/ports.ts'
import type { HubStore, Job, JobResult } from './store.ts'

/** Jobs that may wait for the database; a batch beyond them is turned away, and its site tries again. */
const maxWaiting = 2_000
/** Rows that share one transaction at most, so that the first of them doesn't wait for ever. */
const maxRowsPerCommit = 20_000
const storageRetryMs = 1_000

interface Waiting {
  job: Job
  done(result: JobResult): void
}

export interface InboxOptions {
  store: HubStore
  clock: SyncClock
  log: SyncLog
  /** Told of each COMMIT: rows, and how long it took; and of each that failed. */
  watcher?: CommitWatcher | undefined
}

export interface CommitWatcher {
  committed(rows: number, ms: number): void
  failed(): void
}

/**
 * Everything that writes to the hub's database, in the order of arrival: what came together shares one transaction, and each
 * is answered after its COMMIT. When the database fails nobody is answered; sites keep what they have and send it again.
 */
export class Inbox {
  readonly #options: InboxOptions
  #waiting: Waiting[] = []
  #running: Promise<void> | undefined
  #pause: { timer: SyncTimer; end(): void } | undefined
  #stopped = false
  #failing = false

  constructor(options: InboxOptions) {
    this.#options = options
  }

  /** Is the database failing at the moment? */
  get failing(): boolean {
    return this.#failing
  }

  /** @returns false when the inbox is full: nothing of the job is kept */
  put(job: Job, done: (result: JobResult) => void): boolean {
    if (this.#stopped || this.#waiting.length >= maxWaiting) return false
    this.#waiting.push({ job, done })
    this.#running ??= this.#work().finally(() => {
      this.#running = undefined
    })
    return true
  }

  /** Commits what has arrived, and ends. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#pause?.end()
    await this.#running
    this.#waiting = []
  }

  async #work() {
    // messages of the same turn of the event loop arrive before the check phase
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const group = this.#take()
      const committed = await this.#commit(group)
      if (!committed) {
        this.#waiting = []
        if (this.#stopped) return
        await this.#rest()
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #take(): Waiting[] {
    let rows = 0
    let count = 0
    for (const { job } of this.#waiting) {
      rows += job.kind === 'batch' ? job.batch.rows.length : 1
      if (count > 0 && rows > maxRowsPerCommit) break
      count++
    }
    return this.#waiting.splice(0, count)
  }

  async #commit(group: readonly Waiting[]): Promise<boolean> {
    const { store, clock, log, watcher } = this.#options
    const startedAt = performance.now()
    let results: JobResult[]
    try {
      results = await store.transact(
        group.map(({ job }) => job),
        clock.now(),
      )
    } catch (error) {
      if (!this.#failing) log.error('the database refuses to write; sites keep their data', { reason: String(error) })
      this.#failing = true
      watcher?.failed()
      return false
    }
    if (this.#failing) log.info('the database writes again')
    this.#failing = false
    const applied = results.reduce((sum, result) => sum + ('applied' in result ? result.applied : 0), 0)
    watcher?.committed(applied, performance.now() - startedAt)
    group.forEach(({ done }, i) => {
      const result = results[i]
      if (result) done(result)
    })
    return true
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#pause?.timer.cancel()
        this.#pause = undefined
        resolve()
      }
      this.#pause = { timer: this.#options.clock.setTimer(end, storageRetryMs), end }
    })
  }
}
