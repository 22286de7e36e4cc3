import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Clock, every, type Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Database } from './open.ts'

/** The log is moved when it has grown by this much, looked at every second. */
const threshold = 4 * 1024 * 1024
const periodMs = 1000

/** Owns the checkpoint thread. Without it the write-ahead log would grow for ever: SQLite's own checkpoints are off. */
export class Checkpoints {
  readonly #options: { database: Database; thread: URL; clock: Clock; log: Log }
  #worker: Worker | undefined
  #timer: Timer | undefined
  #running = false

  constructor(options: { database: Database; thread: URL; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { clock } = this.#options
    this.#spawn()
    this.#timer = every(clock, periodMs, () => this.#tick())
  }

  async stop() {
    this.#timer?.cancel()
    const worker = this.#worker
    this.#worker = undefined
    if (!worker) return
    worker.postMessage('stop')
    const kill = setTimeout(() => void worker.terminate(), 2000)
    await new Promise((resolve) => worker.once('exit', resolve))
    clearTimeout(kill)
  }

  #spawn() {
    const { thread, database, log } = this.#options
    const worker = new Worker(thread, { workerData: { file: database.file } })
    worker.unref()
    worker.on('message', (answer: { log: number; checkpointed: number } | { error: string }) => {
      this.#running = false
      if ('error' in answer) return log.warn('checkpoint failed, will be tried again', { reason: answer.error })
      // the whole log is in the database file: with this PASSIVE the writer's next commit starts the log over
      if (answer.log === answer.checkpointed) database.write.$client.pragma('wal_checkpoint(PASSIVE)')
    })
    worker.on('error', (error) => {
      log.error('checkpoint thread died, a new one is started', { reason: error.message })
      this.#running = false
      this.#worker = undefined
    })
    this.#worker = worker
  }

  #tick() {
    if (this.#running || !this.#timer) return
    let size = 0
    try {
      size = statSync(`${this.#options.database.file}-wal`).size
    } catch {
      return
    }
    if (size < threshold) return
    if (!this.#worker) this.#spawn()
    this.#running = true
    this.#worker?.postMessage('checkpoint')
  }
}
