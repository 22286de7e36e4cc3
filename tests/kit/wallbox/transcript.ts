/** One frame as it went over the wire. */
export interface TranscriptLine {
  readonly atMs: number
  readonly direction: 'sent' | 'received'
  readonly frame: string
}

/** The last frames of a box, both ways, raw; older ones are forgotten. */
export class Transcript {
  readonly #limit: number
  #lines: TranscriptLine[] = []
  /** called with each frame as it goes over the wire */
  onLine: ((line: TranscriptLine) => void) | undefined

  constructor(limit: number) {
    this.#limit = limit
  }

  add(direction: TranscriptLine['direction'], frame: string): void {
    const line = { atMs: Date.now(), direction, frame }
    this.#lines.push(line)
    this.onLine?.(line)
    if (this.#lines.length > this.#limit * 1.5) this.#lines = this.#lines.slice(-this.#limit)
  }

  /** Oldest first. */
  get lines(): readonly TranscriptLine[] {
    return this.#lines.slice(-this.#limit)
  }

  /** Payloads of the CALLs of one action, oldest first: what a test asks most often. */
  calls(direction: TranscriptLine['direction'], action: string): Record<string, unknown>[] {
    return this.lines.flatMap((line) => {
      if (line.direction !== direction) return []
      const frame = parse(line.frame)
      return frame?.[0] === 2 && frame[2] === action ? [frame[3] as Record<string, unknown>] : []
    })
  }

  /** The last `count` lines as text, for a failed expectation. */
  tail(count = 12): string {
    return this.lines
      .slice(-count)
      .map((line) => `${line.direction === 'sent' ? '→' : '←'} ${line.frame.slice(0, 300)}`)
      .join('\n')
  }
}

function parse(text: string): unknown[] | undefined {
  try {
    const frame: unknown = JSON.parse(text)
    return Array.isArray(frame) ? frame : undefined
  } catch {
    return undefined
  }
}
