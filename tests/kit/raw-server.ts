import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'

type Payload = Record<string, unknown>

/** One CALL of a box as the server saw it. */
export interface Seen {
  readonly id: string
  readonly action: string
  readonly payload: Payload
}

/**
 * A server that knows nothing of OCPP but the frames: it answers each action with what the test put into `answers`
 * (a payload, a function, or `null` for silence) and remembers what it saw. It shows what a box does by itself.
 */
export class RawServer {
  readonly seen: Seen[] = []
  readonly answers: Record<string, Payload | null | ((payload: Payload) => Payload | null | { callError: string })> = {}
  readonly upgrades: IncomingMessage[] = []
  refuseWith: { status: number; body: string } | undefined
  sockets: WebSocket[] = []
  #server: WebSocketServer | undefined
  readonly #asked = new Map<string, (frame: unknown[]) => void>()

  async start(): Promise<string> {
    const server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      verifyClient: (_info, decide) => {
        const refuse = this.refuseWith
        decide(!refuse, refuse?.status, refuse?.body)
      },
    })
    this.#server = server
    server.on('connection', (socket, request) => {
      this.upgrades.push(request)
      this.sockets.push(socket)
      socket.on('close', () => {
        this.sockets = this.sockets.filter((each) => each !== socket)
      })
      socket.on('message', (data) => this.#take(socket, (data as Buffer).toString('utf8')))
    })
    await new Promise((done) => server.once('listening', done))
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/OCPP`
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.terminate()
    await new Promise((done) => this.#server?.close(done))
  }

  /** Asks the box; resolves with its whole answer frame. */
  call(action: string, payload: Payload): Promise<unknown[]> {
    const id = randomUUID()
    const answered = new Promise<unknown[]>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the box did not answer ${action}`)), 5_000)
      this.#asked.set(id, (frame) => {
        clearTimeout(timer)
        resolve(frame)
      })
    })
    this.send(JSON.stringify([2, id, action, payload]))
    return answered
  }

  send(text: string): void {
    this.sockets.at(-1)?.send(text)
  }

  /** Payloads of one action, oldest first. */
  of(action: string): Payload[] {
    return this.seen.filter((each) => each.action === action).map((each) => each.payload)
  }

  #take(socket: WebSocket, text: string): void {
    const frame = JSON.parse(text) as [number, string, string, Payload]
    const [type, id, action, payload] = frame
    if (type !== 2) {
      this.#asked.get(id)?.(frame)
      this.#asked.delete(id)
      return
    }
    this.seen.push({ id, action, payload })
    const given = this.answers[action]
    const answer = typeof given === 'function' ? given(payload) : given
    if (answer === null) return
    if (answer && 'callError' in answer) socket.send(JSON.stringify([4, id, answer.callError, '', {}]))
    else socket.send(JSON.stringify([3, id, answer ?? {}]))
  }
}

/** Answers that every box of a version is content with. */
export const CONTENT_16: Record<string, Payload> = {
  BootNotification: { status: 'Accepted', currentTime: '2026-01-05T08:00:00.000Z', interval: 300 },
  Heartbeat: { currentTime: '2026-01-05T08:00:00.000Z' },
  Authorize: { idTagInfo: { status: 'Accepted' } },
  StartTransaction: { transactionId: 77, idTagInfo: { status: 'Accepted' } },
}

export const CONTENT_201: Record<string, Payload> = {
  BootNotification: { status: 'Accepted', currentTime: '2026-01-05T08:00:00.000Z', interval: 300 },
  Heartbeat: { currentTime: '2026-01-05T08:00:00.000Z' },
  Authorize: { idTokenInfo: { status: 'Accepted' } },
}
