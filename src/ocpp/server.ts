import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type ServerOptions, WebSocketServer } from 'ws'
import { type Clock, every, type Timer } from '../site/clock.ts'
import type { Log } from '../site/log.ts'
import type { Site } from '../site/site.ts'
import type { StationCredentials } from '../site/stations/station.ts'
import { Connection, type Engine } from './connection.ts'
import type { OwnViolation } from './dispatch.ts'
import { factReplay } from './fact-replay.ts'
import { Knocks } from './knocks.ts'
import { defaultLimits, type OcppLimits } from './limits.ts'
import { MessageLogPruning } from './message-log.ts'
import type { ProtocolVersion } from './protocol.ts'
import { StationsOnline } from './stations-online.ts'
import { type Negotiated, negotiate } from './subprotocols.ts'
import { createTlsServer, type TlsIdentity, tlsRules } from './tls.ts'
import { TokenBucket } from './token-bucket.ts'
import { admit } from './upgrade.ts'
import { versions } from './versions.ts'

export interface OcppServerOptions {
  site: Site
  clock: Clock
  log: Log
  host: string
  /** 0: any free one. */
  port: number
  /** The encrypted door beside the plain one; absent: there is none. Port 0: any free one. */
  tls?: { port: number; identity: TlsIdentity }
  limits?: Partial<OcppLimits>
  /** What is spoken, the best first; absent: 2.0.1 and 1.6. See `spokenVersions`. */
  versions?: readonly ProtocolVersion[]
  /** Serves other requests of the listener, files for one. @returns false when it is none of its own */
  onRequest?(request: IncomingMessage, response: ServerResponse): boolean
  /** Told of each answer of ours that does not match the official schema: a bug. Tests fail by it. */
  onOwnViolation?(violation: OwnViolation): void
}

const mostKindsOfOddities = 500

/** The door of the wallboxes: OCPP-J over WebSocket, `ws://host:port/OCPP/{stationId}`. */
export class OcppServer {
  readonly online: StationsOnline
  readonly #options: OcppServerOptions
  readonly #limits: OcppLimits
  readonly #versions: readonly ProtocolVersion[]
  readonly #engine: Engine
  readonly #http: Server
  readonly #https: HttpsServer | undefined
  readonly #websockets: WebSocketServer
  readonly #knocks: Knocks
  /** How many of them are logged: one a second. */
  readonly #tlsFailures: TokenBucket
  readonly #pruning: MessageLogPruning
  readonly #oddities = new Map<string, number>()
  #sweeping: Timer | undefined
  #stopping = false
  #unsubscribe: () => void = () => {}

  constructor(options: OcppServerOptions) {
    const { site, clock, log } = options
    const limits = { ...defaultLimits, ...options.limits }
    this.#options = options
    this.#limits = limits
    this.#versions = options.versions ?? versions
    this.online = new StationsOnline({ site, log, protocols: this.#versions.map(({ name }) => name) })
    this.#tlsFailures = new TokenBucket(1, 10, clock.now())
    this.#knocks = new Knocks({ site, clock, log, perSecond: limits.knocksPerSecond })
    this.#pruning = new MessageLogPruning({
      site,
      clock,
      log,
      days: limits.logDays,
      frames: limits.logFrames,
      periodMs: limits.logPruneMs,
    })
    this.#engine = {
      site,
      clock,
      log,
      limits,
      onOddities: (action, oddities) => this.#count(action, oddities),
      onOwnViolation: (violation) => options.onOwnViolation?.(violation),
      onEnded: (connection, unsent) => this.online.ended(connection, unsent),
    }
    const http = {
      headersTimeout: limits.handshakeMs,
      // a log may take its time; what is no file is answered at once
      requestTimeout: limits.transferMs,
      connectionsCheckingInterval: limits.handshakeMs,
      maxHeaderSize: 8 * 1024,
    }
    this.#http = createServer(http)
    if (options.tls) this.#https = createTlsServer(http, options.tls.identity, limits.handshakeMs)
    const websockets: ServerOptions & { closeTimeout: number } = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: limits.frameBytes,
      closeTimeout: limits.closeMs,
      handleProtocols: (offered) => negotiate(this.#versions, [...offered], null)?.subprotocol ?? false,
    }
    this.#websockets = new WebSocketServer(websockets)
  }

  /** What stations did otherwise than their schemas want, and was let pass: `action: what` → how often. */
  get oddities(): ReadonlyMap<string, number> {
    return this.#oddities
  }

  /** @throws the listening socket's error, with its `code` */
  async start(): Promise<{ port: number; tlsPort: number | undefined }> {
    const { site, clock, port, tls } = this.#options
    const at = await this.#listen(this.#http, port)
    this.#https?.on('tlsClientError', (error, { remoteAddress }) => this.#noteTlsFailure(error.message, remoteAddress))
    let tlsAt: number | undefined
    try {
      if (this.#https && tls) tlsAt = await this.#listen(this.#https, tls.port)
    } catch (error) {
      this.#http.close()
      throw error
    }
    site.attachChargers(this.online)
    site.attachFactReplay(factReplay(this.#versions, this.#limits.heartbeatS))
    this.#unsubscribe = site.events.on('quirks.changed', 'stations online', ({ accountId }) => {
      for (const connection of this.online.all())
        if (connection.actor.accountId === accountId) void connection.learnQuirks()
    })
    this.#sweeping = every(clock, this.#limits.sweepMs, () => {
      const now = clock.now()
      for (const connection of this.online.all()) connection.sweep(now)
    })
    this.#pruning.start()
    return { port: at, tlsPort: tlsAt }
  }

  /** Another certificate of the encrypted door, from the next handshake on. @throws the TLS library's error */
  setTlsIdentity({ cert, key }: TlsIdentity) {
    this.#https?.setSecureContext({ ...tlsRules, cert, key })
  }

  /** Before it said who it is: it can't be listed as knocking, so the log is where an installer finds it. */
  #noteTlsFailure(reason: string, remoteAddress: string | undefined) {
    const { clock, log } = this.#options
    if (this.#tlsFailures.take(clock.now())) log.info('an encrypted connection failed', { remoteAddress, reason })
  }

  async #listen(server: Server | HttpsServer, port: number): Promise<number> {
    const { host, log } = this.#options
    server.maxConnections = this.#limits.connections
    server.on('request', (request, response) => {
      if (this.#options.onRequest?.(request, response)) return
      request.resume()
      const text = 'This is the door of the wallboxes: they connect by WebSocket to /OCPP/{stationId}.\n'
      response.writeHead(426, { Upgrade: 'websocket', 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
    })
    server.on('upgrade', (request, socket, head) => void this.#upgrade(request, socket, head))
    server.on('clientError', (_error, socket) => void socket.destroy())
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port, backlog: 4096 }, () => {
        server.off('error', reject)
        resolve()
      })
    })
    server.on('error', (error) => log.error('the OCPP listener failed', { reason: error.message }))
    const at = server.address() as AddressInfo
    log.info('listening for wallboxes', { host, port: at.port, encrypted: server === this.#https })
    return at.port
  }

  /** Answers what is being answered, then closes each connection with a reason. */
  async stop() {
    this.#stopping = true
    this.#sweeping?.cancel()
    this.#unsubscribe()
    this.#knocks.stop()
    const servers = this.#https ? [this.#http, this.#https] : [this.#http]
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())))
    const connections = this.online.all()
    for (const connection of connections) connection.close(1001, 'the controller is stopping')
    await Promise.all(connections.map((connection) => connection.closed()))
    await this.online.settled()
    await this.#pruning.stop()
    for (const server of servers) server.closeAllConnections()
    await Promise.all(closed)
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer) {
    const { site, log } = this.#options
    // until the WebSocket takes over, a reset by the peer must not end the process
    const ignore = () => {}
    socket.on('error', ignore)
    try {
      if (this.#stopping) return refuse(socket, 503, 'The controller is stopping. Try again in a moment.')
      const admission = await admit(site, this.#versions, request)
      if (!admission.admitted) {
        if (admission.knock) this.#knocks.add(admission.knock)
        return refuse(socket, admission.status, admission.text)
      }
      if (this.#stopping) return refuse(socket, 503, 'The controller is stopping. Try again in a moment.')
      if (socket.destroyed) return
      socket.off('error', ignore)
      // the same name twice, or a comma too many, is no reason to refuse a station
      const { offered } = admission
      if (offered.length > 0) request.headers['sec-websocket-protocol'] = [...new Set(offered)].join(',')
      else delete request.headers['sec-websocket-protocol']
      this.#connect(request, socket, head, admission)
    } catch (error) {
      log.error('a station could not be let in', { reason: error instanceof Error ? error.stack : String(error) })
      refuse(socket, 500, 'Something went wrong in the controller. Try again in a moment.')
    }
  }

  #connect(
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
    { id, station, negotiated }: { id: string; station: StationRecord; negotiated: Negotiated },
  ) {
    this.#websockets.handleUpgrade(request, socket, head, (websocket) => {
      const { stationId, accountId, bootedAt, quirks } = station
      const { name } = negotiated.version
      const remoteAddress = request.socket.remoteAddress
      this.#options.log.info('a station connected', { station: id, protocol: name, remoteAddress })
      this.online.add(
        new Connection({
          engine: this.#engine,
          socket: websocket,
          version: negotiated.version,
          actor: { kind: 'station', door: 'ocpp', stationId, accountId },
          name: id,
          bootedBefore: bootedAt !== null,
          quirks,
        }),
      )
    })
  }

  #count(action: string, oddities: readonly string[]) {
    for (const oddity of oddities) {
      const key = `${action}: ${oddity}`
      if (this.#oddities.size >= mostKindsOfOddities && !this.#oddities.has(key)) continue
      this.#oddities.set(key, (this.#oddities.get(key) ?? 0) + 1)
    }
  }
}

type StationRecord = Pick<StationCredentials, 'stationId' | 'accountId' | 'bootedAt' | 'quirks'>

/** Refuses a handshake in words: installers read them in the station's log, or with curl. */
function refuse(socket: Duplex, status: number, text: string) {
  if (socket.destroyed) return
  const body = `${text}\n`
  socket.once('finish', () => socket.destroy())
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: text/plain; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(status === 401 ? ['WWW-Authenticate: Basic realm="OCPP", charset="UTF-8"'] : []),
      '',
      body,
    ].join('\r\n'),
  )
}
