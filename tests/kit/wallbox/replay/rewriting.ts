/** What must differ from the recording so that a site takes it: its own transaction ids, and perhaps the times. */
export class Rewriting {
  readonly #ids = new Map<number, number>()
  readonly #shiftMs: number

  /** @param shiftMs added to every time stamp that the box sends */
  constructor(shiftMs: number) {
    this.#shiftMs = shiftMs
  }

  /** The site has given a charge another id (1.6) than in the recording. */
  learn(recorded: unknown, live: unknown): void {
    const [was, is] = [idIn(recorded), idIn(live)]
    if (was !== undefined && is !== undefined) this.#ids.set(was, is)
  }

  /** A frame of the box, or any value in it, as it is to be sent. */
  apply(value: unknown): unknown {
    if (typeof value === 'string') return this.#shifted(value)
    if (Array.isArray(value)) return value.map((each) => this.apply(each))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) =>
        key === 'transactionId' && typeof each === 'number'
          ? [key, this.#ids.get(each) ?? each]
          : [key, this.apply(each)],
      ),
    )
  }

  #shifted(text: string): string {
    if (this.#shiftMs === 0 || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return text
    return new Date(Date.parse(text) + this.#shiftMs).toISOString()
  }
}

function idIn(payload: unknown): number | undefined {
  const id = (payload as { transactionId?: unknown } | undefined)?.transactionId
  return typeof id === 'number' ? id : undefined
}
