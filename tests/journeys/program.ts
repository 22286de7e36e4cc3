import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** How a program ended: its exit code, or the signal that ended it. */
export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

export interface ProgramOptions {
  /** For people: in messages of failed waits. */
  readonly name: string
  /** File to run with Node, relative to the checkout, then its arguments. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
}

const patienceMs = 60_000
/** The same one as `npm start` has: programs start quicker when Node remembers what it compiled. */
const compileCache = join(root, 'node_modules', '.cache', 'node-compile')
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** A program of the product in a process of its own, as a user or a service manager runs it. */
export class Program {
  readonly name: string
  readonly exited: Promise<Ending>
  stdout = ''
  stderr = ''
  readonly #child: ChildProcess
  readonly #watchers = new Set<() => void>()
  #ending: Ending | undefined

  constructor({ name, args, env, input }: ProgramOptions) {
    this.name = name
    const [file = '', ...rest] = args
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', root + file, ...rest], {
      cwd: root,
      env: { ...cleanEnvironment(), NODE_COMPILE_CACHE: compileCache, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    running.add(this.#child)
    this.#child.stdin?.on('error', () => undefined)
    this.#child.stdin?.end(input ?? '')
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text
      this.#look()
    })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text
      this.#look()
    })
    this.exited = new Promise((resolve) => {
      // 'close' comes after the last output
      this.#child.once('close', (code, signal) => {
        running.delete(this.#child)
        this.#ending = { code, signal }
        resolve(this.#ending)
        this.#look()
      })
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#ending === undefined
  }

  /** Everything it said, for a failed test. */
  get log(): string {
    const ended = this.#ending ? `, ended with ${this.#ending.signal ?? this.#ending.code}` : ''
    return `--- ${this.name} (pid ${this.pid}${ended})\n${this.stdout}${this.stderr}`
  }

  /** Waits until it has printed what fits. @throws Error with all it said, when it ends or the time is up first */
  async printed(pattern: RegExp, timeoutMs = patienceMs): Promise<RegExpExecArray> {
    const found = await this.#until(() => {
      const match = pattern.exec(this.stdout) ?? pattern.exec(this.stderr)
      if (match) return match
      return this.#ending ? 'ended' : undefined
    }, timeoutMs)
    if (found === 'ended' || found === undefined)
      throw new Error(
        `${this.name} ${found ? 'ended without printing' : `did not print in ${timeoutMs} ms`} ${pattern}\n${this.log}`,
      )
    return found
  }

  /** Takes its life, at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.exited
  }

  /** Asks it to stop, and waits. @throws Error when it does not; then it was killed */
  async stop(signal: NodeJS.Signals = 'SIGTERM', timeoutMs = 30_000): Promise<Ending> {
    if (this.#ending) return this.#ending
    this.#child.kill(signal)
    const ending = await this.#until(() => this.#ending, timeoutMs)
    if (ending) return ending
    await this.kill()
    throw new Error(`${this.name} did not stop within ${timeoutMs} ms after ${signal}\n${this.log}`)
  }

  /** Waits for its end by itself. @throws Error when it goes on; then it was killed */
  async ended(timeoutMs = patienceMs): Promise<Ending> {
    const ending = await this.#until(() => this.#ending, timeoutMs)
    if (ending) return ending
    await this.kill()
    throw new Error(`${this.name} did not end within ${timeoutMs} ms\n${this.log}`)
  }

  #look() {
    for (const watcher of this.#watchers) watcher()
  }

  #until<T>(look: () => T | undefined, timeoutMs: number): Promise<T | undefined> {
    return new Promise((resolve) => {
      const settle = (value: T | undefined) => {
        clearTimeout(timer)
        this.#watchers.delete(watcher)
        resolve(value)
      }
      const watcher = () => {
        const found = look()
        if (found !== undefined) settle(found)
      }
      const timer = setTimeout(() => settle(undefined), timeoutMs)
      this.#watchers.add(watcher)
      watcher()
    })
  }
}

/** Runs a program to its end. */
export async function runToEnd(options: ProgramOptions): Promise<Program & { readonly ending: Ending }> {
  const program = new Program(options)
  const ending = await program.ended()
  return Object.assign(program, { ending })
}

/** Nothing of the tester's own settings reaches a program under test. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(CHARGEYARD_|HUB_|NODE_OPTIONS$|VITEST|XDG_DATA_HOME$)/.test(name),
    ),
  )
}

/**
 * A free port below the range that systems take the ports of outgoing connections from: a program that is killed and
 * started again must find its port free, whatever clients tried meanwhile.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (await isFree(port)) return port
  }
  throw new Error('no free port was found between 20000 and 32000')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '0.0.0.0', () => server.close(() => resolve(true)))
  })
}
