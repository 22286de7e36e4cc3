import { createReadStream } from 'node:fs'
import { PassThrough, Writable } from 'node:stream'
import { FtpSrv } from 'ftp-srv'
import { SiteError } from '../../site/errors.ts'
import type { Log } from '../../site/log.ts'
import { type FileDrop, type Grant, safeName } from './file-drop.ts'

export interface FtpDropOptions {
  drop: FileDrop
  log: Log
  host: string
  port: number
  /** The address that stations are told for passive transfers. */
  publicHost(): string
  /** Ports of passive transfers. */
  passivePorts: { from: number; to: number }
}

/** The same file drop for stations that speak nothing but FTP. User and password of an address are good for its one file. */
export class FtpDrop {
  readonly #options: FtpDropOptions
  #server: FtpSrv | undefined

  constructor(options: FtpDropOptions) {
    this.#options = options
  }

  /** @throws the listening socket's error, with its `code` */
  async start(): Promise<{ port: number }> {
    const { host, port, publicHost, passivePorts, drop, log } = this.#options
    const quiet = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
    const server = new FtpSrv({
      url: `ftp://${host}:${port}`,
      pasv_url: publicHost(),
      pasv_min: passivePorts.from,
      pasv_max: passivePorts.to,
      timeout: 60_000,
      greeting: ['Chargeyard file drop'],
      whitelist: [
        'USER',
        'PASS',
        'TYPE',
        'PASV',
        'EPSV',
        'PORT',
        'EPRT',
        'RETR',
        'STOR',
        'SIZE',
        'REST',
        'PWD',
        'CWD',
        'QUIT',
        'NOOP',
        'SYST',
        'FEAT',
        'OPTS',
        'MODE',
        'STRU',
        'ABOR',
        'ALLO',
      ],
      log: quiet as never,
    })
    server.on('login', ({ password }, resolve, reject) => {
      drop.grantOf(password).then((grant) => {
        if (!grant) return reject(new Error('This user and password are not good for any file, or not any more.'))
        resolve({ fs: new OneFile(drop, grant, log) as never })
      }, reject)
    })
    server.on('client-error', ({ error }) => log.info('an FTP connection failed', { reason: error.message }))
    await server.listen()
    this.#server = server
    return { port }
  }

  async stop() {
    await this.#server?.close()
  }
}

/** A file system of one file. */
class OneFile {
  readonly #drop: FileDrop
  readonly #grant: Grant
  readonly #log: Log

  constructor(drop: FileDrop, grant: Grant, log: Log) {
    this.#drop = drop
    this.#grant = grant
    this.#log = log
  }

  get root() {
    return '/'
  }

  get cwd() {
    return '/'
  }

  currentDirectory() {
    return '/'
  }

  chdir() {
    return '/'
  }

  async get() {
    return { name: this.#grant.fileName, isDirectory: () => false, size: 0, mtime: new Date(0) }
  }

  async list() {
    return []
  }

  async read(_name: string, { start = 0 }: { start?: number } = {}) {
    if (!this.#isFirmware) throw new SiteError('NotFound')
    const stream = createReadStream(this.#drop.firmwarePath(this.#grant.imageId ?? ''), { start })
    return { stream, clientPath: this.#grant.fileName }
  }

  async write(name: string) {
    if (this.#isFirmware) throw new SiteError('NotFound')
    const body = new PassThrough()
    const received = this.#drop.receive(this.#grant, safeName(name) ?? '', body)
    received.catch((error: unknown) => this.#log.warn('a log could not be received', { reason: String(error) }))
    // finished, and so acknowledged, when the log is on the disk
    const stream = new Writable({
      write: (chunk: Buffer, _encoding, done) => void body.write(chunk, done),
      final: (done) => {
        body.end()
        received.then(() => done(), done)
      },
    })
    return { stream, clientPath: name }
  }

  get #isFirmware() {
    return this.#grant.kind === 'firmware' || this.#grant.kind === 'published-firmware'
  }
}
