import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { payloadHash } from '../../sync/protocol/codec.ts'
import { decodeUpBatch } from '../../sync/protocol/envelope.ts'
import { type HubLane, judgeBatch, laneAfterHello, unknownLane } from '../../sync/protocol/lane.ts'
import { type Ctl, encode, type Hello, parseHello } from '../../sync/protocol/messages.ts'
import { isBad } from '../../sync/protocol/row.ts'
import type { Lane } from '../../sync/protocol/topics.ts'
import { pendingTimers, TestHq } from './kit/hq.ts'
import { until } from './kit/wait.ts'
import { Yard } from './kit/yard.ts'

/** The rules of a hub over a real broker, with whims that a real hub seldom has. */
class WhimsicalHub {
  readonly booked: string[] = []
  readonly numbers: number[] = []
  readonly hellos: Hello[] = []
  batches = 0
  /** Batches that hold such a key can't be read. */
  unreadable = 'none'
  /** So many batches are turned away first. */
  busy = 0
  /** Every n-th answer is lost. */
  loses = 0
  readonly #lanes = new Map<Lane, HubLane>()
  readonly #hq: TestHq

  constructor(hq: TestHq) {
    this.#hq = hq
  }

  async start(site: string) {
    const client = await this.#hq.client()
    const say = (channel: string, payload: Buffer) =>
      client.publish(`evs/1/s/${site}/dn/${channel}`, payload, { qos: 1 })
    const ctl = (message: Ctl) => say('ctl', encode(message))
    client.on('message', (topic, payload) => {
      if (topic.endsWith('/up/hello')) this.#welcome(site, parseHello(payload), ctl)
      else if (topic.endsWith('/up/tx')) this.#batch(payload, say, ctl)
    })
    await client.subscribeAsync(`evs/1/s/${site}/up/#`, { qos: 1 })
  }

  #welcome(site: string, hello: Hello, ctl: (message: Ctl) => void) {
    this.hellos.push(hello)
    const lanes = hello.lanes.map((told) => {
      const lane = laneAfterHello(site, this.#lanes.get(told.lane) ?? unknownLane, told)
      this.#lanes.set(told.lane, lane)
      return { lane: told.lane, ...lane }
    })
    ctl({ kind: 'welcome', v: 1, sv: 1, hello: hello.hello, lanes, buckets: [], retryMs: 0, hubTime: 1 })
  }

  #batch(payload: Buffer, say: (channel: string, payload: Buffer) => void, ctl: (message: Ctl) => void) {
    this.batches++
    const batch = decodeUpBatch(payload)
    if (this.busy-- > 0) return ctl({ kind: 'busy', v: 1, lane: 'tx', retryMs: 200 })
    if (batch.rows.some((row) => isBad(row) || row.k === this.unreadable)) {
      return ctl({ kind: 'undecodable', v: 1, lane: 'tx', hash: payloadHash(payload), reason: 'a whim' })
    }
    const lane = this.#lanes.get('tx') ?? unknownLane
    const verdict = judgeBatch(lane, batch)
    if (verdict.do === 'sayHello') return ctl({ kind: 'sayHello', v: 1, reason: 'who?' })
    if (verdict.do === 'apply') {
      for (const row of batch.rows.slice(verdict.from)) {
        if (isBad(row)) continue
        this.booked.push(`${row.k} ${JSON.stringify(row.f.revision)}`)
        this.numbers.push(row.q)
      }
      this.#lanes.set('tx', { epoch: lane.epoch, applied: batch.last, chain: verdict.chain })
    }
    if (this.loses > 0 && this.batches % this.loses === 0) return
    say('ack', encode({ v: 1, lane: 'tx', ...(this.#lanes.get('tx') ?? unknownLane), rej: [], retryMs: 0, hubTime: 1 }))
  }
}

describe('the way up', () => {
  let hq: TestHq
  let yard: Yard
  let hub: WhimsicalHub
  let connection: string

  beforeEach(async () => {
    hq = await new TestHq().start()
    await hq.stopHub()
    yard = await Yard.open()
    connection = await hq.addSite('Nord')
    hub = new WhimsicalHub(hq)
    await hub.start(new URL(connection).username)
  })
  afterEach(async () => {
    await yard.close()
    await hq.stop()
    expect(pendingTimers()).toBe(0)
  })

  const settled = () => until('everything acknowledged', () => yard.isSettled(), 18_000)
  const sessions = () =>
    yard.query<{ row: string }>(`select uid || ' ' || revision as row from "transaction"`).map(({ row }) => row)

  it('sends nothing before it was welcomed, and greets with where it stands', async () => {
    await yard.join(connection)
    await yard.chargeTimes(2)
    await settled()
    expect(hub.hellos[0]).toMatchObject({
      v: { min: 1, max: 1 },
      name: 'Test yard',
      lanes: [
        { lane: 'tx', epoch: 2, acked: 0, head: 0 },
        { lane: 'acct', epoch: 2, acked: 0, head: 0 },
      ],
      buckets: [{ bucket: yard.test.accountId, name: 'Test account', version: 0 }],
    })
  })

  it('gets everything through although every second answer is lost', async () => {
    hub.loses = 2
    await yard.join(connection)
    for (let i = 0; i < 6; i++) await yard.chargeTimes(2)
    await settled()
    expect(hub.booked).toEqual(expect.arrayContaining(sessions()))
    expect(hub.numbers).toEqual(hub.numbers.map((_, i) => i + 1))
  })

  it('waits when the hub is busy, and sends again then', async () => {
    hub.busy = 3
    await yard.chargeTimes(3)
    await yard.join(connection)
    await settled()
    expect(hub.booked).toEqual(expect.arrayContaining(sessions()))
    expect(hub.batches).toBeGreaterThan(3)
  })

  it('halves a batch that can not be read until the bad row stands alone, and sets only that aside', async () => {
    hub.unreadable = 'poison'
    await yard.join(connection)
    await settled()
    await hq.stopBroker()
    await until('noticed', async () => !(await yard.status()).connected)
    await yard.chargeTimes(9)
    yard.tamper(`insert into outbox (lane, entity, "key", op, hlc, fields, created_at)
      values ('tx', 'tx', 'poison', 'put', '0000000000000000-x', '{}', 1)`)
    await yard.chargeTimes(9)
    await hq.startBroker()
    const again = new WhimsicalHub(hq)
    again.unreadable = 'poison'
    await again.start(new URL(connection).username)
    await settled()
    expect([...hub.booked, ...again.booked]).toEqual(expect.arrayContaining(sessions()))
    expect(yard.query('select "key", dead from outbox')).toEqual([
      { key: 'poison', dead: expect.stringContaining('can not read') },
    ])
  })

  it('keeps its numbers over a restart, so that a batch without answer is recognised', async () => {
    hub.loses = 1
    await yard.join(connection)
    await yard.chargeTimes(4)
    await until('booked', () => hub.booked.length > 0)
    hub.loses = 0
    await yard.restart()
    await settled()
    expect(hub.numbers).toEqual(hub.numbers.map((_, i) => i + 1))
    expect(hub.booked).toEqual(expect.arrayContaining(sessions()))
  })

  it('holds a bounded number of rows in memory, however long headquarters is away', async () => {
    await yard.chargeTimes(700)
    await yard.join(connection)
    await settled()
    // told in batches of at most 500 rows
    expect(hub.batches).toBeGreaterThan(1)
    expect(new Set(hub.booked.map((row) => row.split(' ')[0])).size).toBe(700)
  })
})
