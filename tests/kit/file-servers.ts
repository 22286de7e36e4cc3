import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net'
import { createInterface } from 'node:readline'

/** An HTTP server that keeps what is put or posted to it, serves what is in `files`, and can be told to refuse. */
export class HttpFiles {
  readonly files = new Map<string, Buffer>()
  readonly requests: { method: string; path: string; authorization: string | undefined; type: string | undefined }[] =
    []
  /** status codes for the next requests; afterwards all is well again */
  readonly refusals: number[] = []
  /** holds answers back until it resolves */
  gate: Promise<void> = Promise.resolve()
  #server: Server | undefined

  /** @param tls PEM: serves HTTPS with it */
  async start(tls?: { readonly cert: string; readonly key: string }): Promise<string> {
    const serve: RequestListener = (request, response) => {
      void this.#serve(request).then(({ status, body }) => response.writeHead(status).end(body))
    }
    const server = tls ? createTlsServer({ ...tls }, serve) : createServer(serve)
    this.#server = server
    server.listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    return `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    this.#server?.closeAllConnections()
    await new Promise((done) => this.#server?.close(done))
  }

  async #serve(request: IncomingMessage): Promise<{ status: number; body?: Buffer }> {
    const path = request.url ?? '/'
    const { authorization } = request.headers
    this.requests.push({ method: request.method ?? '', path, authorization, type: request.headers['content-type'] })
    const body = Buffer.concat(await request.toArray())
    await this.gate
    const refusal = this.refusals.shift()
    if (refusal !== undefined) return { status: refusal }
    if (request.method === 'GET') {
      const file = this.files.get(path)
      return file ? { status: 200, body: file } : { status: 404 }
    }
    this.files.set(path, body)
    return { status: 201 }
  }
}

/** As much of an FTP server as a box needs: one user, passive mode, STOR and RETR. */
export class FtpFiles {
  readonly files = new Map<string, Buffer>()
  readonly commands: string[] = []
  readonly #user: string
  readonly #password: string
  #server: TcpServer | undefined
  readonly #sockets = new Set<Socket>()

  constructor(user: string, password: string) {
    this.#user = user
    this.#password = password
  }

  async start(): Promise<string> {
    const server = createTcpServer((socket) => void this.#converse(socket))
    this.#server = server
    server.listen(0, '127.0.0.1')
    await new Promise((done) => server.once('listening', done))
    return `ftp://${this.#user}:${this.#password}@127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((done) => this.#server?.close(done))
  }

  async #converse(socket: Socket): Promise<void> {
    this.#sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => this.#sockets.delete(socket))
    const say = (text: string) => void socket.write(`${text}\r\n`)
    let data: Promise<Socket> | undefined
    let user = ''
    say('220-Welcome\r\n220 ready')
    for await (const line of createInterface({ input: socket })) {
      this.commands.push(line)
      const [command = '', argument = ''] = line.split(/ (.*)/)
      if (command === 'USER') {
        user = argument
        say('331 password?')
      } else if (command === 'PASS') say(user === this.#user && argument === this.#password ? '230 come in' : '530 no')
      else if (command === 'TYPE') say('200 ok')
      else if (command === 'PASV') {
        const { port, connected } = await passive()
        data = connected
        say(`227 Entering Passive Mode (10,0,0,1,${port >> 8},${port & 255})`)
      } else if (command === 'STOR' && data) {
        say('150 go on')
        this.files.set(argument, Buffer.concat(await (await data).toArray()))
        say('226 stored')
      } else if (command === 'RETR' && data && this.files.has(argument)) {
        say('150 here it comes')
        const channel = await data
        channel.end(this.files.get(argument) ?? Buffer.alloc(0))
        await new Promise((done) => channel.once('close', done))
        say('226 sent')
      } else if (command === 'QUIT') socket.end('221 bye\r\n')
      else say('550 no')
    }
  }
}

async function passive(): Promise<{ port: number; connected: Promise<Socket> }> {
  const server = createTcpServer()
  server.listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (socket) => {
      server.close()
      resolve(socket)
    })
  })
  return { port: (server.address() as AddressInfo).port, connected }
}
