import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { onTestFailed, onTestFinished } from 'vitest'
import type { WallboxOptions } from '../kit/wallbox/options.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { DeskClient } from '../main/desk/desk-client.ts'
import { LanClient } from './lan-client.ts'
import { type Ending, freePort, Program, runToEnd } from './program.ts'
import { eventually } from './wait.ts'

export const admin = { email: 'admin@site.example', password: 'correct horse battery staple' }

/** 0.30 per kWh. */
export const pricePerKWhMicros = 300_000

interface Ports {
  desk: number
  ocpp: number
  lan: number
  broker: number
}

/**
 * A site and its headquarters as real processes on a folder of their own, with virtual wallboxes and a phone. Whatever is
 * killed can be started again: on the same files, at the same ports.
 */
export class Journey {
  readonly folder = mkdtempSync(join(tmpdir(), 'chargeyard-journey-'))
  readonly data = join(this.folder, 'site')
  readonly siteFile = join(this.data, 'site.sqlite')
  readonly hubFile = join(this.folder, 'hub.sqlite')
  readonly boxes: VirtualWallbox[] = []
  readonly lan = new LanClient(() => `http://127.0.0.1:${this.ports.lan}`)
  readonly ports: Ports
  controller: Program | undefined
  hub: Program | undefined
  readonly #programs: Program[] = []

  private constructor(ports: Ports) {
    this.ports = ports
  }

  /** In a test: everything is ended and removed with it, and its logs are shown when it fails. */
  static async open(): Promise<Journey> {
    const [desk, ocpp, lan, broker] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
    const journey = new Journey({ desk, ocpp, lan, broker })
    onTestFinished(() => journey.close())
    onTestFailed(() => console.error(journey.log))
    return journey
  }

  get ocppUrl(): string {
    return `ws://127.0.0.1:${this.ports.ocpp}/OCPP`
  }

  /** Everything all programs and boxes said last. */
  get log(): string {
    const programs = this.#programs.map(({ log }) => (log.length > 20_000 ? `…${log.slice(-20_000)}` : log))
    const boxes = this.boxes.map((box) => `--- ${box.id}\n${box.transcript.tail(20)}`)
    return [...programs, ...boxes].join('\n')
  }

  /** Starts the controller, or starts it again after it was stopped or killed. The first time it is set up unattended. */
  async startController(options: readonly string[] = []): Promise<Program> {
    const passwordFile = join(this.folder, 'admin-password')
    writeFileSync(passwordFile, `${admin.password}\n`, { mode: 0o600 })
    const program = new Program({
      name: 'controller',
      args: [
        'src/main/headless.ts',
        ...['--data', this.data, '--desk-port', `${this.ports.desk}`],
        ...['--ocpp-host', '127.0.0.1', '--ocpp-port', `${this.ports.ocpp}`],
        ...['--lan-host', '127.0.0.1', '--lan-port', `${this.ports.lan}`],
        ...['--admin-email', admin.email, '--admin-password-file', passwordFile],
        ...options,
      ],
    })
    this.controller = program
    this.#programs.push(program)
    const [, ocpp] = await program.printed(/Wallboxes +(ws:\S+)\/\{stationId\}/)
    if (ocpp !== this.ocppUrl) throw new Error(`the controller serves wallboxes at ${ocpp}, not at ${this.ocppUrl}`)
    return program
  }

  /** `kill -9`. */
  async killController(): Promise<void> {
    await this.controller?.kill()
  }

  async stopController(): Promise<Ending | undefined> {
    return this.controller?.stop()
  }

  /** Starts headquarters: hub worker and broker in one process, on a SQLite file. */
  async startHub(): Promise<Program> {
    return this.startHubWith(['--embedded-broker', `${this.ports.broker}`])
  }

  /** Starts a hub with other options, e.g. another broker. */
  async startHubWith(options: readonly string[]): Promise<Program> {
    const program = new Program({
      name: 'hub',
      args: ['sync/hub/cli.ts', '--store', `sqlite:${this.hubFile}`, 'run', ...options],
    })
    this.hub = program
    this.#programs.push(program)
    await program.printed(/Hub is running/)
    return program
  }

  async killHub(): Promise<void> {
    await this.hub?.kill()
  }

  /** A program that belongs to this journey and ends with it. */
  adopt(program: Program): Program {
    this.#programs.push(program)
    return program
  }

  /** Runs a command of the hub's command line. @throws Error when it fails @returns what it printed */
  async hubCommand(...args: string[]): Promise<string> {
    return this.#command('hub', ['sync/hub/cli.ts', '--store', `sqlite:${this.hubFile}`, ...args])
  }

  /** Runs a command of the controller's command line. @throws Error when it fails @returns what it printed */
  async siteCommand(...args: string[]): Promise<string> {
    const [command = '', ...rest] = args
    return this.#command('site', ['src/main/site-cli.ts', command, '--data', this.data, ...rest])
  }

  /** What a site manager does on the desk after the first start: the price, and headquarters. */
  async setUpOnDesk({ connection }: { connection?: string | undefined } = {}): Promise<DeskClient> {
    const desk = new DeskClient(this.ports.desk)
    await expectOk(desk.post('/session', admin))
    await expectOk(desk.rpc('site.update', { name: 'Riverside yard', currency: 'EUR', pricePerKWhMicros }))
    if (connection !== undefined) {
      await expectOk(desk.rpc('hq.configure', { connection }))
      await eventually('headquarters is connected', async () => (await expectOk(desk.rpc('hq.status'))).connected)
    }
    return desk
  }

  /** Headquarters, a controller that belongs to it, and a phone that is signed in. */
  async openSite(): Promise<void> {
    await this.startHub()
    const connection = (await this.hubCommand('add-site', '--name', 'Riverside yard', '--id', 'riverside')).trim()
    await this.startController()
    await this.setUpOnDesk({ connection })
    await this.lan.login(admin)
  }

  /** A wallbox of this site, switched off. */
  box(options: Omit<WallboxOptions, 'url'>): VirtualWallbox {
    const box = new VirtualWallbox({
      url: this.ocppUrl,
      reconnectMs: { first: 50, most: 400 },
      transcriptLines: 100_000,
      ...options,
    })
    this.boxes.push(box)
    return box
  }

  /** Rows of the controller's database. */
  siteRows<T = Record<string, unknown>>(sql: string, ...parameters: unknown[]): T[] {
    return rowsOf<T>(this.siteFile, sql, parameters)
  }

  /** Rows of headquarters' database. */
  hubRows<T = Record<string, unknown>>(sql: string, ...parameters: unknown[]): T[] {
    return rowsOf<T>(this.hubFile, sql, parameters)
  }

  async close(): Promise<void> {
    this.lan.close()
    await Promise.allSettled(this.boxes.map((box) => box.stop()))
    await Promise.allSettled(this.#programs.filter((one) => one.isRunning).map((one) => one.stop()))
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #command(name: string, args: string[]): Promise<string> {
    const done = await runToEnd({ name, args })
    if (done.ending.code !== 0) throw new Error(`${name} failed\n${done.log}`)
    return done.stdout
  }
}

function rowsOf<T>(file: string, sql: string, parameters: unknown[]): T[] {
  const reader = new BetterSqlite3(file, { readonly: true, timeout: 5000 })
  try {
    return reader.prepare<unknown[], T>(sql).all(...parameters)
  } finally {
    reader.close()
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
async function expectOk(asked: Promise<{ status: number; text: string; json: unknown }>): Promise<any> {
  const { status, text, json } = await asked
  if (status !== 200) throw new Error(`the desk answered ${status}: ${text}`)
  return json
}
