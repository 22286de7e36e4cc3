import { WebSocket } from 'ws'

/** A second connection under the same identity, as a box opens that has lost track of its first. */
export interface SecondSocket {
  /** frames of the server, raw, oldest first */
  readonly received: readonly string[]
  /** resolves when the server or the network ends it */
  readonly closed: Promise<{ code: number; reason: string }>
  send(text: string): void
  close(): void
}

/** @throws Error when the server refuses the upgrade or does not answer in time */
export function openSecondSocket(o: {
  url: string
  subprotocols: readonly string[]
  credentials: { user: string; password: string } | undefined
  timeoutMs: number
}): Promise<SecondSocket> {
  const auth = o.credentials && Buffer.from(`${o.credentials.user}:${o.credentials.password}`).toString('base64')
  const ws = new WebSocket(o.url, [...o.subprotocols], {
    handshakeTimeout: o.timeoutMs,
    ...(auth ? { headers: { Authorization: `Basic ${auth}` } } : {}),
  })
  const received: string[] = []
  ws.on('message', (data) => void received.push((data as Buffer).toString('utf8')))
  const closed = new Promise<{ code: number; reason: string }>((done) => {
    ws.on('close', (code, reason) => done({ code, reason: String(reason) }))
  })
  return new Promise((resolve, reject) => {
    ws.once('error', reject)
    ws.once('open', () => {
      ws.on('error', () => undefined)
      resolve({ received, closed, send: (text) => ws.send(text), close: () => ws.close() })
    })
  })
}
