import { type ChildProcess, fork, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectControl } from '../../src/main/control.ts'
import type { Measured, Order, Report } from './load.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const patienceMs = 60_000
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

/** The controller as it is shipped; from its sources where nothing was built. */
export const shipped = existsSync(join(root, 'out/main/headless.js'))
  ? { file: 'out/main/headless.js', name: 'built' }
  : { file: 'src/main/headless.ts', name: 'from source: run npm run bench for the built one' }
export const fromSource = 'src/main/headless.ts'
export const commitEach = fileURLToPath(new URL('./commit-each.ts', import.meta.url))
const tellsHeap = { flags: ['--import', new URL('./heap-hook.ts', import.meta.url).href] }
const yardsticks = fileURLToPath(new URL('./yardsticks.ts', import.meta.url))

export interface Server {
  pid: number
  url: string
  /** What is alive in its JavaScript heap, bytes. */
  liveHeap(): Promise<number>
  stop(): Promise<void>
}

/** Whoever starts the benchmark may have set a cache of its own. */
export const withoutCache = { NODE_DISABLE_COMPILE_CACHE: '1' }

/** Starts a file of the checkout with Node, and waits for a line of its output. @throws Error with what it said instead */
export async function start(
  file: string,
  args: readonly string[],
  line: RegExp,
  { env = withoutCache, flags = [] }: { env?: Record<string, string>; flags?: readonly string[] } = {},
): Promise<{ child: ChildProcess; match: RegExpExecArray; ms: number; stop(): Promise<void> }> {
  const from = performance.now()
  const usual = ['--disable-warning=ExperimentalWarning', ...flags]
  const child = spawn(process.execPath, [...usual, resolve(root, file), ...args], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  children.add(child)
  const exited = new Promise<void>((done) =>
    child.once('exit', () => {
      children.delete(child)
      done()
    }),
  )
  let said = ''
  const match = await new Promise<RegExpExecArray>((found, reject) => {
    const fail = () => reject(new Error(`${file} did not start:\n${said}`))
    const timer = setTimeout(fail, patienceMs)
    const look = (chunk: Buffer) => {
      said = (said + chunk.toString('utf8')).slice(-100_000)
      const match = line.exec(said)
      if (!match) return
      clearTimeout(timer)
      found(match)
    }
    child.stdout?.on('data', look)
    child.stderr?.on('data', look)
    child.once('exit', fail)
  })
  const ms = performance.now() - from
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await exited
    clearTimeout(timer)
  }
  return { child, match, ms, stop }
}

export async function startYardstick(kind: 'echo' | 'null'): Promise<Server> {
  const { child, match, stop } = await start(yardsticks, [kind], /listening (\S+)/, tellsHeap)
  return { pid: child.pid ?? 0, url: `${match[1]}/OCPP`, stop, liveHeap: () => liveHeapOf(child) }
}

function liveHeapOf(child: ChildProcess): Promise<number> {
  return new Promise((done, reject) => {
    const timer = setTimeout(() => reject(new Error('a server does not tell its heap')), patienceMs)
    child.once('message', (bytes: number) => {
      clearTimeout(timer)
      done(bytes)
    })
    child.send('heap')
  })
}

/** A folder for a controller, with what its first run unattended needs. */
export function controllerFolder(): { data: string; options: string[]; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-bench-'))
  const password = join(folder, 'password')
  writeFileSync(password, 'a password of the benchmark', { mode: 0o600 })
  const data = join(folder, 'site')
  mkdirSync(data)
  const options = [
    ...['--data', data, '--log-level', 'warn', '--desk-port', '0'],
    ...['--ocpp-host', '127.0.0.1', '--ocpp-port', '0', '--lan-host', '127.0.0.1', '--lan-port', '0'],
    ...['--admin-email', 'bench@site.example', '--admin-password-file', password],
  ]
  return { data, options, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

export const controllerRuns = /Wallboxes +(\S+)\/\{stationId\}/

/** A whole controller on a fresh folder, with these stations let in, and a card of the same name for each. */
export async function startController(file: string, stations: readonly string[]): Promise<Server> {
  const { data, options, remove } = controllerFolder()
  const { child, match, stop } = await start(file, options, controllerRuns, tellsHeap)
  const control = await connectControl(data)
  if (!control) throw new Error('the controller does not listen to its command line')
  const [account] = await control.execute('accounts.list', {})
  // asked all at once they share a commit; answers come in the order of the questions
  for (let i = 0; i < stations.length; i += 8) {
    const some = stations.slice(i, i + 8)
    await Promise.all(some.map((id) => control.execute('stations.adopt', { id })))
    await Promise.all(some.map((id) => control.execute('tags.create', { idTag: id, accountId: account?.id })))
  }
  control.close()
  return {
    pid: child.pid ?? 0,
    url: match[1] ?? '',
    liveHeap: () => liveHeapOf(child),
    stop: async () => {
      await stop()
      remove()
    },
  }
}

/** The load generator: one order at a time. */
export class LoadGenerator {
  readonly #child = fork(fileURLToPath(new URL('./load.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })

  constructor() {
    children.add(this.#child)
  }

  /** @throws Error what went wrong at a station */
  order(order: Order): Promise<Measured | null> {
    return new Promise((resolve, reject) => {
      const settle = (report: Report) => {
        this.#child.off('exit', gone)
        clearTimeout(timer)
        if ('failed' in report) reject(new Error(report.failed))
        else resolve(report.done)
      }
      const gone = () => settle({ failed: 'the load generator died' })
      const timer = setTimeout(() => settle({ failed: 'the load generator does not answer' }), 2 * patienceMs)
      this.#child.once('message', settle)
      this.#child.once('exit', gone)
      this.#child.send(order)
    })
  }

  stop() {
    this.#child.disconnect()
  }
}
