import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'

/**
 * A socket that lets MQTT packets through only up to a size. The broker's parser collects a packet until it is whole, so
 * a length of 256 MB in a header (MQTT 3.1.1 section 2.2.3 allows it) would fill the memory before anybody is asked.
 */
export class PacketGuard extends Duplex {
  readonly #socket: Socket
  readonly #maxPacketBytes: number
  /** Bytes of the current packet still to come. */
  #bodyLeft = 0
  /** Position in the fixed header: 0 the type byte, then the length's bytes. */
  #headerAt = 0
  #length = 0

  constructor(socket: Socket, maxPacketBytes: number) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    this.#maxPacketBytes = maxPacketBytes
    socket.on('data', (chunk: Buffer) => {
      const reason = this.#follow(chunk)
      if (reason !== undefined) this.destroy(new Error(reason))
      else if (!this.push(chunk)) socket.pause()
    })
    socket.on('end', () => this.push(null))
    socket.on('error', (error) => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  get remoteAddress(): string | undefined {
    return this.#socket.remoteAddress
  }

  override _read() {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.#socket.write(chunk, done)
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void) {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: (error?: Error | null) => void) {
    this.#socket.end(() => done())
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    this.#socket.destroy()
    done(error)
  }

  #follow(chunk: Buffer): string | undefined {
    let at = 0
    while (at < chunk.length) {
      if (this.#bodyLeft > 0) {
        const step = Math.min(this.#bodyLeft, chunk.length - at)
        this.#bodyLeft -= step
        at += step
        continue
      }
      const byte = chunk[at++] ?? 0
      if (this.#headerAt === 0) {
        this.#headerAt = 1
        this.#length = 0
        continue
      }
      this.#length += (byte & 0x7f) * 128 ** (this.#headerAt - 1)
      if (this.#length > this.#maxPacketBytes) return `packet of more than ${this.#maxPacketBytes} bytes`
      if (byte & 0x80) {
        if (this.#headerAt === 4) return 'malformed packet length'
        this.#headerAt++
      } else {
        this.#bodyLeft = this.#length
        this.#headerAt = 0
      }
    }
    return undefined
  }
}
