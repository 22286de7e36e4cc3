import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import mqtt, { type MqttClient } from 'mqtt'
import { EmbeddedBroker, type Peer } from '../../../sync/broker/embedded-broker.ts'
import { isSiteSecret } from '../../../sync/hub/credentials.ts'
import { Hub } from '../../../sync/hub/hub.ts'
import { addSite } from '../../../sync/hub/local-hub.ts'
import { SqliteHubStore } from '../../../sync/hub/sqlite-store.ts'
import type { SyncClock, SyncLog } from '../../../sync/protocol/ports.ts'
import { clientIdOf } from '../../../sync/protocol/topics.ts'

const pending = new Set<NodeJS.Timeout>()

/** Timers that wait at the moment: 0 when all that was started has been stopped. */
export const pendingTimers = () => pending.size

/** Waits are twenty times shorter than in the field; everything else is as it is. */
export const quickClock: SyncClock = {
  now: () => Date.now(),
  setTimer: (fn, delayMs) => {
    const handle = setTimeout(() => {
      pending.delete(handle)
      fn()
    }, delayMs / 20)
    pending.add(handle)
    return {
      cancel: () => {
        pending.delete(handle)
        clearTimeout(handle)
      },
    }
  },
}

export class NotedLog implements SyncLog {
  readonly lines: { level: string; message: string; facts: Record<string, unknown> }[] = []
  debug = this.#note('debug')
  info = this.#note('info')
  warn = this.#note('warn')
  error = this.#note('error')
  child = () => this

  #note(level: string) {
    return (message: string, facts: Record<string, unknown> = {}) => void this.lines.push({ level, message, facts })
  }

  has(message: RegExp): boolean {
    return this.lines.some((line) => message.test(line.message))
  }
}

const hubPassword = 'the hub itself'

/** A headquarters whose broker and worker can be stopped and started one by one; real sockets, a real database file. */
export class TestHq {
  readonly folder = mkdtempSync(join(tmpdir(), 'chargeyard-hq-'))
  readonly file = join(this.folder, 'hub.sqlite')
  readonly log = new NotedLog()
  store = new SqliteHubStore({ file: this.file })
  broker: EmbeddedBroker | undefined
  hub: Hub | undefined
  port = 0
  readonly #clients: MqttClient[] = []

  async start(): Promise<this> {
    await this.store.open()
    await this.startBroker()
    await this.startHub()
    return this
  }

  async startBroker() {
    this.broker = new EmbeddedBroker({
      port: this.port,
      log: this.log,
      authenticate: async (username, password): Promise<Peer | undefined> => {
        if (username === '_hub') return password === hubPassword ? { kind: 'hub' } : undefined
        return (await isSiteSecret(this.store, username, password)) ? { kind: 'site', site: username } : undefined
      },
    })
    await this.broker.start()
    this.port = this.broker.port
  }

  async stopBroker() {
    await this.broker?.stop()
    this.broker = undefined
  }

  async startHub() {
    this.hub = new Hub({
      store: this.store,
      broker: { url: `mqtt://127.0.0.1:${this.port}`, username: '_hub', password: hubPassword },
      clock: quickClock,
      log: this.log,
    })
    await this.hub.start({ timeoutMs: 100_000 })
  }

  async stopHub() {
    await this.hub?.stop()
    this.hub = undefined
  }

  addSite(name: string, id?: string): Promise<string> {
    return addSite(this.store, { name, id, address: { host: '127.0.0.1', port: this.port }, now: Date.now() })
  }

  query<T = Record<string, unknown>>(sql: string, ...parameters: unknown[]): T[] {
    const reader = new BetterSqlite3(this.file, { readonly: true })
    try {
      return reader.prepare<unknown[], T>(sql).all(...parameters)
    } finally {
      reader.close()
    }
  }

  /** Changes the database behind the hub's back, as a restore or an administrator would. */
  tamper(sql: string) {
    const writer = new BetterSqlite3(this.file)
    writer.pragma('busy_timeout = 5000')
    writer.exec(sql)
    writer.close()
  }

  totals(): { n: number; wh: number; minor: number } {
    const [sums] = this.query<{ n: number; wh: number; minor: number }>(
      'select count(*) as n, coalesce(sum(energy_wh), 0) as wh, coalesce(sum(cost_minor), 0) as minor from tx',
    )
    return sums ?? { n: 0, wh: 0, minor: 0 }
  }

  /** A bare MQTT client with the rights of the hub, or of the site that a connection string is for. */
  async client(connection?: string): Promise<MqttClient> {
    const url = connection ? new URL(connection) : undefined
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${this.port}`, {
      clientId: url ? clientIdOf(url.username) : `spy-${this.#clients.length}`,
      username: url?.username ?? '_hub',
      password: url?.password ?? hubPassword,
      reconnectPeriod: 0,
    })
    this.#clients.push(client)
    return client
  }

  async stop() {
    for (const client of this.#clients) client.end(true)
    await this.stopHub()
    await this.stopBroker()
    await this.store.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
