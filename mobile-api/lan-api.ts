import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Clock } from '../src/site/clock.ts'
import type { Log } from '../src/site/log.ts'
import type { Site } from '../src/site/site.ts'
import { AccessTokens } from './access-tokens.ts'
import { lanApp } from './app.ts'
import { LiveStreams } from './live/live-streams.ts'
import { type RateLimits, usualLimits } from './rate-limit.ts'

export interface LanApiOptions {
  site: Site
  clock: Clock
  log: Log
  host: string
  /** 0: any that is free. */
  port: number
  /** Of the controller. */
  version: string
  /** Requests of one address in a minute, where the usual ones don't fit. */
  limits?: Partial<RateLimits>
}

/** How long requests that were begun may take when the controller stops. */
const graceMs = 5000
const mostConnections = 4000

/** The door of phones: REST and server-sent events in the site's own network. */
export class LanApi {
  readonly #options: LanApiOptions
  readonly #log: Log
  #server: Server | undefined
  #live: LiveStreams | undefined
  /** Browsers open connections in advance; to Node one that never asked anything is not idle, and would be waited for. */
  readonly #silent = new Set<Socket>()

  constructor(options: LanApiOptions) {
    this.#options = options
    this.#log = options.log.child({ part: 'lan-api' })
  }

  /** @throws Error of node:net with `code` (EADDRINUSE, EACCES, …) */
  async start(): Promise<{ port: number }> {
    const { site, clock, host, port, version, limits } = this.#options
    const accessTokens = new AccessTokens({ secrets: site.secrets, clock })
    const live = new LiveStreams({ site, clock, log: this.#log })
    const app = lanApp({
      site,
      clock,
      log: this.#log,
      version,
      limits: { ...usualLimits, ...limits },
      accessTokens,
      live,
    })
    const server = createServer({ headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 30_000 }, app)
    server.maxConnections = mostConnections
    server.on('connection', (socket) => {
      this.#silent.add(socket)
      socket.once('close', () => this.#silent.delete(socket))
    })
    server.on('request', (request, response) => {
      this.#silent.delete(request.socket)
      response.once('close', () => {
        if (!server.listening) setImmediate(() => server.closeIdleConnections())
      })
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
    server.on('error', (error) => this.#log.error('the server of the LAN API failed', { reason: error.message }))
    live.start()
    this.#server = server
    this.#live = live
    return { port: (server.address() as AddressInfo).port }
  }

  /** Ends live streams, lets requests that were begun finish for a few seconds, and cuts the rest. */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    this.#live?.stop()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeIdleConnections()
    for (const socket of this.#silent) socket.destroy()
    const timer = this.#options.clock.setTimer(() => server.closeAllConnections(), graceMs)
    await closed
    timer.cancel()
  }
}
