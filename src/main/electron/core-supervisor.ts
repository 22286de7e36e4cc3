import { readCoreMessage, type ShellMessage } from './messages.ts'

/** The part of Electron's UtilityProcess that the supervisor needs. */
export interface CoreChild {
  postMessage(message: ShellMessage): void
  kill(): boolean
  on(event: 'message', listener: (data: unknown) => void): unknown
  on(event: 'exit', listener: (code: number) => void): unknown
}

export type CoreState =
  | { name: 'stopped' }
  | { name: 'starting' }
  | { name: 'running'; deskUrl: string }
  /** The core ended unasked; it is started again in `retryInMs`. `reason` is its own sentence, where it gave one. */
  | { name: 'waiting'; retryInMs: number; reason: string | undefined }
  | { name: 'stopping' }

export interface CoreSupervisorOptions {
  /** Starts the core process; may throw. */
  fork: () => CoreChild
  onState: (state: CoreState) => void
  /** Milliseconds that grow monotonically. */
  now?: () => number
}

/** The first restart comes quickly, because the site is without its controller; a core that can't start must not burn the machine. */
export const firstRetryMs = 500
export const longestRetryMs = 30_000
/** A core that ran this long was healthy: its next restart is quick again. */
export const healthyAfterMs = 60_000
/** A start may include the migration of a large database. */
export const startTimeoutMs = 600_000
/** A graceful stop closes the sockets and ends the write-ahead log; killing is safe, since facts are committed first. */
export const stopTimeoutMs = 15_000

/** Keeps the core process alive: starts it, starts it again with a growing pause when it dies, and ends it gracefully. */
export class CoreSupervisor {
  readonly #options: CoreSupervisorOptions
  readonly #now: () => number
  #state: CoreState = { name: 'stopped' }
  #child: CoreChild | undefined
  #timer: NodeJS.Timeout | undefined
  #failures = 0
  #runningSince: number | undefined
  #reason: string | undefined
  #ended: (() => void) | undefined

  constructor(options: CoreSupervisorOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  get state(): CoreState {
    return this.#state
  }

  /** Starts the core; does nothing when it runs already. */
  start(): void {
    if (this.#state.name === 'stopped') this.#fork()
  }

  /** Ends the core: asks it first, kills it after `stopTimeoutMs`. Resolves when it is gone; never rejects. */
  async stop(): Promise<void> {
    if (this.#state.name === 'stopped' || this.#state.name === 'stopping') return
    clearTimeout(this.#timer)
    const child = this.#child
    if (!child) {
      this.#become({ name: 'stopped' })
      return
    }
    this.#become({ name: 'stopping' })
    await new Promise<void>((resolve) => {
      this.#ended = resolve
      this.#timer = setTimeout(() => {
        child.kill()
        // A process that survives its kill can't hold the application's end: it has a second more.
        this.#timer = setTimeout(resolve, 1_000)
      }, stopTimeoutMs)
      child.postMessage({ type: 'stop' })
    })
    clearTimeout(this.#timer)
    this.#child = undefined
    this.#become({ name: 'stopped' })
  }

  #fork(): void {
    this.#become({ name: 'starting' })
    this.#reason = undefined
    this.#runningSince = undefined
    let child: CoreChild
    try {
      child = this.#options.fork()
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error)
      this.#retry()
      return
    }
    this.#child = child
    this.#timer = setTimeout(() => {
      this.#reason = `The controller did not start within ${startTimeoutMs / 60_000} minutes.`
      child.kill()
    }, startTimeoutMs)
    child.on('message', (data) => this.#received(child, data))
    child.on('exit', () => this.#exited(child))
  }

  #received(child: CoreChild, data: unknown): void {
    const message = readCoreMessage(data)
    if (!message || child !== this.#child) return
    if (message.type === 'failed') {
      this.#reason = message.message
      return
    }
    if (this.#state.name !== 'starting') return
    clearTimeout(this.#timer)
    this.#runningSince = this.#now()
    this.#become({ name: 'running', deskUrl: message.deskUrl })
  }

  #exited(child: CoreChild): void {
    if (child !== this.#child) return
    this.#child = undefined
    if (this.#state.name === 'stopping') {
      this.#ended?.()
      return
    }
    clearTimeout(this.#timer)
    if (this.#runningSince !== undefined && this.#now() - this.#runningSince >= healthyAfterMs) this.#failures = 0
    this.#retry()
  }

  #retry(): void {
    const retryInMs = Math.min(longestRetryMs, firstRetryMs * 2 ** this.#failures)
    this.#failures += 1
    this.#timer = setTimeout(() => this.#fork(), retryInMs)
    this.#become({ name: 'waiting', retryInMs, reason: this.#reason })
  }

  #become(state: CoreState): void {
    this.#state = state
    this.#options.onState(state)
  }
}
