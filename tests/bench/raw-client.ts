import { randomBytes } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'

/** Opcodes of RFC 6455 section 5.2. */
const text = 0x1
const close = 0x8
const ping = 0x9
const pong = 0xa

const connectTimeoutMs = 30_000

/**
 * A WebSocket client that does as little as it can, so that a benchmark measures the server: whole text messages, no
 * extensions. Its masking key is zero, which is a key like any other (section 5.3) and leaves nothing to compute here; the
 * server unmasks as always.
 */
export class RawClient {
  /** A whole text message. The buffer is only good during the call. */
  onMessage: (payload: Buffer) => void = () => undefined
  onClose: () => void = () => undefined
  readonly #socket: Socket
  #rest: Buffer = Buffer.alloc(0)
  #upgraded: ((error?: Error) => void) | undefined

  private constructor(socket: Socket) {
    this.#socket = socket
  }

  /** @throws Error when the server refuses, with its answer */
  static connect(url: string, subprotocol: string): Promise<RawClient> {
    const { hostname, port, pathname } = new URL(url)
    return new Promise((resolve, reject) => {
      const socket = createConnection({ host: hostname, port: Number(port), noDelay: true })
      const client = new RawClient(socket)
      const timer = setTimeout(() => socket.destroy(new Error(`${url} did not answer`)), connectTimeoutMs)
      client.#upgraded = (error) => {
        clearTimeout(timer)
        client.#upgraded = undefined
        if (error) {
          socket.destroy()
          reject(error)
        } else resolve(client)
      }
      socket.once('connect', () =>
        socket.write(
          `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
            `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
            `Sec-WebSocket-Protocol: ${subprotocol}\r\n\r\n`,
        ),
      )
      socket.on('data', (chunk: Buffer) => client.#take(chunk))
      socket.on('error', (error) => client.#upgraded?.(error))
      socket.on('close', () => {
        client.#upgraded?.(new Error(`${url} closed the connection`))
        client.onClose()
      })
    })
  }

  /** ASCII only: then characters are bytes. */
  send(message: string) {
    this.#write(text, message)
  }

  destroy() {
    this.#socket.destroy()
  }

  #write(opcode: number, message: string) {
    const { length } = message
    const head = length < 126 ? 6 : 8
    const frame = Buffer.allocUnsafe(head + length)
    frame[0] = 0x80 | opcode
    if (head === 6) frame[1] = 0x80 | length
    else {
      frame[1] = 0x80 | 126
      frame.writeUInt16BE(length, 2)
    }
    frame.fill(0, head - 4, head)
    frame.write(message, head, 'latin1')
    this.#socket.write(frame)
  }

  #take(chunk: Buffer) {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    if (this.#upgraded) {
      const end = data.indexOf('\r\n\r\n')
      if (end < 0) {
        this.#rest = data
        return
      }
      const answer = data.toString('latin1', 0, end)
      this.#upgraded(answer.startsWith('HTTP/1.1 101 ') ? undefined : new Error(`the upgrade was refused: ${answer}`))
      at = end + 4
    }
    for (;;) {
      const frame = frameAt(data, at)
      if (!frame) break
      at = frame.end
      if (frame.opcode === text) this.onMessage(data.subarray(frame.start, frame.end))
      else if (frame.opcode === ping) this.#write(pong, data.toString('latin1', frame.start, frame.end))
      else if (frame.opcode === close) this.#socket.destroy()
    }
    this.#rest = at === data.length ? Buffer.alloc(0) : data.subarray(at)
  }
}

/** A whole frame of a server, which is never masked; undefined: not all of it is there yet. */
function frameAt(data: Buffer, at: number): { opcode: number; start: number; end: number } | undefined {
  if (data.length < at + 2) return undefined
  const opcode = (data[at] ?? 0) & 0x0f
  let length = (data[at + 1] ?? 0) & 0x7f
  let start = at + 2
  if (length === 126) {
    if (data.length < at + 4) return undefined
    length = data.readUInt16BE(at + 2)
    start = at + 4
  } else if (length === 127) throw new Error('messages of more than 64 KiB are not part of this benchmark')
  const end = start + length
  return data.length < end ? undefined : { opcode, start, end }
}
