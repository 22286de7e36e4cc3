import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { type Clock, every, type Timer } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Database } from './open.ts'

/** The log is moved when it has grown by this much, looked at every second. */
const threshold = 4 * 1024 * 1024
const periodMs = 1000

interface CheckpointsOptions {
  database: Database
  /** Runs work while the writer has no transaction open: inside of one SQLite refuses to checkpoint. */
  betweenTurns(work: () => void): void
  thread: URL
  clock: Clock
  log: Log
}

/** Owns the checkpoint thread. Without it the write-ahead log would grow for ever: SQLite's own checkpoints are off. */
export class Checkpoints {
  readonly #options: CheckpointsOptions
  #worker: Worker | undefined
  #timer: Timer | undefined
  #running = false

  constructor(options: CheckpointsOptions) {
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
    const { thread, database, betweenTurns, log } = this.#options
    const worker = new Worker(thread, { workerData: { file: database.file } })
    worker.unref()
    worker.on('message', (answer: { log: number; checkpointed: number } | { error: string }) => {
      this.#running = false
      if ('error' in answer) return log.warn('checkpoint failed, will be tried again', { reason: answer.error })
      if (answer.log === answer.checkpointed) betweenTurns(() => this.#finish())
    })
    worker.on('error', (error) => {
      log.error('checkpoint thread died, a new one is started', { reason: error.message })
      this.#running = false
      this.#worker = undefined
    })
    this.#worker = worker
  }

  /** All but the latest of the log is in the database file: with this PASSIVE the writer's next commit starts the log over. */
  #finish() {
    const { database, log } = this.#options
    if (!this.#worker || !database.write.$client.open) return
    try {
      database.write.$client.pragma('wal_checkpoint(PASSIVE)')
    } catch (error) {
      log.warn('checkpoint was not finished, will be tried again', { reason: String(error) })
    }
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
