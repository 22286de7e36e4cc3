import { z } from 'zod'
import type { Json } from './canonical.ts'
import { decodeMessage, encodeMessage } from './codec.ts'
import { parseWith, protocolVersion, schemaVersion } from './envelope.ts'
import { hlcPattern } from './hlc.ts'
import { type BadRow, parseRow, type Row } from './row.ts'
import { bucketPattern, lanes } from './topics.ts'

/**
 * All messages beside the batches. Readers take any member they don't know and ignore it; changes are additive.
 * Instants are UTC epoch milliseconds. Every `parse…` throws SyncError undecodable or tooLarge.
 */
const version = z.int().min(1)
const instant = z.int().min(0)
const count = z.int().min(0)
const chain = z.string().regex(/^([0-9a-f]{64})?$/, 'not a chain hash')
const id = z.string().min(1).max(64)
const bucket = z.string().regex(bucketPattern)
const lane = z.enum(lanes)

const cursor = z.object({
  bucket,
  /** Highest version of the bucket's log that is committed at the site; 0 for none. */
  version: count,
  /** Stamp of the row at that version, where the site has it: tells a hub that was restored that it gives versions out again. */
  h: z.string().regex(hlcPattern).optional(),
})

/** Site → hub, first on every connection: who it is, what it speaks, where it stands. */
const helloSchema = z.object({
  v: z.object({ min: version, max: version }),
  sv: version,
  /** Fresh at each start of the controller: two that take turns are two copies of one site. */
  boot: id,
  /** Fresh on each connection: its last will names it. */
  conn: id,
  /** Fresh in each hello; the welcome repeats it. */
  hello: id,
  /** Which hello it is since the controller's start, from 1: one that comes again is known by it. */
  n: z.int().min(1).optional(),
  at: instant,
  name: z.string().max(200),
  software: z.string().max(100),
  lanes: z
    .array(
      z.object({
        lane,
        epoch: version,
        acked: count,
        chain,
        head: count,
        /** What was acknowledged before this epoch, in the last epoch with any acknowledgement; absent for nothing. */
        before: z.object({ epoch: version, acked: z.int().min(1) }).optional(),
      }),
    )
    .max(lanes.length),
  /** The tenants of the site, and how far it has followed each. */
  buckets: z.array(cursor.extend({ name: z.string().max(200) })).max(1000),
})
export type Hello = z.infer<typeof helloSchema>

const laneReport = z.object({
  lane,
  /** 0: the hub knows nothing of this lane. */
  epoch: count,
  /** Every row up to here is durable at the hub. */
  applied: count,
  /** Chain hash at `applied`; empty with epoch 0. */
  chain,
})
/** Where the hub stands in a lane. The hub reports; the site decides what follows (`judgeLane`). */
export type LaneReport = z.infer<typeof laneReport>

const rejected = z.object({ q: count, code: z.string().max(40), text: z.string().max(500) })
export type Rejected = z.infer<typeof rejected>

/** Hub → site, after the COMMIT of what it acknowledges. */
const ackSchema = laneReport.extend({
  v: version,
  /** Rows that can't be applied and went to the dead rows, whole. They count as applied. */
  rej: z.array(rejected).max(1000).default([]),
  /** Wait this long before the next batch. */
  retryMs: count.default(0),
  hubTime: instant,
})
export type Ack = z.infer<typeof ackSchema>

/** Hub → site: everything that steers. */
const ctlSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('welcome'),
    v: version,
    sv: version,
    /** Of the hello that it answers. */
    hello: id,
    lanes: z.array(laneReport).max(lanes.length),
    /**
     * The log's newest version, and the version after which the hub goes on: less than the site's cursor where the hub was
     * restored and gives versions out again. `granted: false`: the tenant belongs to other sites, and headquarters has not let
     * this one in.
     */
    buckets: z.array(z.object({ bucket, head: count, from: count, granted: z.boolean() })).max(1000),
    retryMs: count.default(0),
    hubTime: instant,
    /** Set where the site's data is not taken, with the reason. */
    quarantined: z.string().max(500).optional(),
  }),
  /** The hub doesn't know the connection (any more): say hello again. */
  z.object({ kind: z.literal('sayHello'), v: version, reason: z.string().max(200) }),
  /** No common version, or a hello that can't be read. */
  z.object({ kind: z.literal('refused'), v: version, reason: z.string().max(500) }),
  /** A batch could not be read. `hash` is SHA-256 of its payload: its sender halves it until the bad row stands alone. */
  z.object({ kind: z.literal('undecodable'), v: version, lane, hash: z.string(), reason: z.string().max(500) }),
  /** The hub can't take more at the moment; nothing of the batch was kept. */
  z.object({ kind: z.literal('busy'), v: version, lane, retryMs: count }),
])
export type Ctl = z.infer<typeof ctlSchema>
export type Welcome = Extract<Ctl, { kind: 'welcome' }>

/** Site → hub: what is committed at the site. */
const cursorsSchema = z.object({
  v: version,
  buckets: z.array(cursor).max(1000),
  /** Urgent changes carried out ahead of the cursor: bucket and version. */
  done: z.array(z.object({ bucket, version })).max(1000).default([]),
  /** Changes that the site could not carry out. They count as passed. */
  rej: z.array(rejected.extend({ bucket })).max(1000).default([]),
})
export type Cursors = z.infer<typeof cursorsSchema>

/** Site → hub: the log after this version, please. */
const requestSchema = z.object({ v: version, bucket, after: count })
export type Request = z.infer<typeof requestSchema>

const urgentSchema = z.object({ v: version, sv: version, bucket, rows: z.array(z.custom<Json>()).min(1).max(100) })
/** Hub → site: blocks, ahead of the queue. The same rows come again with the log. */
export interface Urgent extends Omit<z.infer<typeof urgentSchema>, 'rows'> {
  rows: (Row | BadRow)[]
}

const stateSchema = z.object({
  v: version,
  online: z.boolean(),
  boot: id,
  /** Site only: the connection that the last will speaks for. */
  conn: id.optional(),
  at: instant,
})
/** Retained: the state of a site or of the hub. As a last will `at` is when the connection was made. */
export type PeerState = z.infer<typeof stateSchema>

const headSchema = z.object({ v: version, head: count })
export type Head = z.infer<typeof headSchema>

export type Message = Hello | Ack | Ctl | Cursors | Request | Urgent | PeerState | Head

export const encode = (message: Message): Buffer => encodeMessage(message)
export const parseHello = (payload: Buffer): Hello => parseWith(helloSchema, decodeMessage(payload))
export const parseAck = (payload: Buffer): Ack => parseWith(ackSchema, decodeMessage(payload))
export const parseCtl = (payload: Buffer): Ctl => parseWith(ctlSchema, decodeMessage(payload))
export const parseCursors = (payload: Buffer): Cursors => parseWith(cursorsSchema, decodeMessage(payload))
export const parseRequest = (payload: Buffer): Request => parseWith(requestSchema, decodeMessage(payload))
export const parseState = (payload: Buffer): PeerState => parseWith(stateSchema, decodeMessage(payload))
export const parseHead = (payload: Buffer): Head => parseWith(headSchema, decodeMessage(payload))

export function parseUrgent(payload: Buffer): Urgent {
  const urgent = parseWith(urgentSchema, decodeMessage(payload))
  return { ...urgent, rows: urgent.rows.map((raw) => parseRow(raw)) }
}

/** The highest version that both ends speak, or undefined. */
export function commonVersion(a: { min: number; max: number }, b: { min: number; max: number }): number | undefined {
  const highest = Math.min(a.max, b.max)
  return highest >= Math.max(a.min, b.min) ? highest : undefined
}

export const versions = { v: protocolVersion, sv: schemaVersion } as const
