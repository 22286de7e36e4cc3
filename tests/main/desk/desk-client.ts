import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  json: any
}

export interface StreamEvent {
  event: string
  // biome-ignore lint/suspicious/noExplicitAny: as above
  data: any
}

const patienceMs = 10_000

/** A browser without a window: keeps the cookie, sends the headers that a page of the desk would. */
export class DeskClient {
  readonly port: number
  cookie = ''

  constructor(port: number) {
    this.port = port
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('GET', path, undefined, headers)
  }

  post(path: string, body: unknown = {}, headers: Record<string, string> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers)
  }

  rpc(name: string, input: unknown = {}): Promise<Answer> {
    return this.post(`/rpc/${name}`, input)
  }

  async send(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await this.#open(method, path, body, headers)
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString('utf8')
    for (const cookie of response.headers['set-cookie'] ?? []) this.cookie = cookie.split(';', 1)[0] ?? ''
    const isJson = /json(;|$)/.test(response.headers['content-type'] ?? '')
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text,
      json: isJson ? JSON.parse(text) : undefined,
    }
  }

  async live(): Promise<LiveReader> {
    const response = await this.#open('GET', '/live', undefined, {})
    return new LiveReader(response)
  }

  #open(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<IncomingMessage> {
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
    const usual = {
      ...(method === 'GET' ? {} : { 'content-type': 'application/json', origin: this.origin }),
      'sec-fetch-site': 'same-origin',
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...(text === undefined ? {} : { 'content-length': String(Buffer.byteLength(text)) }),
    }
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, method, path, agent: false, timeout: patienceMs }
      const request = httpRequest({ ...options, headers: { ...usual, ...headers } }, resolve)
      request.on('error', reject)
      request.on('timeout', () => request.destroy(new Error(`no answer within ${patienceMs} ms: ${method} ${path}`)))
      request.end(text)
    })
  }
}

/** Reads a live stream event by event. */
export class LiveReader {
  readonly response: IncomingMessage
  readonly #events: StreamEvent[] = []
  readonly #waiting: (() => void)[] = []
  #rest = ''
  ended = false

  constructor(response: IncomingMessage) {
    this.response = response
    response.setEncoding('utf8')
    response.on('data', (text: string) => this.#read(text))
    response.on('error', () => undefined)
    response.on('close', () => {
      this.ended = true
      this.#wake()
    })
  }

  get status(): number {
    return this.response.statusCode ?? 0
  }

  /** The next event of this name; others before it are skipped. */
  next(name: string): Promise<StreamEvent> {
    return this.#until(`event ${name}`, () => {
      for (let event = this.#events.shift(); event; event = this.#events.shift()) if (event.event === name) return event
      return undefined
    })
  }

  /** The next change of this name. */
  // biome-ignore lint/suspicious/noExplicitAny: rows of many shapes
  async change(name: string): Promise<any> {
    for (;;) {
      const { data } = await this.next('changes')
      const found = data.find((change: { name: string }) => change.name === name)
      if (found) return found.payload
    }
  }

  closed(): Promise<true> {
    return this.#until('the end of the stream', () => (this.ended ? true : undefined))
  }

  close() {
    this.response.destroy()
  }

  #read(text: string) {
    const blocks = (this.#rest + text).split('\n\n')
    this.#rest = blocks.pop() ?? ''
    for (const block of blocks) {
      const [event, data] = block.split('\n')
      this.#events.push({
        event: event?.slice('event: '.length) ?? '',
        data: JSON.parse(data?.slice('data: '.length) ?? 'null'),
      })
    }
    this.#wake()
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake()
  }

  async #until<T>(what: string, look: () => T | undefined): Promise<T> {
    const deadline = Date.now() + patienceMs
    for (;;) {
      const found = look()
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`${what} did not come within ${patienceMs} ms`)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 500)
        this.#waiting.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }
}
