import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { Aedes, type AedesPublishPacket, type AuthenticateError, type Client, type Subscription } from 'aedes'
import { maxMessageBytes } from '../protocol/codec.ts'
import type { SyncLog } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { clientIdOf, mayPublish, mayRetain, maySubscribe } from '../protocol/topics.ts'
import { PacketGuard } from './packet-guard.ts'

/** Who is at the other end of a connection. The hub may use every topic, a site only its own. */
export type Peer = { kind: 'hub' } | { kind: 'site'; site: string }

export interface EmbeddedBrokerOptions {
  /** 0 takes a free port; see `port` after start. */
  port: number
  /** Loopback unless told: sites of other machines need an address that they can reach. */
  host?: string
  /** Whose credentials these are; undefined refuses them. Called once per connection. */
  authenticate(username: string, password: string): Promise<Peer | undefined>
  log: SyncLog
  maxConnections?: number
  /** The biggest MQTT packet, in bytes. */
  maxPacketBytes?: number
  /** How long a connection may take to say CONNECT, and a slow reader to take what is written to it. */
  timeoutMs?: number
}

/** Refused publishes end here: nobody may subscribe to it. */
const quarantineTopic = 'evs/1/quarantine'
const maxSubscriptionsPerClient = 20

interface Connected {
  peer: Peer
  refused: number
}

/**
 * The MQTT broker of a small installation, inside the hub's process. It keeps nothing: sessions are always clean, and only
 * states and heads are retained. MQTT 3.1.1 only; shared subscriptions are refused, not ignored.
 */
export class EmbeddedBroker {
  readonly #options: EmbeddedBrokerOptions
  readonly #clients = new WeakMap<Client, Connected>()
  #aedes: Aedes | undefined
  #server: Server | undefined
  #sockets = new Set<Socket>()
  #refusedPublishes = 0
  #refusedSubscriptions = 0
  #refusedConnections = 0

  constructor(options: EmbeddedBrokerOptions) {
    this.#options = options
  }

  /** The TCP port in use; 0 before start. */
  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0
  }

  get counters() {
    return {
      connections: this.#sockets.size,
      refusedPublishes: this.#refusedPublishes,
      refusedSubscriptions: this.#refusedSubscriptions,
      refusedConnections: this.#refusedConnections,
    }
  }

  /** @throws SyncError refused when the port is taken or the address isn't there */
  async start(): Promise<void> {
    const { host = '127.0.0.1', port, maxConnections = 1000, timeoutMs = 30_000, log } = this.#options
    const aedes = await Aedes.createBroker({
      connectTimeout: timeoutMs,
      drainTimeout: timeoutMs,
      maxClientsIdLength: 64,
      queueLimit: 20,
      maxInflightInbound: 10,
      preConnect: (_client, packet, done) => {
        // a session that outlives its connection would be kept in memory for whoever never comes back
        packet.clean = true
        done(null, true)
      },
      authenticate: (client, username, password, done) => {
        void this.#authenticate(client, username, password).then(
          (peer) => {
            if (peer === undefined) return done(notAllowed(), false)
            this.#clients.set(client, { peer, refused: 0 })
            done(null, true)
          },
          (error: unknown) => {
            log.error('credentials could not be checked', { reason: String(error) })
            done(Object.assign(new Error('try again later'), { returnCode: 3 }) as AuthenticateError, false)
          },
        )
      },
      authorizePublish: (client, packet, done) => {
        if (client !== null) this.#censor(client, packet as AedesPublishPacket)
        done(null)
      },
      authorizeSubscribe: (client, subscription, done) => {
        done(null, this.#maySubscribe(client, subscription) ? subscription : null)
      },
    })
    aedes.on('clientError', (client, error) => log.debug('client error', { client: client.id, reason: error.message }))
    aedes.on('connectionError', (_client, error) => log.debug('connection error', { reason: error.message }))
    this.#aedes = aedes
    const server = createServer((socket) => this.#accept(aedes, socket, maxConnections))
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        void this.stop()
        reject(new SyncError('refused', listenAdvice(host, port, error), error))
      })
      server.listen({ host, port }, resolve)
    })
    log.info('broker is listening', { host, port: this.port })
  }

  async stop(): Promise<void> {
    const server = this.#server
    const aedes = this.#aedes
    this.#server = undefined
    this.#aedes = undefined
    const closed = server?.listening ? new Promise<void>((resolve) => server.close(() => resolve())) : undefined
    if (aedes) await new Promise<void>((resolve) => aedes.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  #accept(aedes: Aedes, socket: Socket, maxConnections: number) {
    if (this.#sockets.size >= maxConnections) {
      this.#refusedConnections++
      socket.destroy()
      return
    }
    this.#sockets.add(socket)
    socket.once('close', () => this.#sockets.delete(socket))
    socket.setNoDelay(true)
    const { maxPacketBytes = maxMessageBytes + 4096 } = this.#options
    aedes.handle(new PacketGuard(socket, maxPacketBytes))
  }

  async #authenticate(client: Client, username?: string, password?: Buffer): Promise<Peer | undefined> {
    if (username === undefined || password === undefined) return undefined
    const peer = await this.#options.authenticate(username, password.toString('utf8'))
    // a client id in use is taken over (MQTT 3.1.1 section 3.1.4), so nobody may come under another's
    if (peer?.kind === 'site' && client.id !== clientIdOf(peer.site)) {
      this.#options.log.warn('connection refused: a site must use its own client id', { site: peer.site })
      return undefined
    }
    return peer
  }

  /**
   * A publish that isn't allowed is moved aside and counted. Refusing it would end the connection, and a site that sends
   * the same thing again after each reconnection would never get anything else through.
   */
  #censor(client: Client, packet: AedesPublishPacket) {
    const connected = this.#clients.get(client)
    const allowed =
      connected !== undefined &&
      (connected.peer.kind === 'hub' ? !packet.topic.startsWith('$') : mayPublish(connected.peer.site, packet.topic))
    if (allowed) {
      if (!mayRetain(packet.topic)) packet.retain = false
      return
    }
    this.#refusedPublishes++
    if (connected && connected.refused++ === 0) {
      const site = connected.peer.kind === 'site' ? connected.peer.site : 'hub'
      this.#options.log.warn('publish refused: the topic belongs to somebody else', {
        site,
        topic: packet.topic.slice(0, 200),
      })
    }
    packet.topic = quarantineTopic
    packet.payload = Buffer.alloc(0)
    packet.retain = false
  }

  #maySubscribe(client: Client, { topic }: Subscription): boolean {
    const connected = this.#clients.get(client)
    const shared = topic.startsWith('$share/')
    const count = Object.keys((client as unknown as { subscriptions: object }).subscriptions).length
    const allowed =
      connected !== undefined &&
      !topic.startsWith('$') &&
      count < maxSubscriptionsPerClient &&
      (connected.peer.kind === 'hub' || maySubscribe(connected.peer.site, topic))
    if (allowed) return true
    this.#refusedSubscriptions++
    this.#options.log.warn(
      shared
        ? 'subscription refused: this broker has no shared subscriptions; use one hub worker, or another broker'
        : 'subscription refused: the topic belongs to somebody else',
      { client: client.id, filter: topic.slice(0, 200) },
    )
    return false
  }
}

function notAllowed(): AuthenticateError {
  return Object.assign(new Error('bad user name or password'), { returnCode: 4 }) as AuthenticateError
}

function listenAdvice(host: string, port: number, error: NodeJS.ErrnoException): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} is in use. Stop the other program, or choose another port.`
  if (error.code === 'EACCES') return `Port ${port} needs more rights. Choose a port above 1023.`
  if (error.code === 'EADDRNOTAVAIL') return `This machine has no address ${host}.`
  return `The broker can not listen on ${host}:${port}: ${error.message}.`
}
