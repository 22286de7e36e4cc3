import { countThatFits, encodeBatch } from '../protocol/envelope.ts'
import { encode, versions } from '../protocol/messages.ts'
import type { SyncClock, SyncLog, SyncTimer } from '../protocol/ports.ts'
import { printTopic } from '../protocol/topics.ts'
import type { BucketGrant, Change, HubStore } from './store.ts'

const pageRows = 200
const firstRetryMs = 5_000
const longestRetryMs = 300_000
/** How often the store is asked whether somebody else has written: a block must be on its way within a second. */
const defaultPollMs = 100
/** Sites that this worker serves at once; beyond it a site is told to come again. */
const maxSites = 10_000

interface Serving {
  bucket: string
  /** Committed at the site. */
  cursor: number
  /** On its way: the window is one page. */
  sentTo: number
  retryMs: number
  retry: SyncTimer | undefined
}

export interface OutletOptions {
  store: HubStore
  pollMs?: number
  clock: SyncClock
  log: SyncLog
  publish(topic: string, payload: Buffer, options?: { retain?: boolean }): boolean
  /** The site was let in at a tenant that it may not follow so far: it has to introduce itself again. */
  askHello(site: string): void
}

/**
 * The way down: one page of a bucket's log at a time to each site that is online, from the cursor it reported; blocks also
 * ahead of the queue. All of it can be forgotten: a site's next hello says where to go on.
 */
export class Outlet {
  readonly #options: OutletOptions
  readonly #sites = new Map<string, Map<string, Serving>>()
  /** Tenants that sites brought and that headquarters has not let them in at. */
  readonly #notLetIn = new Map<string, ReadonlySet<string>>()
  #heads = new Map<string, number>()
  #poll: SyncTimer | undefined
  #polling: Promise<void> | undefined
  #started = false

  constructor(options: OutletOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#started = true
    await this.#options.store.logMayHaveGrown()
    this.#heads = await this.#options.store.heads()
    this.#schedule()
  }

  async stop(): Promise<void> {
    this.#started = false
    this.#poll?.cancel()
    for (const site of [...this.#sites.keys()]) this.leave(site)
    await this.#polling
  }

  /** The broker has lost what it retained, or this worker missed it. */
  announceHeads() {
    for (const [bucket, head] of this.#heads) this.#announce(bucket, head)
  }

  /** A site said hello: it is served from there. @returns false when this worker serves too many */
  join(site: string, grants: readonly BucketGrant[]): boolean {
    this.leave(site)
    if (this.#sites.size >= maxSites) return false
    const buckets = new Map<string, Serving>()
    this.#sites.set(site, buckets)
    const notLetIn = grants.filter(({ granted }) => !granted)
    if (notLetIn.length > 0) this.#notLetIn.set(site, new Set(notLetIn.map(({ bucket }) => bucket)))
    for (const { bucket, from, head, granted } of grants) {
      if (!granted) continue
      // a tenant that came with this hello
      if ((this.#heads.get(bucket) ?? -1) < head) this.#heads.set(bucket, head)
      const serving = { bucket, cursor: from, sentTo: from, retryMs: firstRetryMs, retry: undefined }
      buckets.set(bucket, serving)
      void this.#push(site, serving)
    }
    return true
  }

  leave(site: string) {
    for (const { retry } of this.#sites.get(site)?.values() ?? []) retry?.cancel()
    this.#sites.delete(site)
    this.#notLetIn.delete(site)
  }

  /** The site has committed up to here. */
  reached(site: string, bucket: string, version: number) {
    const serving = this.#sites.get(site)?.get(bucket)
    if (!serving || version <= serving.cursor) return
    serving.cursor = version
    serving.sentTo = Math.max(serving.sentTo, version)
    if (serving.sentTo > serving.cursor) return
    serving.retry?.cancel()
    serving.retryMs = firstRetryMs
    void this.#push(site, serving)
  }

  /** The site asks for the log after a version: also one that another worker has served so far. */
  async asked(site: string, bucket: string, after: number): Promise<void> {
    if (!this.#sites.has(site)) {
      const grants = await this.#options.store.grants(site)
      if (grants.length > 0 && this.#started) this.join(site, grants)
    }
    const serving = this.#sites.get(site)?.get(bucket)
    if (serving) this.#serveFrom(site, serving, after)
  }

  #serveFrom(site: string, serving: Serving, cursor: number) {
    serving.retry?.cancel()
    serving.cursor = cursor
    serving.sentTo = cursor
    void this.#push(site, serving)
  }

  /** No answer in time, or another worker got it: what the store says counts. */
  async #again(site: string, serving: Serving) {
    serving.retryMs = Math.min(longestRetryMs, serving.retryMs * 2)
    let { cursor } = serving
    try {
      const grants = await this.#options.store.grants(site)
      cursor = Math.max(cursor, grants.find(({ bucket }) => bucket === serving.bucket)?.from ?? 0)
    } catch (error) {
      this.#options.log.error('the cursors can not be read', { site, reason: String(error) })
    }
    if (this.#serves(site, serving)) this.#serveFrom(site, serving, cursor)
  }

  async #push(site: string, serving: Serving) {
    if (!this.#serves(site, serving) || serving.sentTo > serving.cursor) return
    const head = this.#heads.get(serving.bucket) ?? 0
    if (serving.cursor >= head) return
    const from = serving.cursor
    serving.sentTo = head
    let page: Change[] = []
    try {
      page = await this.#options.store.changes(serving.bucket, from, pageRows)
    } catch (error) {
      this.#options.log.error('the log can not be read', { bucket: serving.bucket, reason: String(error) })
    }
    if (!this.#serves(site, serving)) return
    if (serving.cursor !== from) return this.#serveFrom(site, serving, serving.cursor)
    const rows = page.map(({ row }) => row)
    const fitting = rows.slice(0, countThatFits(rows))
    const last = fitting.at(-1)
    if (last) {
      serving.sentTo = last.q
      this.#options.publish(
        printTopic({ kind: 'down', site, channel: 'acct' }),
        encodeBatch({ ...versions, bucket: serving.bucket, first: from + 1, last: last.q, head, rows: fitting }),
      )
    }
    // without an answer in time the page goes out again
    serving.retry?.cancel()
    serving.retry = this.#options.clock.setTimer(() => void this.#again(site, serving), serving.retryMs)
  }

  #serves(site: string, serving: Serving): boolean {
    return this.#started && this.#sites.get(site)?.get(serving.bucket) === serving
  }

  #schedule() {
    this.#poll = this.#options.clock.setTimer(() => {
      this.#polling = this.#look().then(() => {
        if (this.#started) this.#schedule()
      })
    }, this.#options.pollMs ?? defaultPollMs)
  }

  async #look() {
    const { store, log } = this.#options
    try {
      if (await store.logMayHaveGrown()) await this.lookForChanges()
    } catch (error) {
      log.error('the store can not be read', { reason: String(error) })
    }
  }

  /** Somebody has written to the log: blocks go out at once, the rest in its turn. */
  async lookForChanges(): Promise<void> {
    const heads = await this.#options.store.heads()
    for (const [bucket, head] of heads) {
      const known = this.#heads.get(bucket) ?? 0
      if (head === known) continue
      this.#heads.set(bucket, head)
      this.#announce(bucket, head)
      if (head > known) await this.#hurry(bucket, known)
      for (const [site, buckets] of this.#sites) {
        const serving = buckets.get(bucket)
        if (serving) void this.#push(site, serving)
      }
    }
    await this.#lookForGrants()
  }

  async #lookForGrants() {
    for (const [site, buckets] of [...this.#notLetIn]) {
      const grants = await this.#options.store.grants(site)
      if (!grants.some(({ bucket }) => buckets.has(bucket))) continue
      this.#notLetIn.delete(site)
      this.#options.askHello(site)
    }
  }

  async #hurry(bucket: string, after: number) {
    const followers = [...this.#sites].filter(([, buckets]) => buckets.has(bucket)).map(([site]) => site)
    if (followers.length === 0) return
    const page = await this.#options.store.changes(bucket, after, pageRows)
    const urgent = page.filter((change) => change.urgent).slice(0, 100)
    if (urgent.length === 0) return
    const payload = encode({ ...versions, bucket, rows: urgent.map(({ row }) => row) })
    for (const site of followers) this.#options.publish(printTopic({ kind: 'down', site, channel: 'urgent' }), payload)
  }

  #announce(bucket: string, head: number) {
    this.#options.publish(printTopic({ kind: 'head', bucket }), encode({ v: versions.v, head }), { retain: true })
  }
}
