import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const cli = fileURLToPath(new URL('../../../sync/hub/cli.ts', import.meta.url))
const run = promisify(execFile)

export interface Answer {
  code: number
  stdout: string
  stderr: string
}

/** One command of the hub's command line, to its end. */
export async function hubCommand(args: readonly string[], cwd: string): Promise<Answer> {
  try {
    const { stdout, stderr } = await run(process.execPath, [cli, ...args], { cwd, timeout: 15_000 })
    return { code: 0, stdout, stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as Partial<Answer>
    return { code: typeof code === 'number' ? code : -1, stdout: stdout ?? '', stderr: stderr ?? String(error) }
  }
}

/** A hub worker as a process of its own. */
export class HubProcess {
  readonly #args: string[]
  readonly #cwd: string
  #child: ChildProcess | undefined
  output = ''

  constructor(args: string[], cwd: string) {
    this.#args = args
    this.#cwd = cwd
  }

  /** Resolves when it says that it runs. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [cli, ...this.#args], { cwd: this.#cwd, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    this.output = ''
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the hub did not start: ${this.output}`)), 15_000)
      const note = (chunk: Buffer) => {
        this.output += String(chunk)
        if (!this.output.includes('Hub is running')) return
        clearTimeout(timer)
        resolve()
      }
      child.stdout.on('data', note)
      child.stderr.on('data', note)
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`the hub ended with ${code}: ${this.output}`))
      })
    })
  }

  /** @returns the exit code; null where a signal ended it */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null) return child?.exitCode ?? null
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill(signal)
    return ended
  }
}

/** A port that nobody uses at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (typeof address !== 'object' || address === null) throw new Error('no port')
  return address.port
}
