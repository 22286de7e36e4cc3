import { z } from 'zod'
import type { Json } from './canonical.ts'
import { decodeMessage, encodeMessage, maxMessageBytes } from './codec.ts'
import { type BadRow, parseRow, type Row } from './row.ts'
import { SyncError } from './sync-error.ts'
import { bucketPattern, lanes, siteIdPattern } from './topics.ts'

/** Version of the protocol that this code speaks, and the range it understands. */
export const protocolVersion = 1
export const protocolVersions = { min: 1, max: 1 } as const
/** Version of the entities and their fields. Changes are additive; unknown fields are kept. */
export const schemaVersion = 1
export const maxBatchRows = 500

const chain = z.string().regex(/^[0-9a-f]{64}$/, 'not a chain hash')
const rows = z.array(z.custom<Json>((value) => value !== undefined)).max(maxBatchRows)

const upBatchSchema = z.object({
  v: z.int().min(protocolVersions.min).max(protocolVersions.max),
  sv: z.int().min(1),
  site: z.string().regex(siteIdPattern),
  lane: z.enum(lanes),
  epoch: z.int().min(1),
  first: z.int().min(1),
  last: z.int().min(1),
  prev: chain,
  rows: rows.min(1),
})

/** Consecutive rows of one lane of one site: `first` to `last`, without a hole. */
export interface UpBatch extends Omit<z.infer<typeof upBatchSchema>, 'rows'> {
  rows: (Row | BadRow)[]
}

const downBatchSchema = z.object({
  v: z.int().min(protocolVersions.min).max(protocolVersions.max),
  sv: z.int().min(1),
  bucket: z.string().regex(bucketPattern),
  first: z.int().min(1),
  last: z.int().min(1),
  head: z.int().min(0),
  rows,
})

/**
 * All changes of a bucket's log from version `first` to `last` that concern the site; versions that don't may be left
 * out, so rows ascend but need not be consecutive. `head` is the log's newest version.
 */
export interface DownBatch extends Omit<z.infer<typeof downBatchSchema>, 'rows'> {
  rows: (Row | BadRow)[]
}

export function encodeBatch(batch: UpBatch | DownBatch): Buffer {
  return encodeMessage(batch)
}

/**
 * Rows are read one by one: a bad one becomes a BadRow in its place.
 * @throws SyncError undecodable, tooLarge
 */
export function decodeUpBatch(payload: Buffer): UpBatch {
  const batch = parseWith(upBatchSchema, decodeMessage(payload))
  if (batch.last - batch.first + 1 !== batch.rows.length) {
    throw new SyncError('undecodable', `Batch ${batch.first} to ${batch.last} has ${batch.rows.length} rows.`)
  }
  return { ...batch, rows: batch.rows.map((raw, i) => parseRow(raw, batch.first + i)) }
}

/** @throws SyncError undecodable, tooLarge */
export function decodeDownBatch(payload: Buffer): DownBatch {
  const batch = parseWith(downBatchSchema, decodeMessage(payload))
  const parsed = batch.rows.map((raw) => parseRow(raw))
  let before = batch.first - 1
  for (const row of parsed) {
    if (row.q <= before || row.q > batch.last) {
      throw new SyncError('undecodable', `Version ${row.q} is out of place between ${batch.first} and ${batch.last}.`)
    }
    before = row.q
  }
  return { ...batch, rows: parsed }
}

/** How many of the rows, from the first, fit into one message beside the envelope. At least 0. */
export function countThatFits(candidates: readonly Row[], limit = maxBatchRows): number {
  // The envelope itself has less than 1 KiB: ids, numbers and one hash.
  let room = maxMessageBytes - 1024
  let count = 0
  for (const row of candidates) {
    room -= Buffer.byteLength(JSON.stringify(row), 'utf8') + 1
    if (room < 0 || count === Math.min(limit, maxBatchRows)) break
    count++
  }
  return count
}

export function parseWith<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new SyncError('undecodable', `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not readable'}.`)
}
