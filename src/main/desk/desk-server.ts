import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Clock } from '../../site/clock.ts'
import type { Log } from '../../site/log.ts'
import type { Site } from '../../site/site.ts'
import { answerError, errorAnswers } from './answers.ts'
import { type DeskInfo, deskRoutes } from './desk-routes.ts'
import { DeskSessions, nobody } from './desk-sessions.ts'
import { fileRoutes } from './file-routes.ts'
import { onlyKnownHosts } from './guard.ts'
import { LiveStreams } from './live-streams.ts'
import { staticFiles } from './static-files.ts'

export interface DeskServerOptions {
  site: Site
  clock: Clock
  log: Log
  /** Address to listen on: loopback, unless a proxy of one's own stands before it. */
  host: string
  /** 0: any free port. */
  port: number
  /** Folder of the built web app. */
  staticFolder: string
  info(): DeskInfo
  /** Host names beside localhost, 127.0.0.1 and [::1] by which the desk may be opened. */
  allowedHosts?: readonly string[]
}

const stopWithinMs = 2000

/** The site manager's door: the web app's files, its use cases over HTTP, its live stream. */
export class DeskServer {
  readonly #options: DeskServerOptions
  #server: Server | undefined
  #streams: LiveStreams | undefined
  /** Browsers open connections in advance; to Node one that never asked anything is not idle, and would be waited for. */
  readonly #silent = new Set<Socket>()

  constructor(options: DeskServerOptions) {
    this.#options = options
  }

  /** @throws the system's error (EADDRINUSE, EACCES) when it can't listen */
  async start(): Promise<{ port: number }> {
    const { site, clock, log } = this.#options
    const app = express()
    const { server, port } = await this.#listen(app)
    this.#server = server
    // the cookie's name holds the port, which is known only now
    const sessions = new DeskSessions({ site, clock, port })
    this.#streams = new LiveStreams({ site, clock, log, sessions })
    this.#streams.start()
    this.#mount(app, sessions, this.#streams)
    return { port }
  }

  /** Ends the live streams, lets requests that are under way finish, and closes. */
  async stop() {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    this.#streams?.stop()
    const patience = this.#options.clock.setTimer(() => server.closeAllConnections(), stopWithinMs)
    await new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeIdleConnections()
      for (const socket of this.#silent) socket.destroy()
    })
    patience.cancel()
  }

  #listen(app: Express): Promise<{ server: Server; port: number }> {
    return new Promise((resolve, reject) => {
      const server = app.listen(this.#options.port, this.#options.host, (error?: Error) => {
        if (error) return reject(error)
        const address = server.address()
        resolve({ server, port: typeof address === 'object' && address ? address.port : this.#options.port })
      })
      server.on('connection', (socket) => {
        this.#silent.add(socket)
        socket.once('close', () => this.#silent.delete(socket))
      })
      server.on('request', (request) => void this.#silent.delete(request.socket))
    })
  }

  #mount(app: Express, sessions: DeskSessions, streams: LiveStreams) {
    const { site, log, host, staticFolder, allowedHosts = [], info } = this.#options
    app.disable('x-powered-by')
    app.use(onlyKnownHosts(host, allowedHosts))
    app.use(securityHeaders())
    app.get('/healthz', async (_request, response) => {
      await site.execute(nobody, 'setup.status', {})
      response.setHeader('cache-control', 'no-store').json({ status: 'ok' })
    })
    app.use(fileRoutes({ site, sessions }))
    app.use(deskRoutes({ site, sessions, streams, info }))
    app.use(staticFiles(staticFolder))
    app.use((_request, response) => answerError(response, 'NotFound'))
    app.use(errorAnswers(log))
  }
}

function securityHeaders(): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // the component library writes its colour variables into a style element
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // served over plain HTTP on loopback: HSTS would lock other programs of localhost out
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
  })
}
