import { WebSocket } from 'ws'
import type { Connection } from './network.ts'

/** Why there is no connection, in kinds that a person can act on. */
export type Trouble =
  | { readonly kind: 'refused' | 'unreachable' | 'unknown-host' | 'timeout' | 'tls'; readonly detail: string }
  | { readonly kind: 'http'; readonly status: number; readonly detail: string }
  | { readonly kind: 'subprotocol'; readonly detail: string }
  | { readonly kind: 'closed'; readonly code: number; readonly detail: string }
  | { readonly kind: 'other'; readonly detail: string }

export interface SocketOptions {
  /** where to connect and how to prove who one is; asked at each attempt */
  readonly connection: () => Connection
  /** offered subprotocols; none: the header is left out */
  readonly subprotocols: readonly string[]
  /** the one that is spoken, whatever is offered */
  readonly speaks: string
  /** pause before the first and before the longest later attempt, real milliseconds; it doubles in between */
  readonly reconnectMs: { readonly first: number; readonly most: number }
  readonly connectTimeoutMs: number
  readonly onOpen: (send: (text: string) => void) => void
  /** `again`: milliseconds until the next attempt, undefined when there is none */
  readonly onTrouble: (trouble: Trouble, againMs: number | undefined) => void
  readonly onClose: () => void
  readonly onText: (text: string) => void
  /** splits what it sends into WebSocket fragments of at most this many characters; read at each send */
  readonly chunkLength: () => number | undefined
}

/** How long a close may take before the connection is cut. */
const CLOSE_MS = 1_000

/** One wallbox's WebSocket that comes back by itself until it is told to stay down. */
export class WallboxSocket {
  readonly #o: SocketOptions
  #ws: WebSocket | undefined
  #open = false
  #wanted = false
  #failures = 0
  #retry: NodeJS.Timeout | undefined
  #pinger: NodeJS.Timeout | undefined
  #pongDue = false
  #pingS = 0

  constructor(options: SocketOptions) {
    this.#o = options
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Connects, and again after each loss. */
  up(): void {
    if (this.#wanted) return
    this.#wanted = true
    this.#connect()
  }

  /** Drops the connection without a closing handshake, as a pulled cable does, and stays down. */
  down(): void {
    this.#wanted = false
    clearTimeout(this.#retry)
    const ws = this.#ws
    const wasOpen = this.#open
    this.#forget()
    ws?.terminate()
    if (wasOpen) this.#o.onClose()
  }

  /** Closes politely and stays down; resolves when closed, after at most a second. */
  async close(): Promise<void> {
    this.#wanted = false
    clearTimeout(this.#retry)
    const ws = this.#ws
    if (!ws) return
    const closed = new Promise<void>((done) => ws.once('close', () => done()))
    if (this.#open) ws.close(1000)
    else ws.terminate()
    const hard = setTimeout(() => ws.terminate(), 1_000)
    await closed
    clearTimeout(hard)
  }

  /** Drops the connection; it comes back after the first pause. */
  sever(): void {
    this.#ws?.terminate()
  }

  /** Closes the connection in good manners and opens another. */
  renew(): void {
    const ws = this.#ws
    if (!ws || !this.#open) return
    this.#forget()
    this.#o.onClose()
    const cut = setTimeout(() => ws.terminate(), CLOSE_MS)
    ws.once('close', () => {
      clearTimeout(cut)
      if (this.#wanted && !this.#ws) this.#connect()
    })
    ws.close(1000, 'reconnect')
  }

  /** Stops or resumes reading, so that the server's send buffer fills. */
  setReading(reading: boolean): void {
    if (reading) this.#ws?.resume()
    else this.#ws?.pause()
  }

  /** Seconds between WebSocket pings, 0: none. A ping without its pong by the next one ends the connection. */
  setPingInterval(seconds: number): void {
    this.#pingS = seconds
    clearInterval(this.#pinger)
    this.#pongDue = false
    if (seconds <= 0 || !this.#open) return
    this.#pinger = setInterval(() => {
      if (this.#pongDue) return this.sever()
      this.#pongDue = true
      this.#ws?.ping()
    }, seconds * 1000)
  }

  #connect(): void {
    const { url, headers, tls } = this.#o.connection()
    const ws = new WebSocket(url, [...this.#o.subprotocols], {
      handshakeTimeout: this.#o.connectTimeoutMs,
      perMessageDeflate: false,
      headers,
      ...tls,
    })
    this.#ws = ws
    let trouble: Trouble | undefined
    ws.on('unexpected-response', (_request, response) => {
      let body = ''
      trouble = { kind: 'http', status: response.statusCode ?? 0, detail: response.statusMessage ?? '' }
      response.setEncoding('utf8')
      response.on('data', (text: string) => {
        if (body.length < 500) body += text
      })
      const finish = () => {
        trouble = {
          kind: 'http',
          status: response.statusCode ?? 0,
          detail: body.trim() || (response.statusMessage ?? ''),
        }
        ws.terminate()
      }
      response.once('end', finish)
      response.once('error', finish)
    })
    ws.on('error', (error: Error & { code?: string }) => {
      trouble ??= troubleOf(error)
    })
    ws.on('open', () => {
      if (ws.protocol !== '' && ws.protocol !== this.#o.speaks) {
        trouble = { kind: 'subprotocol', detail: `the site chose ${ws.protocol}, this box speaks ${this.#o.speaks}` }
        ws.terminate()
        return
      }
      this.#open = true
      this.#failures = 0
      this.setPingInterval(this.#pingS)
      this.#o.onOpen((text) => this.#send(ws, text))
    })
    ws.on('pong', () => {
      this.#pongDue = false
    })
    ws.on('message', (data, isBinary) => {
      if (ws === this.#ws && !isBinary) this.#o.onText((data as Buffer).toString('utf8'))
    })
    ws.on('close', (code, reason) => {
      if (ws !== this.#ws) return
      const wasOpen = this.#open
      this.#forget()
      const again = this.#wanted ? this.#pause() : undefined
      if (wasOpen) this.#o.onClose()
      if (this.#wanted || !wasOpen)
        this.#o.onTrouble(trouble ?? { kind: 'closed', code, detail: String(reason) }, again)
      if (again !== undefined) this.#retry = setTimeout(() => this.#connect(), again)
    })
  }

  /** The socket is none of ours any more: its late events are not heard. */
  #forget(): void {
    this.#ws = undefined
    this.#open = false
    clearInterval(this.#pinger)
  }

  #pause(): number {
    const { first, most } = this.#o.reconnectMs
    return Math.min(most, first * 2 ** Math.min(this.#failures++, 16))
  }

  #send(ws: WebSocket, text: string): void {
    if (ws.readyState !== WebSocket.OPEN) return
    const chunk = this.#o.chunkLength()
    if (!chunk) ws.send(text)
    else
      for (let at = 0; at < text.length; at += chunk)
        ws.send(text.slice(at, at + chunk), { fin: at + chunk >= text.length })
  }
}

const KINDS: Readonly<Record<string, 'refused' | 'unreachable' | 'unknown-host'>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
}

function troubleOf(error: Error & { code?: string }): Trouble {
  const detail = error.message
  const code = error.code ?? ''
  const kind = KINDS[code]
  if (kind) return { kind, detail }
  if (/subprotocol/i.test(detail)) return { kind: 'subprotocol', detail }
  if (/handshake has timed out/i.test(detail)) return { kind: 'timeout', detail }
  if (/^ERR_(TLS|SSL)|CERT|^UNABLE_TO|^EPROTO$/.test(code)) return { kind: 'tls', detail: `${code}: ${detail}` }
  return { kind: 'other', detail }
}
