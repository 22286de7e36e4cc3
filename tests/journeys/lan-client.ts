import { eventually } from './wait.ts'

export interface Answer {
  readonly status: number
  readonly location: string | null
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  readonly body: any
}

const patienceMs = 20_000

/** A driver's phone on the site's network. */
export class LanClient {
  readonly #url: () => string
  #tokens: { accessToken: string; refreshToken: string } | undefined
  readonly #streams = new Set<LanStream>()

  /** @param url asked at each request, because a controller that comes back may have other ports */
  constructor(url: () => string) {
    this.#url = url
  }

  async login(credentials: { email: string; password: string }): Promise<void> {
    this.#tokens = (await this.#send('POST', '/v1/auth/login', credentials, 200)).body
  }

  /** New tokens for the old ones, as an app does after it was away. */
  async refresh(): Promise<void> {
    this.#tokens = (
      await this.#send('POST', '/v1/auth/refresh', { refreshToken: this.#tokens?.refreshToken }, 200)
    ).body
  }

  /** @throws Error when the status is another */
  // biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
  async get(path: string, status = 200): Promise<any> {
    return (await this.#send('GET', path, undefined, status)).body
  }

  /** @throws Error when the status is another */
  post(path: string, body: object, status: number): Promise<Answer> {
    return this.#send('POST', path, body, status)
  }

  /** Opens the live stream. Its first event is `snapshot`. */
  async live(): Promise<LanStream> {
    const stream = new LanStream()
    await stream.open(`${this.#url()}/v1/live`, this.#headers())
    this.#streams.add(stream)
    return stream
  }

  close() {
    for (const stream of this.#streams) stream.close()
  }

  async #send(method: string, path: string, body: object | undefined, status: number): Promise<Answer> {
    const response = await fetch(`${this.#url()}${path}`, {
      method,
      headers: { ...this.#headers(), ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(patienceMs),
    })
    const text = await response.text()
    if (response.status !== status)
      throw new Error(`${method} ${path} was answered with ${response.status} instead of ${status}: ${text}`)
    return {
      status: response.status,
      location: response.headers.get('location'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  #headers(): Record<string, string> {
    return this.#tokens ? { authorization: `Bearer ${this.#tokens.accessToken}` } : {}
  }
}

export interface LiveEvent {
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: events of many shapes
  readonly data: any
}

/** The live stream of a phone: server-sent events, kept as they come. */
export class LanStream {
  readonly events: LiveEvent[] = []
  ended = false
  readonly #abort = new AbortController()

  async open(url: string, headers: Record<string, string>): Promise<void> {
    const response = await fetch(url, { headers, signal: this.#abort.signal })
    if (response.status !== 200 || !response.body)
      throw new Error(`the live stream was answered with ${response.status}: ${await response.text()}`)
    void this.#read(response.body)
  }

  /** The first event after the first `skip` that fits. @throws Error with what came, when none does in time */
  async find(
    what: string,
    name: string,
    // biome-ignore lint/suspicious/noExplicitAny: events of many shapes
    fits: (data: any) => boolean = () => true,
    { skip = 0, timeoutMs = 30_000 } = {},
    // biome-ignore lint/suspicious/noExplicitAny: events of many shapes
  ): Promise<any> {
    try {
      const event = await eventually(
        what,
        () => this.events.slice(skip).find((one) => one.name === name && fits(one.data)),
        timeoutMs,
      )
      return event.data
    } catch (error) {
      const seen = this.events.slice(-15).map((one) => `${one.name} ${JSON.stringify(one.data).slice(0, 300)}`)
      throw new Error(`${(error as Error).message}. The live stream told last:\n${seen.join('\n')}`, { cause: error })
    }
  }

  close() {
    this.#abort.abort()
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    let rest = ''
    try {
      for await (const chunk of body) {
        const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) this.#take(block)
      }
    } catch {
      // the controller is gone, or the test has closed it
    }
    this.ended = true
  }

  #take(block: string) {
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([a-z]+): ?(.*)$/.exec(line) ?? []
      fields.set(name, value)
    }
    const name = fields.get('event')
    if (name !== undefined) this.events.push({ name, data: JSON.parse(fields.get('data') ?? 'null') })
  }
}
