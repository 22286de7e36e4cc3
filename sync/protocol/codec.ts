import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Json, JsonObject } from './canonical.ts'
import { SyncError } from './sync-error.ts'

/** A message is JSON; above this many bytes it travels gzipped. */
export const gzipAbove = 1024
/** The most a message may have as JSON text, before compression and after decompression. */
export const maxMessageBytes = 256 * 1024

/** @throws SyncError tooLarge */
export function encodeMessage(message: Json | object): Buffer {
  const text = Buffer.from(JSON.stringify(message), 'utf8')
  if (text.length > maxMessageBytes) {
    throw new SyncError('tooLarge', `The message has ${text.length} bytes; ${maxMessageBytes} are allowed.`)
  }
  return text.length > gzipAbove ? gzipSync(text, { level: 6 }) : text
}

/** @throws SyncError undecodable, tooLarge */
export function decodeMessage(payload: Buffer): JsonObject {
  let text = payload
  if (payload[0] === 0x1f && payload[1] === 0x8b) {
    try {
      text = gunzipSync(payload, { maxOutputLength: maxMessageBytes })
    } catch (error) {
      const tooLarge = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE'
      throw tooLarge
        ? new SyncError('tooLarge', `The message unpacks to more than ${maxMessageBytes} bytes.`, error)
        : new SyncError('undecodable', 'The message is not valid gzip.', error)
    }
  }
  if (text.length > maxMessageBytes) {
    throw new SyncError('tooLarge', `The message has ${text.length} bytes; ${maxMessageBytes} are allowed.`)
  }
  let message: Json
  try {
    message = JSON.parse(text.toString('utf8')) as Json
  } catch (error) {
    throw new SyncError('undecodable', 'The message is not valid JSON.', error)
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new SyncError('undecodable', 'The message is not a JSON object.')
  }
  return message
}

/** Names a payload that could not be read, so that its sender knows which one is meant. */
export function payloadHash(payload: Buffer): string {
  return createHash('sha256').update(payload).digest('hex')
}
