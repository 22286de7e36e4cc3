import type { SecureContextOptions } from 'node:tls'
import { type RawData, WebSocket } from 'ws'
import * as schemas16 from '../../src/ocpp/generated/v16/validators.mjs'
import * as schemas21 from '../../src/ocpp/generated/v21/validators.mjs'
import * as schemas201 from '../../src/ocpp/generated/v201/validators.mjs'
import { OcppServer, type OcppServerOptions } from '../../src/ocpp/server.ts'
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../../src/site/api.ts'
import { type Clock, systemClock } from '../../src/site/clock.ts'
import { type Log, silentLog } from '../../src/site/log.ts'
import { openTestSite, system, type TestSite } from '../kit/site.ts'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import { breachOf, type SchemaBook } from '../kit/wallbox/schemas.ts'

const books: Readonly<Record<Protocol, SchemaBook>> = {
  'ocpp1.6': schemas16 as unknown as SchemaBook,
  'ocpp2.0.1': schemas201 as unknown as SchemaBook,
  'ocpp2.1': schemas21 as unknown as SchemaBook,
}

/** A real site with a real OCPP door on a free port. Whatever we send against the official schemas is a breach. */
export interface Door {
  test: TestSite
  server: OcppServer
  url: string
  port: number
  /** Of the encrypted door, where it was asked for. */
  tlsUrl: string
  breaches: string[]
  /** As the administrator. */
  ask<N extends UseCaseName>(name: N, input: UseCaseInput<N>): Promise<UseCaseOutput<N>>
  /** Adopts a station and opens a raw connection of it. */
  station(id: string, protocol?: Protocol): Promise<RawStation>
  close(): Promise<void>
}

export async function openDoor(
  options: Pick<OcppServerOptions, 'onRequest' | 'versions'> & {
    clock?: Clock
    limits?: OcppServerOptions['limits']
    test?: TestSite
    log?: Log
    tls?: boolean
  } = {},
): Promise<Door> {
  const clock = options.clock ?? systemClock
  const test = options.test ?? (await openTestSite({ clock }))
  const breaches: string[] = []
  const server = new OcppServer({
    site: test.site,
    clock,
    log: options.log ?? silentLog,
    host: '127.0.0.1',
    port: 0,
    ...(options.tls ? { tls: { port: 0, identity: await tlsIdentity(test) } } : {}),
    limits: { backgroundDelayMs: 0, ...options.limits },
    ...(options.onRequest ? { onRequest: options.onRequest } : {}),
    ...(options.versions ? { versions: options.versions } : {}),
    onOwnViolation: ({ frame, reason }) => void breaches.push(`${reason} in ${frame}`),
  })
  const { port, tlsPort } = await server.start()
  const url = `ws://127.0.0.1:${port}/OCPP`
  const stations: RawStation[] = []
  return {
    test,
    server,
    url,
    port,
    tlsUrl: `wss://127.0.0.1:${tlsPort}/OCPP`,
    breaches,
    ask: (name, input) => test.site.execute(test.admin, name, input),
    station: async (id, protocol = 'ocpp1.6') => {
      if (!(await test.site.execute(system, 'stations.credentials', { id })))
        await test.site.execute(test.admin, 'stations.adopt', { id })
      const station = await RawStation.connect({ url, id, protocol })
      station.breaches = breaches
      stations.push(station)
      return station
    },
    close: async () => {
      for (const station of stations) station.terminate()
      await server.stop()
      test.close()
    },
  }
}

/** What the controller's encrypted door shows for 127.0.0.1. */
export function tlsIdentity(test: TestSite) {
  return test.site.execute(system, 'certificates.serverIdentity', { names: ['127.0.0.1', 'localhost'] })
}

export interface Frame {
  type: number
  id: string
  /** CALL: the action; CALLERROR: the code. */
  name: string | undefined
  payload: Record<string, unknown>
  text: string
}

/** A station made of a bare socket: it sends what a test wants, right or wrong, and checks what it gets. */
export class RawStation {
  readonly id: string
  readonly protocol: Protocol
  readonly received: Frame[] = []
  breaches: string[] = []
  closed: { code: number; reason: string } | undefined
  readonly #socket: WebSocket
  readonly #asked = new Map<string, string>()
  #count = 0

  private constructor(id: string, protocol: Protocol, socket: WebSocket) {
    this.id = id
    this.protocol = protocol
    this.#socket = socket
    socket.on('message', (data) => this.#take(data))
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
    })
    socket.on('error', () => undefined)
  }

  static connect(o: {
    url: string
    id: string
    protocol: Protocol
    headers?: Record<string, string>
    tls?: SecureContextOptions
  }) {
    const socket = new WebSocket(`${o.url}/${encodeURIComponent(o.id)}`, [o.protocol], {
      headers: o.headers ?? {},
      ...o.tls,
    })
    const station = new RawStation(o.id, o.protocol, socket)
    return new Promise<RawStation>((resolve, reject) => {
      socket.once('open', () => resolve(station))
      socket.once('error', reject)
    })
  }

  get socket(): WebSocket {
    return this.#socket
  }

  raw(text: string) {
    this.#socket.send(text)
  }

  /** Sends a CALL and gives its answer, whatever that is. */
  async ask(action: string, payload: object, id = `${this.id}-${++this.#count}`): Promise<Frame> {
    this.#asked.set(id, action)
    this.raw(JSON.stringify([2, id, action, payload]))
    const frame = await until(`the answer to ${action}`, () =>
      this.received.find((each) => each.id === id && each.type !== 2),
    )
    this.received.splice(this.received.indexOf(frame), 1)
    return frame
  }

  /** Sends a CALL and gives the payload of its CALLRESULT. */
  async tell(action: string, payload: object): Promise<Record<string, unknown>> {
    const frame = await this.ask(action, payload)
    if (frame.type !== 3) throw new Error(`${action} was answered with ${frame.text}`)
    return frame.payload
  }

  boot(): Promise<Record<string, unknown>> {
    return this.protocol === 'ocpp1.6'
      ? this.tell('BootNotification', { chargePointVendor: 'Acme', chargePointModel: 'One' })
      : this.tell('BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'One' } })
  }

  /** The next CALL of the server; it is taken out of `received`. */
  async called(action: string): Promise<Frame> {
    const frame = await until(`a ${action} of the server`, () =>
      this.received.find((each) => each.type === 2 && each.name === action),
    )
    this.received.splice(this.received.indexOf(frame), 1)
    return frame
  }

  answer({ id }: { id: string }, payload: object) {
    this.raw(JSON.stringify([3, id, payload]))
  }

  async ended(): Promise<{ code: number; reason: string }> {
    return until('the connection to end', () => this.closed)
  }

  terminate() {
    this.#socket.terminate()
  }

  #take(data: RawData) {
    const text = String(data)
    const [type, id, third, fourth] = JSON.parse(text) as [number, string, unknown, unknown]
    const name = type === 3 ? undefined : String(third)
    const payload = (type === 2 ? fourth : type === 3 ? third : {}) as Record<string, unknown>
    const schema = type === 2 ? `${name}Request` : `${this.#asked.get(id)}Response`
    if (type !== 4) {
      const breach = breachOf(books[this.protocol], schema, payload)
      if (breach) this.breaches.push(`${breach.text} in ${text}`)
    }
    this.received.push({ type, id, name, payload, text })
  }
}

/** Waits, at most 20 s, for something to be there. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  for (const end = Date.now() + 20_000; ; ) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

/** Answers of a handshake that is refused, and of requests that are none. */
export async function knock(
  url: string,
  options: { subprotocols?: string[]; headers?: Record<string, string>; tls?: SecureContextOptions } = {},
): Promise<{ status: number; text: string; headers: Record<string, unknown>; subprotocol?: string }> {
  const socket = new WebSocket(url, options.subprotocols ?? ['ocpp1.6'], {
    headers: options.headers ?? {},
    ...options.tls,
  })
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += String(chunk)
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }))
    })
    socket.on('open', () => {
      const { protocol } = socket
      socket.close()
      socket.on('close', () => resolve({ status: 101, text: '', headers: {}, subprotocol: protocol }))
    })
  })
}

export function basic(user: string, password: string | Buffer): Record<string, string> {
  const bytes = Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)])
  return { Authorization: `Basic ${bytes.toString('base64')}` }
}
