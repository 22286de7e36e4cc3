import { expect } from 'vitest'
import { type LiveEventName, liveEvents } from '../../mobile-api/live/live-events.ts'
import type { Lan } from './lan.ts'

export interface LiveEvent {
  id: string
  name: LiveEventName
  // biome-ignore lint/suspicious/noExplicitAny: held against the schema of its name
  data: any
}

/** A phone that watches: reads a stream as a browser's EventSource would, and holds each event against its schema. */
export class LiveReader {
  readonly events: LiveEvent[] = []
  readonly headers: Headers
  beats = 0
  ended = false
  readonly #cancel: AbortController
  #wake: (() => void)[] = []

  private constructor(response: Response, cancel: AbortController) {
    this.headers = response.headers
    this.#cancel = cancel
    void this.#read(response)
  }

  static async open(lan: Lan, token: string, options: { inQuery?: boolean } = {}): Promise<LiveReader> {
    const cancel = new AbortController()
    const response = await fetch(`${lan.url}/v1/live${options.inQuery ? `?access_token=${token}` : ''}`, {
      headers: options.inQuery ? {} : { Authorization: `Bearer ${token}` },
      signal: cancel.signal,
    })
    expect(response.status).toBe(200)
    return new LiveReader(response, cancel)
  }

  /** Waits for the first event (after those given out before) that fits. */
  async next(name: LiveEventName, fits: (event: LiveEvent) => boolean = () => true): Promise<LiveEvent> {
    return this.until(() => this.events.find((event) => event.name === name && fits(event)), name)
  }

  /** Waits until `found` gives something, for five seconds at most. */
  async until<T>(found: () => T | undefined | false, what: string): Promise<T> {
    const deadline = Date.now() + 5000
    for (;;) {
      const value = found()
      if (value !== undefined && value !== false) return value
      const left = deadline - Date.now()
      if (left <= 0) throw new Error(`waited in vain for ${what}; came: ${this.events.map(({ name }) => name).join()}`)
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#wake.push(resolve)
      const timer = setTimeout(resolve, left)
      await promise
      clearTimeout(timer)
    }
  }

  close() {
    this.#cancel.abort()
  }

  async #read(response: Response) {
    let rest = ''
    try {
      for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const blocks = (rest + chunk).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) this.#take(block)
        this.#woken()
      }
    } catch {
      // cut off
    }
    this.ended = true
    this.#woken()
  }

  #take(block: string) {
    if (block.startsWith(':')) this.beats += 1
    const fields = Object.fromEntries(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    )
    if (fields.event === undefined) return
    const name = fields.event as LiveEventName
    const data: unknown = JSON.parse(fields.data ?? '')
    this.events.push({ id: fields.id ?? '', name, data })
    const checked = liveEvents[name].schema.safeParse(data)
    if (!checked.success) this.events.push({ id: '', name, data: checked.error.issues })
    expect(checked.error?.issues, name).toBeUndefined()
  }

  #woken() {
    for (const wake of this.#wake.splice(0)) wake()
  }
}
