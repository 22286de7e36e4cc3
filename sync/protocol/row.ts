import { z } from 'zod'
import type { Json, JsonObject } from './canonical.ts'
import { hlcPattern } from './hlc.ts'

/** One change, as it travels in either direction. */
export interface Row {
  /** Sequence number in the lane's epoch (up), version in the bucket's log (down). From 1. */
  q: number
  /** Entity: `tx`, `tag`, … */
  e: string
  /** Key of the thing within its entity. */
  k: string
  o: 'put' | 'delete'
  /** Hybrid logical clock of the change. */
  h: string
  /** The hub's version that the change was based on; 0 where there was none. */
  b: number
  f: JsonObject
  /** Members of the row that this version of the protocol doesn't know, kept as they came. */
  x?: JsonObject
}

/** A row that can't be read. It goes to the dead rows whole, and blocks nothing. */
export interface BadRow {
  q: number
  bad: string
  raw: Json
}

export const isBad = (row: Row | BadRow): row is BadRow => 'bad' in row

const known = new Set(['q', 'e', 'k', 'o', 'h', 'b', 'f', 'x'])

const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'not an object',
)

const rowSchema = z.object({
  q: z.int().min(1),
  e: z.string().min(1).max(40),
  k: z.string().min(1).max(200),
  o: z.enum(['put', 'delete']),
  h: z.string().regex(hlcPattern, 'not a hybrid logical clock stamp'),
  b: z.int().min(0),
  f: jsonObject,
  x: jsonObject.optional(),
})

/** @param q the number the row must have, where its place tells it */
export function parseRow(raw: Json, q?: number): Row | BadRow {
  const parsed = rowSchema.safeParse(raw)
  if (!parsed.success) return { q: q ?? numberOf(raw), bad: reason(parsed.error), raw }
  const { x: carried, ...row } = parsed.data
  if (q !== undefined && row.q !== q) return { q, bad: `q is ${row.q}, its place says ${q}`, raw }
  const x: JsonObject = { ...carried }
  for (const [member, value] of Object.entries(raw as JsonObject)) if (!known.has(member)) x[member] = value
  const clash = Object.keys(x).find((member) => known.has(member))
  if (clash !== undefined) return { q: row.q, bad: `x holds the known member ${clash}`, raw }
  return Object.keys(x).length > 0 ? { ...row, x } : row
}

/**
 * The row's content for the chain. Kept members stand beside the known ones, so that a peer that knows a member and one
 * that only keeps it come to the same text.
 */
export function rowContent(row: Row | BadRow): Json {
  if (isBad(row)) return isRecord(row.raw) ? flatten(row.raw) : row.raw
  const { x, ...rest } = row
  return { ...x, ...rest }
}

function flatten(raw: JsonObject): JsonObject {
  const { x, ...rest } = raw
  return { ...(isRecord(x) ? x : x === undefined ? {} : { x }), ...rest }
}

const isRecord = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function numberOf(raw: Json): number {
  const q = isRecord(raw) ? raw.q : undefined
  return typeof q === 'number' && Number.isSafeInteger(q) && q > 0 ? q : 0
}

function reason(error: z.ZodError): string {
  const issue = error.issues[0]
  return issue === undefined ? 'not readable' : `${issue.path.join('.') || 'row'}: ${issue.message}`
}
