import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { SyncLog } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import type { SiteSummary } from './store.ts'

export interface HubHealth {
  connected: boolean
  lastError: string | null
  storeFailing: boolean
}

export interface MetricsOptions {
  host: string
  /** 0 takes a free one; see `port` after start. */
  port: number
  /** What the figures are counted from; rejects while the database is away. */
  sites(): Promise<SiteSummary[]>
  health(): HubHealth
  log: SyncLog
}

const requestTimeoutMs = 10_000
/** Figures that cost a query are at most this old, however often somebody asks. */
const figuresKeptMs = 5_000

/** `/metrics` for Prometheus and `/health` for whoever watches over the worker. No secrets, no names of people. */
export class HubMetrics {
  readonly #options: MetricsOptions
  readonly #registry = new Registry()
  readonly #rows = new Counter({
    name: 'hub_rows_total',
    help: 'Rows of sites that were committed.',
    registers: [this.#registry],
  })
  readonly #commits = new Histogram({
    name: 'hub_commit_seconds',
    help: 'Time from taking what has arrived to its COMMIT.',
    buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
    registers: [this.#registry],
  })
  readonly #failed = new Counter({
    name: 'hub_commits_failed_total',
    help: 'Transactions that the database refused; sites kept their data.',
    registers: [this.#registry],
  })
  readonly #gauges = {
    connected: this.#gauge('hub_broker_connected', '1 while connected to the broker.'),
    failing: this.#gauge('hub_database_failing', '1 while the database refuses to write.'),
    sites: this.#gauge('hub_sites', 'Sites that were let in.'),
    online: this.#gauge('hub_sites_online', 'Sites that are connected.'),
    quarantined: this.#gauge('hub_sites_quarantined', 'Sites whose data is not taken.'),
    dead: this.#gauge('hub_dead_rows', 'Rows of sites that could not be booked.'),
    behind: this.#gauge('hub_decisions_behind', 'Decisions that sites have not carried out yet, over all sites.'),
  }
  #figures: { at: number; ready: Promise<void> } | undefined
  #server: Server | undefined

  constructor(options: MetricsOptions) {
    this.#options = options
  }

  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0
  }

  /** For the inbox: what was committed, or not. */
  committed(rows: number, ms: number) {
    this.#rows.inc(rows)
    this.#commits.observe(ms / 1000)
  }

  failed() {
    this.#failed.inc()
  }

  /** @throws SyncError refused when the port is taken */
  async start(): Promise<void> {
    const { host, port } = this.#options
    const server = createServer((request, response) => {
      this.#answer(request.method ?? '', request.url ?? '').then(
        ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
        (error: unknown) => {
          this.#options.log.error('figures can not be had', { reason: String(error) })
          response.writeHead(500).end()
        },
      )
    })
    server.requestTimeout = requestTimeoutMs
    server.headersTimeout = requestTimeoutMs
    server.keepAliveTimeout = 1_000
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new SyncError('refused', `Metrics can not be served on ${host}:${port}: ${error.code ?? error.message}`),
        ),
      )
      server.listen(port, host, resolve)
    })
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    if (!server?.listening) return
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  }

  async #answer(method: string, url: string): Promise<{ status: number; type: string; body: string }> {
    const path = url.split('?')[0]
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, type: 'text/plain', body: '' }
    if (path === '/health') {
      const { connected, storeFailing, lastError } = this.#options.health()
      const ok = connected && !storeFailing
      return {
        status: ok ? 200 : 503,
        type: 'application/json',
        body: JSON.stringify({ ok, broker: connected, database: !storeFailing, reason: ok ? null : lastError }),
      }
    }
    if (path !== '/metrics') return { status: 404, type: 'text/plain', body: 'There are /metrics and /health.\n' }
    await this.#look()
    return { status: 200, type: this.#registry.contentType, body: await this.#registry.metrics() }
  }

  #look(): Promise<void> {
    const at = Date.now()
    if (!this.#figures || at - this.#figures.at > figuresKeptMs || at < this.#figures.at)
      this.#figures = { at, ready: this.#count() }
    return this.#figures.ready
  }

  async #count() {
    const { health, sites: list } = this.#options
    const { connected, storeFailing } = health()
    this.#gauges.connected.set(connected ? 1 : 0)
    this.#gauges.failing.set(storeFailing ? 1 : 0)
    // a database that is away is a figure, not a fault
    const sites = await list().catch(() => undefined)
    if (!sites) return this.#gauges.failing.set(1)
    this.#gauges.sites.set(sites.length)
    this.#gauges.online.set(sites.filter(({ online }) => online).length)
    this.#gauges.quarantined.set(sites.filter(({ quarantined }) => quarantined !== null).length)
    this.#gauges.dead.set(sites.reduce((sum, { dead }) => sum + dead, 0))
    const behind = sites.flatMap(({ accounts }) => accounts.filter(({ granted }) => granted))
    this.#gauges.behind.set(behind.reduce((sum, { head, cursor }) => sum + Math.max(0, head - cursor), 0))
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.#registry] })
  }
}
