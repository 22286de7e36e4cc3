import { Misuse } from '../misuse.ts'

/** One frame of a recording. `in`: the box sent it to the site; `out`: the site sent it to the box. */
export interface RecordedFrame {
  /** UTC epoch ms */
  readonly atMs: number
  readonly direction: 'in' | 'out'
  /** as it went over the wire */
  readonly text: string
  /** undefined where it is no JSON list */
  readonly frame: readonly unknown[] | undefined
}

/**
 * Reads a recording: one JSON object per line, `{"at", "direction", "frame"}`, oldest first; empty lines don't count.
 * `at` is ISO 8601 or epoch ms, `direction` is `in` or `out`, `frame` the text of the frame or the list it stands for.
 * @throws Misuse with the number of the first line that is not so
 */
export function parseRecording(text: string): RecordedFrame[] {
  const frames = text.split(/\r?\n/).flatMap((line, i) => (line.trim() === '' ? [] : [parseLine(line, i + 1)]))
  if (frames.length === 0) throw new Misuse('the recording has no frames')
  return frames
}

function parseLine(line: string, number: number): RecordedFrame {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new Misuse(`line ${number} of the recording is no JSON: ${line.slice(0, 60)}`)
  }
  const { at, direction, frame } = (value ?? {}) as Record<string, unknown>
  const atMs = typeof at === 'number' ? at : Date.parse(String(at))
  if (Number.isNaN(atMs)) throw new Misuse(`line ${number} of the recording has no time "at"`)
  if (direction !== 'in' && direction !== 'out')
    throw new Misuse(`line ${number} of the recording must have the direction "in" or "out"`)
  if (typeof frame !== 'string' && !Array.isArray(frame))
    throw new Misuse(`line ${number} of the recording has no frame`)
  const text = typeof frame === 'string' ? frame : JSON.stringify(frame)
  return { atMs, direction, text, frame: typeof frame === 'string' ? listIn(frame) : (frame as unknown[]) }
}

export function listIn(text: string): unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
