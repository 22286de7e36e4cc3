import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { SiteError } from '../../site/errors.ts'
import type { Log } from '../../site/log.ts'
import type { Actor } from '../../site/permissions.ts'
import { hashToken } from '../../site/secrets.ts'
import type { Site } from '../../site/site.ts'
import type { FileDropPort, TransferOver } from '../../site/transfers/transfer.ts'

export interface FileDropOptions {
  site: Site
  log: Log
  /** `firmware` and `logs` are made in it. */
  folder: string
  /** Where stations reach us, without a slash at the end, e.g. `http://192.168.1.10:8081`; undefined: not served. */
  baseUrl(over: TransferOver): string | undefined
  /** Largest log that is taken, bytes. */
  logBytes?: number
}

const system: Actor = { kind: 'system', door: 'ocpp' }
const prefix = '/files/'
const defaultLogBytes = 512 * 1024 * 1024

export interface Grant {
  id: number
  kind: string
  fileName: string
  imageId: string | null
}

/**
 * Where stations fetch firmware and leave their logs. An address holds a secret that is good for one transfer: stations can do
 * no other authentication. It is served by the OCPP listener itself, so whatever reaches that reaches this.
 */
export class FileDrop implements FileDropPort {
  readonly #options: FileDropOptions

  constructor(options: FileDropOptions) {
    this.#options = options
  }

  async start() {
    for (const name of ['firmware', 'logs'])
      await mkdir(join(this.#options.folder, name), { recursive: true, mode: 0o700 })
    this.#options.site.attachFileDrop(this)
  }

  get serves(): readonly TransferOver[] {
    return (['http', 'https', 'ftp'] as const).filter((over) => this.#options.baseUrl(over) !== undefined)
  }

  urlFor({ secret, fileName, over, id }: { id: number; secret: string; fileName: string; over: TransferOver }): string {
    const base = this.#options.baseUrl(over) ?? ''
    if (over === 'ftp') return `${base.replace('ftp://', `ftp://t${id}:${secret}@`)}/${fileName}`
    return `${base}${prefix}${secret}/${fileName}`
  }

  /** @returns false when the request is for somebody else */
  handle(request: IncomingMessage, response: ServerResponse): boolean {
    if (!request.url?.startsWith(prefix)) return false
    this.#serve(request, response).catch((error: unknown) => {
      this.#options.log.warn('a file transfer failed', {
        reason: error instanceof Error ? error.message : String(error),
      })
      if (response.headersSent) response.destroy()
      else answer(response, 500, 'The controller could not do this. Try again.')
    })
    return true
  }

  /** What a secret is good for. */
  async grantOf(secret: string): Promise<Grant | undefined> {
    return this.#options.site.execute(system, 'transfers.bySecret', { secretHash: hashToken(secret) })
  }

  firmwarePath(imageId: string): string {
    return join(this.#options.folder, 'firmware', basename(imageId))
  }

  logPath(transferId: number): string {
    return join(this.#options.folder, 'logs', String(transferId))
  }

  /** Writes a log to the disk, then notes it. @throws SiteError InvalidInput when it is too large */
  async receive(grant: Grant, name: string, body: Readable): Promise<void> {
    const target = this.logPath(grant.id)
    const unfinished = `${target}.${randomUUID()}.part`
    try {
      const { sizeBytes, sha256 } = await this.#write(body, unfinished)
      await rename(unfinished, target)
      const fileName = safeName(name) ?? grant.fileName
      await this.#options.site.execute(system, 'transfers.received', { id: grant.id, fileName, sizeBytes, sha256 })
    } finally {
      await rm(unfinished, { force: true })
    }
  }

  /** Takes a firmware from a person. @returns what `firmware.add` needs of the bytes */
  async store(body: Readable): Promise<{ id: string; sizeBytes: number; sha256: string; md5: string }> {
    const id = randomUUID()
    const target = this.firmwarePath(id)
    try {
      return { id, ...(await this.#write(body, `${target}.part`, () => rename(`${target}.part`, target))) }
    } catch (error) {
      await rm(`${target}.part`, { force: true })
      throw error
    }
  }

  async openLog(transferId: number): Promise<Readable> {
    const path = this.logPath(transferId)
    try {
      await stat(path)
    } catch (error) {
      throw new SiteError('NotFound', { transfer: transferId }, error)
    }
    return createReadStream(path)
  }

  async #write(body: Readable, path: string, then?: () => Promise<void>) {
    const most = this.#options.logBytes ?? defaultLogBytes
    const sha256 = createHash('sha256')
    const md5 = createHash('md5')
    let sizeBytes = 0
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length
        if (sizeBytes > most)
          return done(new SiteError('InvalidInput', { reason: `A file has at most ${most} bytes.` }))
        sha256.update(chunk)
        md5.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(body, measure, createWriteStream(path, { mode: 0o600 }))
    // acknowledged means durable, for files as for rows
    const file = await open(path, 'r+')
    await file.sync()
    await file.close()
    await then?.()
    return { sizeBytes, sha256: sha256.digest('hex'), md5: md5.digest('hex') }
  }

  async #serve(request: IncomingMessage, response: ServerResponse) {
    const [secret = '', name = ''] = (request.url ?? '').slice(prefix.length).split(/[/?#]/)
    const grant = await this.grantOf(secret)
    if (!grant) {
      request.resume()
      return answer(response, 404, 'This address is not good for any file, or not any more.')
    }
    const isFirmware = grant.kind === 'firmware' || grant.kind === 'published-firmware'
    if (isFirmware && (request.method === 'GET' || request.method === 'HEAD'))
      return this.#send(grant, request, response)
    if (!isFirmware && (request.method === 'PUT' || request.method === 'POST')) {
      await this.receive(grant, decode(name), request)
      return answer(response, 201, 'Received.')
    }
    request.resume()
    answer(response, 405, isFirmware ? 'This address is for fetching a file.' : 'This address is for sending a file.')
  }

  /** Whole, or from a byte on: stations go on where a download broke off. */
  async #send(grant: Grant, request: IncomingMessage, response: ServerResponse) {
    const path = this.firmwarePath(grant.imageId ?? '')
    const { size } = await stat(path)
    const [, from] = /^bytes=(\d+)-\d*$/.exec(request.headers.range ?? '') ?? []
    const start = from === undefined ? 0 : Number(from)
    if (start >= size) {
      response.writeHead(416, { 'Content-Range': `bytes */${size}` }).end()
      return
    }
    const headers = {
      'Content-Type': 'application/octet-stream',
      'Content-Length': size - start,
      'Accept-Ranges': 'bytes',
      'Content-Disposition': `attachment; filename="${grant.fileName}"`,
      ...(from === undefined ? {} : { 'Content-Range': `bytes ${start}-${size - 1}/${size}` }),
    }
    response.writeHead(from === undefined ? 200 : 206, headers)
    if (request.method === 'HEAD') response.end()
    else await pipeline(createReadStream(path, { start }), response)
  }
}

function answer(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' }).end(`${text}\n`)
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return ''
  }
}

/** A name that a station gives its log: kept for people to see, never a path. */
export function safeName(name: string): string | undefined {
  const plain = basename(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .slice(0, 100)
  return plain === '' || /^\.+$/.test(plain) ? undefined : plain
}
