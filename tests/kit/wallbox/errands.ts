import { CallFailed } from './rpc.ts'

/** Work that nobody waits for: it is counted, and its failure is told. */
export class Errands {
  readonly #tell: (text: string) => void
  readonly #onChange: () => void
  #running = 0

  constructor(tell: (text: string) => void, onChange: () => void) {
    this.#tell = tell
    this.#onChange = onChange
  }

  /** True when nothing runs but what sleeps. */
  get idle(): boolean {
    return this.#running === 0
  }

  run(work: Promise<unknown>): void {
    this.#running++
    work
      .catch((error: unknown) => {
        if (error instanceof CallFailed) {
          // What was lost with the connection is told by its end.
          if (error.reason !== 'lost') this.#tell(error.message)
        } else this.#tell(`the virtual wallbox has a bug: ${error instanceof Error ? error.stack : String(error)}`)
      })
      .finally(() => {
        this.#running--
        this.#onChange()
      })
  }

  /** Called inside such work: until `wake` calls back it does not count. */
  sleep(wake: (awake: () => void) => void): Promise<void> {
    this.#running--
    this.#onChange()
    return new Promise((resolve) =>
      wake(() => {
        this.#running++
        resolve()
      }),
    )
  }
}
