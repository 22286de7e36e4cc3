import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/site/log.ts'
import { StopBlockedSessions } from '../../src/site/transactions/stop-blocked.ts'
import { FakeChargers } from '../kit/charger.ts'
import { pendingTimers, quickClock, TestHq } from './kit/hq.ts'
import { until } from './kit/wait.ts'
import { Yard } from './kit/yard.ts'

describe('a site and headquarters', () => {
  let hq: TestHq
  let yard: Yard

  beforeEach(async () => {
    hq = await new TestHq().start()
    yard = await Yard.open()
  })
  afterEach(async () => {
    await yard.close()
    await hq.stop()
    expect(pendingTimers()).toBe(0)
  })

  const settled = () => until('everything acknowledged', () => yard.isSettled())

  async function expectInStep() {
    expect(hq.totals()).toEqual(yard.totals())
    expect(yard.query('select count(*) as n from outbox where dead is null')).toEqual([{ n: 0 }])
  }

  it('agree on every session that was before and that comes after they were joined', async () => {
    await yard.chargeTimes(5)
    await yard.join(await hq.addSite('Nord'))
    await settled()
    await expectInStep()
    await yard.chargeTimes(20, 2000)
    await settled()
    await expectInStep()
    expect(yard.totals().n).toBe(25)
    expect(await yard.status()).toMatchObject({
      connected: true,
      waiting: 0,
      dead: 0,
      lastError: null,
      address: `127.0.0.1:${hq.port}`,
      lastAckAt: expect.any(Number),
    })
    expect((await hq.store.sites())[0]).toMatchObject({
      name: 'Nord',
      online: true,
      sessions: 25,
      software: 'chargeyard test',
    })
  })

  it('agree on a session that is still running, and on its end', async () => {
    await yard.join(await hq.addSite('Nord'))
    const number = await yard.begin('CAFE')
    await settled()
    expect(hq.query('select start_tag, stopped_at, energy_wh, station_id from tx')).toEqual([
      { start_tag: 'CAFE', stopped_at: null, energy_wh: 0, station_id: 'BOX-1' },
    ])
    expect(number).toBeGreaterThan(0)
    await yard.charge(4321)
    await settled()
    await expectInStep()
  })

  it('lose nothing when the broker goes away in the middle and comes back', async () => {
    await yard.join(await hq.addSite('Nord'))
    await yard.chargeTimes(10)
    await hq.stopBroker()
    await yard.chargeTimes(10)
    await until('the site knows', async () => !(await yard.status()).connected)
    expect((await yard.status()).waiting).toBeGreaterThan(0)
    await hq.startBroker()
    await yard.chargeTimes(10)
    await settled()
    await expectInStep()
    expect(yard.totals().n).toBe(30)
  })

  it('lose nothing when the hub goes away in the middle and comes back, and count nothing twice', async () => {
    await yard.join(await hq.addSite('Nord'))
    for (let round = 0; round < 4; round++) {
      const stopping = hq.stopHub()
      await yard.chargeTimes(8)
      await stopping
      await yard.chargeTimes(8)
      await hq.startHub()
    }
    await settled()
    await expectInStep()
  })

  it('lose nothing when the controller is stopped and started while rows are on their way', async () => {
    await yard.join(await hq.addSite('Nord'))
    for (let round = 0; round < 4; round++) {
      await yard.chargeTimes(5)
      await yard.restore(await yard.backUp())
    }
    await settled()
    await expectInStep()
  })

  it('go on while acknowledgements get lost', async () => {
    await yard.join(await hq.addSite('Nord'))
    await settled()
    // the broker goes each time after the COMMIT, about when the site would get its answer
    for (let round = 0; round < 3; round++) {
      const before = hq.totals().n
      await yard.chargeTimes(3)
      await until('committed', () => hq.totals().n > before)
      await hq.stopBroker()
      await hq.startBroker()
    }
    await settled()
    await expectInStep()
  })

  it('count a batch once that is delivered again, and again out of order', async () => {
    const seen: { topic: string; payload: Buffer }[] = []
    const spy = await hq.client()
    await spy.subscribeAsync('evs/1/s/+/up/tx', { qos: 1 })
    spy.on('message', (topic, payload) => seen.push({ topic, payload }))
    await yard.join(await hq.addSite('Nord'))
    for (let i = 0; i < 5; i++) {
      await yard.chargeTimes(3)
      await settled()
    }
    const lane = () => hq.query(`select epoch, applied, chain from lane where lane = 'tx'`)
    const before = lane()
    const batches = [...seen, ...seen.toReversed()]
    for (const { topic, payload } of batches) await spy.publishAsync(topic, payload, { qos: 1 })
    expect(lane()).toEqual(before)
    await yard.chargeTimes(2)
    await settled()
    await expectInStep()
    expect(batches.length).toBeGreaterThan(5)
  })

  it('set a row aside that headquarters can not book, at both ends, and go on behind it', async () => {
    await yard.join(await hq.addSite('Nord'))
    await settled()
    yard.tamper(`insert into outbox (lane, entity, "key", op, hlc, fields, created_at)
      values ('tx', 'tx', 'poison', 'put', '0000000000000000-x', '{"revision":1}', 1)`)
    await yard.chargeTimes(3)
    await settled()
    await expectInStep()
    expect(await hq.store.deadRows(5)).toMatchObject([
      { code: 'invalidFields', row: expect.stringContaining('poison') },
    ])
    expect(yard.query('select "key", dead from outbox')).toEqual([
      { key: 'poison', dead: expect.stringContaining('invalidFields') },
    ])
    expect(await yard.status()).toMatchObject({ dead: 1, waiting: 0 })
  })

  it('set a row aside that is too big to be sent, and go on behind it', async () => {
    await yard.join(await hq.addSite('Nord'))
    await settled()
    yard.tamper(`insert into outbox (lane, entity, "key", op, hlc, fields, created_at)
      values ('tx', 'tx', 'huge', 'put', '0000000000000000-x', json_object('text', hex(zeroblob(200000))), 1)`)
    await yard.chargeTimes(3)
    await until('the row is dead', async () => (await yard.status()).dead === 1)
    await settled()
    await expectInStep()
  })

  it('find out that a site was restored from a backup, and lose no session of either time', async () => {
    await yard.join(await hq.addSite('Nord'))
    await yard.chargeTimes(4)
    await settled()
    const copy = await yard.backUp()
    await yard.chargeTimes(4, 5000)
    await settled()
    const lost = hq.totals()
    await yard.restore(copy)
    // the same numbers are given out again, for other sessions
    await yard.chargeTimes(6, 9000)
    await settled()
    expect(hq.query('select epoch from lane where lane = ?', 'tx')).toEqual([
      { epoch: expect.toSatisfy((n: number) => n > 2) },
    ])
    const site = yard.query<{ uid: string; wh: number }>('select uid, energy_wh as wh from "transaction"')
    const atHq = new Map(
      hq.query<{ uid: string; wh: number }>('select uid, energy_wh as wh from tx').map(({ uid, wh }) => [uid, wh]),
    )
    for (const { uid, wh } of site) expect(atHq.get(uid)).toBe(wh)
    expect(hq.totals().n).toBe(lost.n + 6)
  })

  it('find out that headquarters lost its database, and tell everything again', async () => {
    const connection = await hq.addSite('Nord', 'nord')
    await yard.join(connection)
    await yard.chargeTimes(250)
    await settled()
    await hq.stopHub()
    hq.tamper('delete from tx; delete from lane; delete from dead;')
    await hq.startHub()
    await yard.charge(777)
    await until('everything told again', () => hq.totals().n === yard.totals().n, 20_000)
    await settled()
    await expectInStep()
  })

  it('start over when the site moves to another headquarters', async () => {
    const other = await new TestHq().start()
    try {
      await yard.join(await hq.addSite('Nord'))
      await yard.chargeTimes(3)
      await settled()
      await yard.join(await other.addSite('Nord'))
      await yard.chargeTimes(3)
      await until('the other has all', () => other.totals().n === 6)
      await settled()
      expect(other.totals()).toEqual(yard.totals())
      expect(hq.totals().n).toBe(3)
    } finally {
      await yard.test.site.execute(yard.test.admin, 'hq.disconnect', {})
      await other.stop()
    }
  })

  it('part when the site manager says so; the site then collects nothing for anybody', async () => {
    const connection = await hq.addSite('Nord')
    await yard.join(connection)
    await settled()
    await yard.test.site.execute(yard.test.admin, 'hq.disconnect', {})
    await until('the hub knows', async () => (await hq.store.sites())[0]?.online === false)
    expect(await yard.status()).toMatchObject({ configured: false, connected: false, waiting: 0, address: null })
    await yard.chargeTimes(3)
    expect(await yard.test.site.execute({ kind: 'system', door: 'cli' }, 'hq.prune', {})).toBeGreaterThan(0)
    expect(hq.totals().n).toBe(0)
    // and back again
    await yard.join(connection)
    await settled()
    await until('told everything', () => hq.totals().n === 3)
  })

  it('say why they are not connected', async () => {
    const good = new URL(await hq.addSite('Nord'))
    await yard.join(good.toString().replace(good.password, 'wrong'))
    await until('refused', async () => /not accepted/.test((await yard.status()).lastError ?? ''))
    await yard.join(good.toString())
    await settled()
    await hq.stopHub()
    await until('silence noticed', async () => /does not answer/.test((await yard.status()).lastError ?? ''))
    expect((await yard.status()).connected).toBe(false)
    await hq.startHub()
    await settled()
    expect((await yard.status()).lastError).toBeNull()
    await hq.stopBroker()
    await until('nobody there', async () => /Nothing answers/.test((await yard.status()).lastError ?? ''))
  })

  it.each([
    ['nonsense', 'like mqtt://'],
    ['http://a:b@hq.example', 'like mqtt://'],
    ['mqtt://hq.example', 'site id'],
    ['mqtt://nord@hq.example', 'secret'],
  ])('are not joined by "%s"', async (connection, advice) => {
    await expect(yard.join(connection)).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { connection: expect.stringContaining(advice) } },
    })
  })

  it('are joined by whoever may manage settings, and nobody else', async () => {
    const driver = { ...yard.test.admin, permissions: new Set(['ReadTransactions' as const]) }
    await expect(yard.test.site.execute(driver, 'hq.configure', { connection: 'mqtt://a:b@c' })).rejects.toMatchObject({
      code: 'Forbidden',
    })
    await expect(
      yard.test.site.execute(yard.test.admin, 'hq.follow', { accountId: '', first: 1, last: 1, changes: [] }),
    ).rejects.toMatchObject({ code: 'Forbidden' })
    await expect(yard.test.site.execute(yard.test.admin, 'hq.connection', {})).rejects.toMatchObject({
      code: 'Forbidden',
    })
  })

  it('keep the secret sealed, out of the log and of the audit', async () => {
    const connection = await hq.addSite('Nord')
    const { password } = new URL(connection)
    await yard.join(connection)
    await settled()
    const everything = JSON.stringify([yard.log.lines, hq.log.lines, yard.query('select * from audit')])
    expect(everything).not.toContain(password)
    const [stored] = yard.query<{ secret: Buffer }>('select secret from hq_connection')
    expect(stored?.secret.includes(password)).toBe(false)
    expect(JSON.stringify(hq.query('select * from site'))).not.toContain(password)
  })
})

describe('a card that headquarters blocks', () => {
  let hq: TestHq
  let yard: Yard
  let chargers: FakeChargers
  let stopBlocked: StopBlockedSessions

  beforeEach(async () => {
    hq = await new TestHq().start()
    yard = await Yard.open()
    chargers = new FakeChargers()
    yard.test.site.attachChargers(chargers)
    stopBlocked = new StopBlockedSessions({ site: yard.test.site, clock: quickClock, log: silentLog })
    stopBlocked.start()
    await yard.test.site.execute(yard.test.admin, 'tags.create', { idTag: 'CAFE', name: 'Card' })
    await yard.join(await hq.addSite('Nord'))
    await until('joined', () => yard.isSettled())
  })
  afterEach(async () => {
    stopBlocked.stop()
    await yard.close()
    await hq.stop()
    expect(pendingTimers()).toBe(0)
  })

  const tag = async (idTag = 'CAFE') =>
    (await yard.test.site.execute(yard.test.admin, 'tags.list', {})).find((one) => one.idTag === idTag)
  const order = (changes: object = {}) =>
    hq.store.blockTag({ idTag: 'cafe', account: 'all', blocked: true, author: 'test', now: Date.now(), ...changes })
  /** From another process: the worker has to notice by itself. */
  async function orderElsewhere(changes: object = {}) {
    const { SqliteHubStore } = await import('../../sync/hub/sqlite-store.ts')
    const store = new SqliteHubStore({ file: hq.file })
    await store.open()
    const done = await store.blockTag({
      idTag: 'cafe',
      account: 'all',
      blocked: true,
      author: 'test',
      now: Date.now(),
      ...changes,
    })
    await store.close()
    return done
  }
  const reached = () =>
    until('headquarters knows', () => {
      const open = hq.query('select 1 from v_tag_block_reach where reached < sites')
      return open.length === 0
    })
  const executed = () => yard.query(`select 1 from audit where action = 'tags.decideByHq'`).length

  it('is blocked at the site, and its running session is stopped', async () => {
    const number = await yard.begin('CAFE')
    await orderElsewhere()
    await until('blocked', async () => (await tag())?.blocked)
    await until('the box was asked', () => chargers.asked.some(({ what }) => what === 'stopCharging'))
    expect(chargers.asked[0]?.order).toEqual({ ocppTransactionId: String(number) })
    await reached()
    expect(executed()).toBe(1)
  })

  it('is blocked once, although the order comes ahead of the log, with the log, and again', async () => {
    const seen: { topic: string; payload: Buffer }[] = []
    const spy = await hq.client()
    await spy.subscribeAsync(['evs/1/s/+/dn/acct', 'evs/1/s/+/dn/urgent'], { qos: 1 })
    spy.on('message', (topic, payload) => seen.push({ topic, payload }))
    await orderElsewhere()
    await until(
      'both ways',
      () => seen.some(({ topic }) => topic.endsWith('acct')) && seen.some(({ topic }) => topic.endsWith('urgent')),
    )
    await reached()
    for (const { topic, payload } of [...seen, ...seen]) await spy.publishAsync(topic, payload, { qos: 1 })
    await orderElsewhere({ idTag: 'BEEF' })
    await until('the next one', async () => (await tag('BEEF'))?.blocked)
    await reached()
    expect(executed()).toBe(2)
  })

  it('is blocked at a site that comes back later, also where the site has never seen it', async () => {
    await yard.sync.stop()
    await orderElsewhere()
    await orderElsewhere({ idTag: 'STRANGER' })
    expect((await tag())?.blocked).toBe(false)
    await yard.restart()
    await until('blocked', async () => (await tag())?.blocked && (await tag('STRANGER'))?.blocked)
    await reached()
  })

  it('is blocked at once by an order inside the process of the hub as well', async () => {
    await order()
    await until('blocked', async () => (await tag())?.blocked)
    await reached()
  })

  it('can charge again when headquarters lifts the block', async () => {
    await orderElsewhere()
    await until('blocked', async () => (await tag())?.blocked)
    await orderElsewhere({ blocked: false })
    await until('lifted', async () => (await tag())?.blocked === false)
  })

  it('reaches the site through a hub or a broker that was away meanwhile', async () => {
    await hq.stopHub()
    await order()
    await hq.startHub()
    await until('blocked', async () => (await tag())?.blocked)
    await hq.stopBroker()
    await order({ idTag: 'BEEF' })
    await hq.startBroker()
    await until('blocked as well', async () => (await tag('BEEF'))?.blocked)
    await reached()
  })

  it('does not hold up others when one order can not be carried out', async () => {
    const account = yard.test.accountId
    hq.tamper(`update bucket set head = head + 1;
      insert into change_log (bucket, version, entity, key, op, hlc, base, fields, urgent, author, at)
      values ('${account}', 1, 'hologram', 'k', 'put', '0000000000000001-hub', 0, '{}', 0, 'test', 1)`)
    await orderElsewhere()
    await until('blocked', async () => (await tag())?.blocked)
    await until('told', () => hq.query('select code from site_rejection').length > 0)
    expect(hq.query('select version, code from site_rejection')).toEqual([{ version: 1, code: 'NotSupported' }])
    await reached()
  })

  it('is blocked again by a headquarters that was restored and gives its versions out a second time', async () => {
    await orderElsewhere({ idTag: 'FIRST' })
    await until('first', async () => (await tag('FIRST'))?.blocked)
    await reached()
    await hq.stopHub()
    hq.tamper(
      `delete from change_log; delete from tag; delete from tag_block_all; update bucket set head = 0; update site_account set cursor = 0;`,
    )
    await order()
    await hq.startHub()
    await until('blocked', async () => (await tag())?.blocked)
    await reached()
  })
})
