/** OCPP-J frames (1.6J section 4.2, 2.0.1 part 4 section 4.2): CALL, CALLRESULT, CALLERROR. */

export interface Call {
  kind: 'call'
  id: string
  action: string
  payload: unknown
}

export interface CallResult {
  kind: 'result'
  id: string
  payload: unknown
}

export interface CallError {
  kind: 'error'
  id: string
  code: string
  description: string
  details: unknown
}

/** Not a frame. `fault` says why; `id` is there when it could be read, so that it can be answered. */
export interface Malformed {
  kind: 'malformed'
  fault: 'frame' | 'format' | 'message-type'
  id: string | undefined
  reason: string
}

export type Frame = Call | CallResult | CallError | Malformed

/** OCPP wants at most 36 characters; longer ids are seen and answered, up to this. */
const longestId = 255
const idInBrokenFrame = /^\s*\[\s*2\s*,\s*"([^"\\]{1,36})"/

export function parseFrame(text: string): Frame {
  let frame: unknown
  try {
    frame = JSON.parse(text)
  } catch {
    return malformed('frame', idInBrokenFrame.exec(text)?.[1], 'not JSON')
  }
  if (!Array.isArray(frame)) return malformed('frame', undefined, 'not a JSON array')
  const [type, id] = frame as unknown[]
  if (typeof id !== 'string' || id.length > longestId)
    return malformed('frame', undefined, `the message id is not a text of at most ${longestId} characters`)
  if (type === 2) return parseCall(id, frame)
  if (type === 3) return { kind: 'result', id, payload: frame[2] }
  if (type === 4) return { kind: 'error', id, code: text40(frame[2]), description: textOf(frame[3]), details: frame[4] }
  return malformed('message-type', id, 'the message type is none of 2, 3, 4')
}

function parseCall(id: string, frame: unknown[]): Frame {
  const [, , action, payload] = frame
  if (frame.length !== 4) return malformed('format', id, `a CALL has four elements, not ${frame.length}`)
  if (typeof action !== 'string') return malformed('format', id, 'the action is not a text')
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    return malformed('format', id, 'the payload is not an object')
  return { kind: 'call', id, action, payload }
}

function malformed(fault: Malformed['fault'], id: string | undefined, reason: string): Malformed {
  return { kind: 'malformed', fault, id, reason }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)
}

function text40(value: unknown): string {
  return textOf(value).slice(0, 40) || 'GenericError'
}

export function printCall(id: string, action: string, payload: unknown): string {
  return JSON.stringify([2, id, action, payload])
}

export function printResult(id: string, payload: object): string {
  return JSON.stringify([3, id, payload])
}

/** The description is cut to the 255 characters that both versions allow. */
export function printError(id: string, code: string, description: string): string {
  return JSON.stringify([4, id, code, description.slice(0, 255), {}])
}

/**
 * The payload's own text in the text of a CALL: without the message id, so that a repeated fact reads the same.
 * Empty when there is none.
 */
export function payloadText(text: string): string {
  const begin = text.indexOf('{')
  const end = text.lastIndexOf('}')
  return begin === -1 || end < begin ? '' : text.slice(begin, end + 1)
}
