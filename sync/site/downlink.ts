import type { Clock, Timer } from '../../src/site/clock.ts'
import type { HqChange } from '../../src/site/hq/hq.ts'
import type { Log } from '../../src/site/log.ts'
import type { Actor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import type { DownBatch } from '../protocol/envelope.ts'
import { type Cursors, encode, type Urgent, versions, type Welcome } from '../protocol/messages.ts'
import { type BadRow, isBad, type Row } from '../protocol/row.ts'
import { printTopic } from '../protocol/topics.ts'
import { Serial } from './serial.ts'

const hq: Actor = { kind: 'hq', door: 'sync' }
/** A change that was announced but didn't come is asked for after this time. */
const patienceMs = 5_000
/** Messages that may wait for the database. What is beyond comes again: the hub sends until it hears the cursor. */
const maxWaiting = 20

export interface DownlinkOptions {
  site: Site
  /** How headquarters calls this site. */
  hqSiteId: string
  clock: Clock
  log: Log
  publish(topic: string, payload: Buffer): boolean
}

/** What headquarters decided: carried out in the order of its log, acknowledged after the commit. */
export class Downlink {
  readonly #options: DownlinkOptions
  readonly #serial: Serial
  readonly #cursors = new Map<string, number>()
  readonly #asking = new Map<string, Timer>()
  #waiting = 0

  constructor(options: DownlinkOptions) {
    this.#options = options
    this.#serial = new Serial((error) => {
      options.log.error('a change of headquarters could not be written; it will come again', { reason: String(error) })
    })
  }

  /** The hub answered the hello. */
  opened(buckets: Welcome['buckets'], told: ReadonlyMap<string, number>) {
    this.close()
    for (const { bucket, from, granted } of buckets) {
      const version = told.get(bucket)
      if (version === undefined) continue
      if (!granted) {
        this.#options.log.warn('headquarters does not serve this account here', { accountId: bucket })
        continue
      }
      this.#cursors.set(bucket, Math.min(version, from))
      this.#resume(bucket, version, from)
    }
  }

  close() {
    for (const timer of this.#asking.values()) timer.cancel()
    this.#asking.clear()
    this.#cursors.clear()
  }

  async stop(): Promise<void> {
    this.close()
    await this.#serial.idle()
    this.close()
  }

  onBatch(batch: DownBatch) {
    this.#enqueue(async () => {
      const { bucket, first, last } = batch
      const { good, bad } = sort(batch.rows)
      const { gap, cursor, rejected } = await this.#options.site.execute(hq, 'hq.follow', {
        accountId: bucket,
        first,
        last,
        changes: good,
      })
      if (this.#cursors.has(bucket)) this.#cursors.set(bucket, cursor)
      if (gap) return this.#request(bucket, cursor)
      this.#asking.get(bucket)?.cancel()
      this.#asking.delete(bucket)
      this.#tell({
        buckets: [{ bucket, version: cursor }],
        done: [],
        rej: [...bad, ...rejected.map(rejection)].map((rej) => ({ ...rej, bucket })),
      })
    })
  }

  onUrgent({ bucket, rows }: Urgent) {
    this.#enqueue(async () => {
      const { good } = sort(rows)
      const { rejected } = await this.#options.site.execute(hq, 'hq.hurry', { accountId: bucket, changes: good })
      const failed = new Set(rejected.map(({ version }) => version))
      const done = good.filter(({ version }) => !failed.has(version)).map(({ version }) => ({ bucket, version }))
      this.#tell({ buckets: [], done, rej: rejected.map((one) => ({ ...rejection(one), bucket })) })
    })
  }

  /** There are versions up to here. The hub sends them by itself; only where they don't come, they are asked for. */
  onHead(bucket: string, head: number) {
    if ((this.#cursors.get(bucket) ?? head) >= head || this.#asking.has(bucket)) return
    const timer = this.#options.clock.setTimer(() => {
      this.#asking.delete(bucket)
      const cursor = this.#cursors.get(bucket)
      if (cursor !== undefined && cursor < head) this.#request(bucket, cursor)
    }, patienceMs)
    this.#asking.set(bucket, timer)
  }

  #resume(accountId: string, reached: number, from: number) {
    const { log, site } = this.#options
    if (from < reached) log.warn('headquarters was restored: its log is followed again', { accountId, from })
    this.#serial.run(() => site.execute(hq, 'hq.resume', { accountId, version: from }))
  }

  #request(bucket: string, after: number) {
    const { hqSiteId, publish } = this.#options
    publish(printTopic({ kind: 'up', site: hqSiteId, channel: 'req' }), encode({ v: versions.v, bucket, after }))
  }

  #tell(cursors: Omit<Cursors, 'v'>) {
    const { hqSiteId, publish } = this.#options
    publish(printTopic({ kind: 'up', site: hqSiteId, channel: 'cur' }), encode({ v: versions.v, ...cursors }))
  }

  #enqueue(work: () => Promise<void>) {
    if (this.#waiting >= maxWaiting) return
    this.#waiting++
    this.#serial.run(async () => {
      try {
        await work()
      } finally {
        this.#waiting--
      }
    })
  }
}

interface Rejection {
  q: number
  code: string
  text: string
}

function sort(rows: readonly (Row | BadRow)[]): { good: HqChange[]; bad: Rejection[] } {
  const good: HqChange[] = []
  const bad: Rejection[] = []
  for (const row of rows) {
    if (isBad(row)) bad.push({ q: row.q, code: 'unreadable', text: row.bad.slice(0, 500) })
    else good.push({ version: row.q, entity: row.e, op: row.o, hlc: row.h, fields: row.f })
  }
  return { good, bad }
}

function rejection({ version, code, reason }: { version: number; code: string; reason: string }): Rejection {
  return { q: version, code, text: reason.slice(0, 500) }
}
