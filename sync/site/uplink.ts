import type { Clock, Timer } from '../../src/site/clock.ts'
import type { LaneState, OutboxRow } from '../../src/site/hq/hq.ts'
import type { Log } from '../../src/site/log.ts'
import type { Actor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import type { JsonObject } from '../protocol/canonical.ts'
import { chainSeed } from '../protocol/chain.ts'
import { payloadHash } from '../protocol/codec.ts'
import { countThatFits, encodeBatch, maxBatchRows } from '../protocol/envelope.ts'
import { chainWithin, judgeReport, type SiteLane } from '../protocol/lane.ts'
import { type LaneReport, type Rejected, versions } from '../protocol/messages.ts'
import type { Row } from '../protocol/row.ts'
import { type Lane, printTopic } from '../protocol/topics.ts'
import { Backoff } from './backoff.ts'
import { Serial } from './serial.ts'

const system: Actor = { kind: 'system', door: 'sync' }
const firstRetryMs = 2_000
const longestRetryMs = 300_000
/** After so many unanswered sends the site introduces itself again. */
const attemptsBeforeHello = 3
/** Only one batch is ever on its way, so a report can't honestly be further ahead than this. */
const maxReportedAhead = 10 * maxBatchRows

export interface UplinkOptions {
  lane: Lane
  site: Site
  /** How headquarters calls this site. */
  hqSiteId: string
  clock: Clock
  log: Log
  random: () => number
  publish(topic: string, payload: Buffer): boolean
  /** The hub has to hear (again) where the site stands. */
  sayHello(): void
  /** Headquarters has lost what it had: all sessions wait to be told again. */
  tellAll(): void
  onAnswered(): void
  onUnanswered(): void
}

/** What a hello said of a lane. */
export interface ToldLane {
  epoch: number
  acked: number
  before: LaneState['before']
}

interface InFlight {
  epoch: number
  last: number
  rows: Row[]
  hash: string
}

/**
 * One lane up: stop and wait, one batch on its way. Rows leave the outbox only when headquarters has acknowledged them;
 * what was not answered is sent again, the same rows with the same numbers.
 */
export class Uplink {
  readonly #options: UplinkOptions
  readonly #serial: Serial
  readonly #retries: Backoff
  readonly #epochs: Backoff
  #open = false
  /** Grows with each opening and closing: what began before one is not concluded after it. */
  #opening = 0
  #pumping = false
  #inFlight: InFlight | undefined
  #timer: Timer | undefined
  #hold: Timer | undefined
  #limit = maxBatchRows

  constructor(options: UplinkOptions) {
    this.#options = options
    const { random, log, lane } = options
    this.#retries = new Backoff({ firstMs: firstRetryMs, longestMs: longestRetryMs, random })
    this.#epochs = new Backoff({ firstMs: 100, longestMs: longestRetryMs, random })
    this.#serial = new Serial((error) => {
      log.error('the outbox could not be used', { lane, reason: String(error) })
      this.#sendLater()
    })
  }

  /** The hub answered the hello: it stands here. `told` is what the hello said. */
  opened(report: LaneReport, told: ToldLane) {
    this.#forget()
    const opening = ++this.#opening
    this.#serial.run(async () => {
      if ((await this.#settle(report, [], told)) && opening === this.#opening) {
        this.#open = true
        this.pump()
      }
    })
  }

  /** Nothing is sent until it is opened again. */
  close() {
    this.#opening++
    this.#open = false
    this.#forget()
    this.#hold?.cancel()
    this.#hold = undefined
  }

  /** Waits for what is being written to the database. */
  async stop(): Promise<void> {
    this.close()
    await this.#serial.idle()
    this.#forget()
  }

  /** There may be something to send. */
  pump() {
    if (!this.#open || this.#pumping || this.#inFlight || this.#hold) return
    this.#pumping = true
    this.#serial.run(async () => {
      this.#pumping = false
      await this.#send()
    })
  }

  acked(ack: LaneReport & { rej: Rejected[]; retryMs: number }) {
    if (ack.retryMs > 0) this.#wait(ack.retryMs)
    this.#serial.run(async () => {
      if (await this.#settle(ack, ack.rej)) this.pump()
    })
  }

  /** The hub is busy: nothing of the batch was kept. */
  busy(retryMs: number) {
    this.#forget()
    this.#wait(retryMs)
  }

  /** The hub can't read the batch with this hash: halved until the bad row stands alone. */
  undecodable(hash: string, reason: string) {
    this.#serial.run(async () => {
      const { lane, site, log } = this.#options
      const batch = this.#inFlight
      const [first] = batch?.rows ?? []
      if (!batch || !first || batch.hash !== hash) return
      this.#forget()
      if (batch.rows.length > 1) {
        this.#limit = Math.ceil(batch.rows.length / 2)
        this.pump()
        return
      }
      log.warn('headquarters can not read a row; it is set aside', { lane, seq: first.q, key: first.k })
      await this.#bury(site, first.q, `Headquarters can not read this row: ${reason}`)
    })
  }

  async #send() {
    const { lane, site, hqSiteId, publish } = this.#options
    if (!this.#open || this.#inFlight || this.#hold) return
    const { state, rows } = await site.execute(system, 'hq.nextRows', { lane, limit: this.#limit })
    if (!this.#open || rows.length === 0) return
    const candidates = rows.map(rowOf)
    const batch = candidates.slice(0, countThatFits(candidates))
    const [first] = batch
    if (!first) {
      await this.#bury(site, candidates[0]?.q ?? 0, 'The row is too big to be sent.')
      return
    }
    const last = first.q + batch.length - 1
    const at = laneOf(hqSiteId, state)
    const payload = encodeBatch({
      ...versions,
      site: hqSiteId,
      lane,
      epoch: at.epoch,
      first: first.q,
      last,
      prev: at.chain,
      rows: batch,
    })
    this.#inFlight = { epoch: at.epoch, last, rows: batch, hash: payloadHash(payload) }
    // not taken by the connection: the timer sends it again like one that was lost on the way
    publish(printTopic({ kind: 'up', site: hqSiteId, channel: lane }), payload)
    this.#sendLater()
  }

  #sendLater() {
    this.#timer?.cancel()
    this.#timer = this.#options.clock.setTimer(() => {
      this.#inFlight = undefined
      if (this.#retries.attempts > 1) this.#options.onUnanswered()
      if (this.#retries.attempts % attemptsBeforeHello === 0) this.#options.sayHello()
      this.pump()
    }, this.#retries.next())
  }

  /** @returns whether the lane can go on */
  async #settle(report: LaneReport, rej: Rejected[], told?: ToldLane): Promise<boolean> {
    const { lane, site, hqSiteId, log, sayHello, tellAll } = this.#options
    const state = laneOf(hqSiteId, await this.#state())
    const unacked = await this.#rowsUpTo(state, report)
    const verdict = unacked
      ? judgeReport(state, report, chainWithin(state, unacked), told)
      : { do: 'newEpoch' as const, epoch: Math.max(state.epoch, report.epoch) + 1, lost: false }
    switch (verdict.do) {
      case 'ignore':
        return true
      case 'sayHello':
        sayHello()
        return false
      case 'newEpoch':
        log.warn('the histories of site and headquarters have parted: a new epoch begins', {
          lane,
          epoch: verdict.epoch,
          acked: state.acked,
          applied: report.applied,
          lost: verdict.lost,
        })
        await site.execute(system, 'hq.beginEpoch', { lane, epoch: verdict.epoch, tellAll: verdict.lost })
        if (verdict.lost) tellAll()
        this.#introduceEpoch()
        return false
      case 'advance':
        await this.#advance(state, verdict, rej)
        return true
    }
  }

  async #advance(state: SiteLane, { applied, chain }: { applied: number; chain: string }, rej: Rejected[]) {
    const { lane, site, onAnswered } = this.#options
    if (applied > state.acked) {
      const rejected = rej.map(({ q, code, text }) => ({ seq: q, reason: `${code}: ${text}` }))
      await site.execute(system, 'hq.acknowledge', { lane, epoch: state.epoch, applied, chain, rejected })
      this.#epochs.reset()
      this.#limit = Math.min(maxBatchRows, this.#limit * 2)
    }
    if (this.#inFlight && this.#inFlight.epoch === state.epoch && this.#inFlight.last <= applied) this.#forget()
    this.#retries.reset()
    onAnswered()
  }

  /** A row is set aside; the ones behind it move up, so their numbers begin anew. */
  async #bury(site: Site, seq: number, reason: string) {
    await site.execute(system, 'hq.bury', { lane: this.#options.lane, seq, reason })
    this.#introduceEpoch()
  }

  /** The hub takes an epoch over from a hello. Should epochs begin again and again, they do so ever more slowly. */
  #introduceEpoch() {
    this.#forget()
    this.#open = false
    this.#timer = this.#options.clock.setTimer(this.#options.sayHello, this.#epochs.next())
  }

  async #state(): Promise<LaneState> {
    const { lanes } = await this.#options.site.execute(system, 'hq.standing', {})
    return (
      lanes.find(({ lane }) => lane === this.#options.lane) ?? {
        lane: this.#options.lane,
        epoch: 1,
        acked: 0,
        chain: '',
        head: 0,
        before: undefined,
      }
    )
  }

  /** The own rows that a report speaks of; undefined when it is further ahead than it can be. */
  async #rowsUpTo(state: SiteLane, report: LaneReport): Promise<Row[] | undefined> {
    const ahead = report.applied - state.acked
    if (report.epoch !== state.epoch || ahead <= 0 || report.applied > state.head) return []
    if (this.#inFlight && this.#inFlight.epoch === state.epoch && this.#inFlight.last >= report.applied)
      return this.#inFlight.rows
    if (ahead > maxReportedAhead) return undefined
    const { rows } = await this.#options.site.execute(system, 'hq.nextRows', { lane: this.#options.lane, limit: ahead })
    return rows.map(rowOf)
  }

  #wait(ms: number) {
    this.#hold?.cancel()
    this.#hold = this.#options.clock.setTimer(
      () => {
        this.#hold = undefined
        this.pump()
      },
      Math.min(ms, longestRetryMs),
    )
  }

  #forget() {
    this.#inFlight = undefined
    this.#timer?.cancel()
    this.#timer = undefined
  }
}

function rowOf({ seq, entity, key, op, hlc, base, fields }: OutboxRow): Row {
  return { q: seq, e: entity, k: key, o: op, h: hlc, b: base, f: fields as JsonObject }
}

function laneOf(hqSiteId: string, { lane, epoch, acked, chain, head }: LaneState): SiteLane {
  return { epoch, acked, head, chain: chain === '' ? chainSeed(hqSiteId, lane, epoch) : chain }
}
