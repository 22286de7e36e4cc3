import { createHash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../site/api.ts'
import { api } from '../site/api.ts'
import { SiteError, type SiteErrorCode } from '../site/errors.ts'
import type { Log } from '../site/log.ts'
import type { Actor } from '../site/permissions.ts'
import type { Site } from '../site/site.ts'

/**
 * The command line's way to a running controller: a socket in the data folder that only the folder's owner can open. One
 * request per line, one answer per line: {useCase, input} → {value} or {error: {code, details}}.
 */
const actor: Actor = { kind: 'system', door: 'cli' }
const lineLimit = 1024 * 1024
const answerTimeoutMs = 60_000

function socketPath(folder: string): string {
  const path = join(folder, 'control.sock')
  if (process.platform !== 'win32' && path.length < 100) return path
  // a socket's path has at most 107 bytes
  const name = `chargeyard-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

type Answer = { value: unknown } | { error: { code: SiteErrorCode; details: Record<string, unknown> } }

export class ControlServer {
  readonly #options: { site: Site; folder: string; log: Log }
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined

  constructor(options: { site: Site; folder: string; log: Log }) {
    this.#options = options
  }

  async start() {
    const path = socketPath(this.#options.folder)
    // left over from a process that was killed: the folder's lock says that nobody else listens
    if (process.platform !== 'win32') rmSync(path, { force: true })
    const server = createServer((socket) => this.#serve(socket))
    const before = process.umask(0o177)
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(path, resolve)
      })
    } finally {
      process.umask(before)
    }
    this.#server = server
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy()
    const server = this.#server
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  #serve(socket: Socket) {
    this.#sockets.add(socket)
    socket.on('close', () => this.#sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    onLines(socket, (line) => {
      void this.#answer(line).then((answer) => socket.writable && socket.write(`${JSON.stringify(answer)}\n`))
    })
  }

  async #answer(line: string): Promise<Answer> {
    try {
      const { useCase, input } = JSON.parse(line) as { useCase: UseCaseName; input: never }
      if (!Object.hasOwn(api, useCase)) throw new SiteError('NotFound', { useCase })
      return { value: (await this.#options.site.execute(actor, useCase, input)) ?? null }
    } catch (error) {
      if (error instanceof SiteError) return { error: { code: error.code, details: error.details } }
      this.#options.log.error('a command of the command line failed', { reason: String(error) })
      return { error: { code: 'InternalError', details: {} } }
    }
  }
}

export interface ControlClient {
  execute<N extends UseCaseName>(useCase: N, input: UseCaseInput<N>): Promise<UseCaseOutput<N>>
  close(): void
}

/** @returns undefined when no controller runs on this folder */
export async function connectControl(folder: string): Promise<ControlClient | undefined> {
  const socket = createConnection(socketPath(folder))
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  })
  if (!connected) return undefined
  const waiting: ((answer: Answer) => void)[] = []
  onLines(socket, (line) => waiting.shift()?.(JSON.parse(line) as Answer))
  return {
    execute: (useCase, input) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => reject(new SiteError('ShuttingDown')), answerTimeoutMs)
        const gone = () => reject(new SiteError('ShuttingDown'))
        socket.once('close', gone)
        waiting.push((answer) => {
          clearTimeout(timer)
          socket.off('close', gone)
          if ('error' in answer) reject(new SiteError(answer.error.code, answer.error.details))
          else resolve(answer.value as never)
        })
        socket.write(`${JSON.stringify({ useCase, input })}\n`)
      }),
    close: () => socket.end(),
  }
}

function onLines(socket: Socket, call: (line: string) => void) {
  let rest = ''
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > lineLimit) socket.destroy()
    for (const line of lines) call(line)
  })
}
