import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { HubStore, Job, JobResult } from '../../sync/hub/store.ts'
import type { Json, JsonObject } from '../../sync/protocol/canonical.ts'
import { chainOver, chainSeed } from '../../sync/protocol/chain.ts'
import type { UpBatch } from '../../sync/protocol/envelope.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import type { Hello } from '../../sync/protocol/messages.ts'
import { type BadRow, parseRow, type Row } from '../../sync/protocol/row.ts'

export interface StoreUnderTest {
  store: HubStore
  /** Another connection to the same database, open: another worker, or a command. */
  another(): Promise<HubStore>
  /** Rows of the people's views, by name of column. */
  query(sql: string): Promise<Record<string, unknown>[]>
  /** Closes everything and removes the database. */
  remove(): Promise<void>
}

const now = Date.UTC(2026, 10, 20, 12)
const secret = { salt: Buffer.from('salt'), hash: Buffer.from('hash') }

/** What any database of the hub must do. Run on SQLite always, on SQL Server where there is one. */
export function hubStoreContract(name: string, makeStore: () => Promise<StoreUnderTest>) {
  describe(`the hub store on ${name}`, () => {
    let under: StoreUnderTest
    let store: HubStore
    let account: string

    beforeEach(async () => {
      under = await makeStore()
      store = under.store
      account = randomUUID()
      await store.addSite({ id: 'nord', name: 'Nord', secret, createdAt: now })
    })
    afterEach(() => under.remove())

    const hello = (changes: Partial<Hello> = {}): Hello => ({
      v: { min: 1, max: 1 },
      sv: 1,
      boot: 'boot-1',
      conn: 'conn-1',
      hello: 'hello-1',
      at: now,
      name: 'Nord',
      software: 'test',
      lanes: [{ lane: 'tx', epoch: 1, acked: 0, chain: chainSeed('nord', 'tx', 1), head: 0 }],
      buckets: [{ bucket: account, name: 'Account', version: 0 }],
      ...changes,
    })

    async function one(job: Job, at = now): Promise<JobResult> {
      const [result] = await store.transact([job], at)
      if (!result) throw new Error('no result')
      return result
    }

    async function greet(changes: Partial<Hello> = {}, site = 'nord') {
      const result = await one({ kind: 'hello', site, hello: hello(changes) })
      if (result.kind !== 'hello' || result.outcome !== 'welcome') throw new Error(JSON.stringify(result))
      return result
    }

    const row = (q: number, fields: JsonObject = {}, key = `session-${q}`): Row => ({
      q,
      e: 'tx',
      k: key,
      o: 'put',
      h: tick(undefined, now + q, 'nord'),
      b: 0,
      f: {
        revision: 1,
        account,
        station: 'BOX-1',
        startedAt: now,
        stoppedAt: now + 3_600_000,
        energyWh: 1000 * q,
        costMinor: 30 * q,
        currency: 'EUR',
        ...fields,
      },
    })

    function batch(rows: (Row | BadRow)[], before: (Row | BadRow)[] = [], changes: Partial<UpBatch> = {}): UpBatch {
      const first = rows[0]?.q ?? 1
      const prev = chainOver(chainSeed('nord', 'tx', 1), before)
      return {
        v: 1,
        sv: 1,
        site: 'nord',
        lane: 'tx',
        epoch: 1,
        first,
        last: first + rows.length - 1,
        prev,
        rows,
        ...changes,
      }
    }

    const send = (sent: UpBatch, site = 'nord') => one({ kind: 'batch', site, batch: sent })
    const totals = async () => {
      const [sums] = await under.query('select count(*) as n, sum(energy_wh) as wh, sum(cost_minor) as minor from tx')
      return sums
    }

    it('books the rows of a batch and says where the lane stands', async () => {
      await greet()
      const rows = [row(1), row(2)]
      expect(await send(batch(rows))).toEqual({
        kind: 'batch',
        outcome: 'report',
        lane: { epoch: 1, applied: 2, chain: chainOver(chainSeed('nord', 'tx', 1), rows) },
        applied: 2,
        rej: [],
        because: 'applied',
      })
      expect(await totals()).toEqual({ n: 2, wh: 3000, minor: 90 })
      expect(await store.sessions({ limit: 5 })).toHaveLength(2)
    })

    it('books a batch that comes twice once, and an overlapping one as far as it is new', async () => {
      await greet()
      const rows = [row(1), row(2), row(3)]
      await send(batch(rows.slice(0, 2)))
      expect(await send(batch(rows.slice(0, 2)))).toMatchObject({
        because: 'duplicate',
        applied: 0,
        lane: { applied: 2 },
      })
      expect(await send(batch(rows))).toMatchObject({ because: 'applied', applied: 1, lane: { applied: 3 } })
      expect(await totals()).toEqual({ n: 3, wh: 6000, minor: 180 })
    })

    it('leaves a batch behind a gap alone, and says how far it is', async () => {
      await greet()
      await send(batch([row(1)]))
      expect(await send(batch([row(3)], [row(1), row(2)]))).toMatchObject({
        because: 'gap',
        applied: 0,
        lane: { applied: 1 },
      })
      expect(await totals()).toMatchObject({ n: 1 })
    })

    it('takes nothing that continues another history', async () => {
      await greet()
      await send(batch([row(1)]))
      const restored = [row(1, { energyWh: 7 }, 'other'), row(2)]
      expect(await send(batch(restored))).toMatchObject({ because: 'otherHistory', applied: 0, lane: { applied: 1 } })
      expect(await totals()).toMatchObject({ n: 1, wh: 1000 })
    })

    it('keeps the greater revision of a session, in whatever order revisions come', async () => {
      await greet()
      const rows = [
        row(1, { revision: 2, energyWh: 500 }, 'a'),
        row(2, { revision: 1, energyWh: 100 }, 'a'),
        row(3, { revision: 3, energyWh: 900 }, 'a'),
      ]
      await send(batch(rows))
      expect(await totals()).toMatchObject({ n: 1, wh: 900 })
    })

    it('shares one transaction among batches, introductions and cursors, in their order', async () => {
      await store.addSite({ id: 'sued', name: 'Süd', secret, createdAt: now })
      const results = await store.transact(
        [
          { kind: 'hello', site: 'nord', hello: hello() },
          { kind: 'batch', site: 'nord', batch: batch([row(1)]) },
          { kind: 'batch', site: 'sued', batch: batch([row(1)]) },
          { kind: 'batch', site: 'nord', batch: batch([row(2)], [row(1)]) },
          { kind: 'cursors', site: 'nord', cursors: { v: 1, buckets: [], done: [], rej: [] } },
        ],
        now,
      )
      expect(results.map((result) => ('outcome' in result ? result.outcome : result.kind))).toEqual([
        'welcome',
        'report',
        'sayHello',
        'report',
        'cursors',
      ])
      expect(await totals()).toMatchObject({ n: 2 })
    })

    it('keeps every field and unknown member of a row', async () => {
      await greet()
      await send(batch([{ ...row(1, { mood: 'good', nested: { deep: [1, 2] } }), x: { later: true } }]))
      const [kept] = await under.query('select fields, extra from tx')
      expect(JSON.parse(String(kept?.fields))).toMatchObject({ mood: 'good', nested: { deep: [1, 2] } })
      expect(JSON.parse(String(kept?.extra))).toEqual({ later: true })
    })

    describe('a row that can not be booked', () => {
      const poison = (q: number): [string, Row | BadRow, string][] => [
        ['unreadable', parseRow({ q, e: 'tx' }, q), 'unreadable'],
        ['of an unknown kind', { ...row(q), e: 'mystery' }, 'unknownEntity'],
        ['without energy', row(q, { energyWh: null }), 'invalidFields'],
        ['with a fraction of a Wh', row(q, { energyWh: 1.5 }), 'invalidFields'],
        ['that deletes a session', { ...row(q), o: 'delete' as const }, 'notAllowed'],
        ['of a foreign account', row(q, { account: randomUUID() }), 'accountNotGranted'],
      ]

      it.each([
        'unreadable',
        'of an unknown kind',
        'without energy',
        'with a fraction of a Wh',
        'that deletes a session',
        'of a foreign account',
      ])('(%s) goes whole to the dead rows, and blocks nothing', async (which) => {
        await greet()
        const [, bad, code] = poison(2).find(([title]) => title === which) ?? []
        if (!bad) throw new Error(which)
        const rows = [row(1), bad, row(3)]
        expect(await send(batch(rows))).toMatchObject({
          outcome: 'report',
          lane: { applied: 3 },
          rej: [{ q: 2, code }],
        })
        expect(await totals()).toEqual({ n: 2, wh: 4000, minor: 120 })
        const [dead] = await store.deadRows(10)
        expect(dead).toMatchObject({ site: 'nord', lane: 'tx', epoch: 1, q: 2, code })
        const kept = JSON.parse(dead?.row ?? '') as Json
        expect(kept).toMatchObject('bad' in bad ? { q: 2, e: 'tx' } : { q: 2, k: bad.k, f: bad.f })
        // and the lane goes on behind it
        expect(await send(batch([row(4)], rows))).toMatchObject({ lane: { applied: 4 }, rej: [] })
      })
    })

    it('takes no batch of a site that has not introduced its epoch', async () => {
      expect(await send(batch([row(1)]))).toMatchObject({ outcome: 'sayHello' })
      await greet()
      expect(await send(batch([row(1)], [], { epoch: 2, prev: chainSeed('nord', 'tx', 2) }))).toMatchObject({
        outcome: 'sayHello',
      })
    })

    it('begins a new epoch where the site does, and keeps what it has', async () => {
      await greet()
      await send(batch([row(1)]))
      const lanes = [{ lane: 'tx' as const, epoch: 2, acked: 0, chain: chainSeed('nord', 'tx', 2), head: 0 }]
      expect(await greet({ lanes })).toMatchObject({ lanes: [{ epoch: 2, applied: 0 }] })
      // the same session under a number that was used before
      await send(batch([row(1), { ...row(2), k: 'session-1' }], [], { epoch: 2, prev: chainSeed('nord', 'tx', 2) }))
      expect(await totals()).toMatchObject({ n: 1 })
      // a hello that was overtaken does not bring the old epoch back
      expect(await greet()).toMatchObject({ lanes: [{ epoch: 2, applied: 2 }] })
    })

    it('answers nobody and keeps nothing when it can not commit', async () => {
      await greet()
      const good = batch([row(1)])
      const impossible = { kind: 'nonsense' } as unknown as Job
      const broken: Job = { kind: 'cursors', site: 'nord', cursors: null as never }
      await expect(
        store.transact([{ kind: 'batch', site: 'nord', batch: good }, broken, impossible], now),
      ).rejects.toMatchObject({
        name: 'SyncError',
        code: 'storage',
      })
      expect(await totals()).toMatchObject({ n: 0 })
      expect(await send(good)).toMatchObject({ because: 'applied', lane: { applied: 1 } })
    })

    it('knows only sites that were let in', async () => {
      expect(await one({ kind: 'hello', site: 'ghost', hello: hello() })).toMatchObject({ outcome: 'refused' })
      expect(await send(batch([row(1)]), 'ghost')).toMatchObject({ outcome: 'quarantined' })
      await expect(store.addSite({ id: 'nord', name: 'Again', secret, createdAt: now })).rejects.toMatchObject({
        code: 'refused',
      })
      expect(await store.credentialsOf('nord')).toEqual({ ...secret, revokedAt: null })
      expect(await store.credentialsOf('ghost')).toBeUndefined()
    })

    it('quarantines a site of which two copies take turns, until it is released', async () => {
      for (const boot of ['a', 'b', 'a', 'b', 'a', 'b']) {
        expect(await greet({ boot })).not.toHaveProperty('quarantined')
      }
      expect(await greet({ boot: 'a' })).toMatchObject({ quarantined: expect.stringContaining('copy') })
      expect(await send(batch([row(1)]))).toMatchObject({ outcome: 'quarantined' })
      expect(await store.releaseSite('nord')).toBe(true)
      expect(await greet({ boot: 'a' })).not.toHaveProperty('quarantined')
      expect(await send(batch([row(1)]))).toMatchObject({ outcome: 'report' })
      expect(await store.releaseSite('ghost')).toBe(false)
    })

    it('takes hellos of an earlier start that come again for no sign of life', async () => {
      await greet({ boot: 'a', n: 4 })
      for (let n = 1; n < 10; n++) {
        expect(await greet({ boot: 'b', n })).not.toHaveProperty('quarantined')
        expect(await greet({ boot: 'a', n: (n % 4) + 1 })).not.toHaveProperty('quarantined')
      }
    })

    it('takes restarts of one controller for what they are', async () => {
      for (const boot of ['a', 'b', 'c', 'd', 'e']) expect(await greet({ boot })).not.toHaveProperty('quarantined')
    })

    it('serves a tenant at the site that brought it; at others when headquarters says so', async () => {
      await store.addSite({ id: 'sued', name: 'Süd', secret, createdAt: now })
      expect(await greet()).toMatchObject({ buckets: [{ bucket: account, granted: true, head: 0, from: 0 }] })
      expect(await greet({}, 'sued')).toMatchObject({ buckets: [{ granted: false, head: 0 }] })
      expect(await store.grantAccount('sued', account, now)).toBe(0)
      expect(await greet({}, 'sued')).toMatchObject({ buckets: [{ granted: true }] })
      expect(await store.grantAccount('sued', randomUUID(), now)).toBeUndefined()
    })

    it('books what a site told of a tenant before it might speak for it, once it may', async () => {
      await store.addSite({ id: 'sued', name: 'Süd', secret, createdAt: now })
      await greet()
      const seed = chainSeed('sued', 'tx', 1)
      await greet({ lanes: [{ lane: 'tx', epoch: 1, acked: 0, chain: seed, head: 2 }] }, 'sued')
      const refused = await send(batch([row(1), row(2)], [], { site: 'sued', prev: seed }), 'sued')
      expect(refused).toMatchObject({
        rej: [{ code: 'accountNotGranted' }, { code: 'accountNotGranted' }],
        lane: { applied: 2 },
      })
      expect(await totals()).toMatchObject({ n: 0 })
      expect(await store.grantAccount('sued', account, now)).toBe(2)
      expect(await totals()).toEqual({ n: 2, wh: 3000, minor: 90 })
      expect(await store.deadRows(5)).toEqual([])
    })

    it('books a dead row when it can be booked meanwhile, says why not otherwise, and forgets it when told to', async () => {
      await greet()
      const late = randomUUID()
      await send(batch([row(1, { account: late }), { ...row(2), e: 'mystery' }]))
      const [mystery, foreign] = await store.deadRows(5)
      if (!mystery || !foreign) throw new Error('no dead rows')
      expect(await store.deadRow(foreign.id)).toEqual(foreign)
      expect(await store.retryDead(foreign.id, now)).toContain('does not belong')
      expect(await store.retryDead(mystery.id, now)).toContain('mystery')
      expect(await totals()).toMatchObject({ n: 0 })
      // the site tells of the tenant only now
      await greet({ buckets: [{ bucket: late, name: 'Late', version: 0 }] })
      expect(await store.retryDead(foreign.id, now)).toBeNull()
      expect(await totals()).toMatchObject({ n: 1, wh: 1000 })
      expect(await store.retryDead(foreign.id, now)).toBeUndefined()
      expect(await store.discardDead(mystery.id)).toBe(true)
      expect(await store.discardDead(mystery.id)).toBe(false)
      expect(await store.deadRow(mystery.id)).toBeUndefined()
      expect(await store.deadRows(5)).toEqual([])
    })

    it('gives a site new credentials, and only to a site that there is', async () => {
      const renewed = { salt: Buffer.from('other'), hash: Buffer.from('thing') }
      expect(await store.renewSecret('nord', renewed)).toBe(true)
      expect(await store.credentialsOf('nord')).toMatchObject(renewed)
      expect(await store.renewSecret('ghost', renewed)).toBe(false)
    })

    it('shows who is online, and believes only the last will of the present connection', async () => {
      await greet({ conn: 'new' })
      await one({ kind: 'offline', site: 'nord', conn: 'old' })
      expect((await store.sites())[0]).toMatchObject({ id: 'nord', online: true, software: 'test' })
      await one({ kind: 'offline', site: 'nord', conn: 'new' })
      expect((await store.sites())[0]).toMatchObject({ online: false, seenAt: now })
    })

    describe('blocking a card', () => {
      const block = (changes: object = {}) =>
        store.blockTag({ idTag: 'cafe01', account: 'all', blocked: true, author: 'test', now, ...changes })

      it('writes it to the log of the account, with the next version', async () => {
        await greet()
        expect(await block({ account })).toEqual([{ account, version: 1 }])
        expect(await block({ account, idTag: 'BEEF' })).toEqual([{ account, version: 2 }])
        expect(await store.heads()).toEqual(new Map([[account, 2]]))
        expect(await store.changes(account, 0, 10)).toMatchObject([
          { urgent: true, row: { q: 1, e: 'tag', o: 'put', f: { idTag: 'CAFE01', blocked: true } } },
          { urgent: true, row: { q: 2, f: { idTag: 'BEEF' } } },
        ])
        expect(await store.changes(account, 1, 10)).toHaveLength(1)
        expect(await store.changes(account, 0, 1)).toHaveLength(1)
      })

      it('gives out versions without a hole, and stamps that only rise, also to two who block at once', async () => {
        await greet()
        const other = await under.another()
        const orders = Array.from({ length: 20 }, (_, i) => ({
          idTag: `CARD${i}`,
          account,
          blocked: true,
          author: 'test',
          now,
        }))
        await Promise.all(orders.map((order, i) => (i % 2 ? other : store).blockTag(order)))
        const log = await store.changes(account, 0, 100)
        expect(log.map(({ row: { q } }) => q)).toEqual(orders.map((_, i) => i + 1))
        const stamps = log.map(({ row: { h } }) => h)
        expect(new Set(stamps).size).toBe(20)
        expect(stamps.toSorted()).toEqual(stamps)
      })

      it('at all accounts reaches those that come later as well, until it is lifted', async () => {
        await greet()
        await block()
        const later = randomUUID()
        await greet({ buckets: [{ bucket: later, name: 'Later', version: 0 }] })
        expect(await store.changes(later, 0, 10)).toMatchObject([
          { row: { q: 1, f: { idTag: 'CAFE01', blocked: true } } },
        ])
        expect(await block({ blocked: false })).toHaveLength(2)
        const last = randomUUID()
        await greet({ buckets: [{ bucket: last, name: 'Last', version: 0 }] })
        expect(await store.changes(last, 0, 10)).toEqual([])
        expect((await store.changes(later, 1, 10)).map(({ row: { f }, urgent }) => ({ ...f, urgent }))).toEqual([
          { idTag: 'CAFE01', blocked: false, urgent: false },
        ])
      })

      it('at an account that nobody has told of is refused', async () => {
        await expect(block({ account: randomUUID() })).rejects.toMatchObject({ code: 'notFound' })
      })

      it('shows how far it has got', async () => {
        await store.addSite({ id: 'sued', name: 'Süd', secret, createdAt: now })
        await greet()
        await greet({}, 'sued')
        await store.grantAccount('sued', account, now)
        await block({ account })
        const reach = () => under.query('select tag, sites, reached, not_reached from v_tag_block_reach')
        expect(await reach()).toEqual([{ tag: 'CAFE01', sites: 2, reached: 0, not_reached: 'nord sued' }])
        // one by the log, one ahead of it
        await one({
          kind: 'cursors',
          site: 'sued',
          cursors: { v: 1, buckets: [{ bucket: account, version: 1 }], done: [], rej: [] },
        })
        expect(await reach()).toEqual([{ tag: 'CAFE01', sites: 2, reached: 1, not_reached: 'nord' }])
        await one({
          kind: 'cursors',
          site: 'nord',
          cursors: { v: 1, buckets: [], done: [{ bucket: account, version: 1 }], rej: [] },
        })
        expect(await reach()).toEqual([{ tag: 'CAFE01', sites: 2, reached: 2, not_reached: null }])
      })
    })

    describe('the cursor of a site', () => {
      const cursors = (version: number) =>
        one({
          kind: 'cursors',
          site: 'nord',
          cursors: { v: 1, buckets: [{ bucket: account, version }], done: [], rej: [] },
        })
      const cursor = async () => (await store.sites()).find(({ id }) => id === 'nord')?.accounts[0]?.cursor

      it('only moves forward, and never beyond the log', async () => {
        await greet()
        for (const idTag of ['A', 'B', 'C'])
          await store.blockTag({ idTag, account, blocked: true, author: 'test', now })
        await cursors(2)
        await cursors(1)
        expect(await cursor()).toBe(2)
        await cursors(9)
        expect(await cursor()).toBe(2)
      })

      it('is taken from the hello where it is a place in this very log, else served from the beginning', async () => {
        await greet()
        for (const idTag of ['A', 'B']) await store.blockTag({ idTag, account, blocked: true, author: 'test', now })
        const h = (await store.changes(account, 0, 1))[0]?.row.h ?? ''
        const at = (version: number, stamp?: string) =>
          greet({
            buckets: [{ bucket: account, name: 'Account', version, ...(stamp === undefined ? {} : { h: stamp }) }],
          })
        expect(await at(1, h)).toMatchObject({ buckets: [{ from: 1, head: 2 }] })
        expect(await at(1)).toMatchObject({ buckets: [{ from: 1 }] })
        // the hub was restored: it gave this version out to another change, or has not come so far
        expect(await at(1, tick(undefined, 5, 'hub'))).toMatchObject({ buckets: [{ from: 0 }] })
        expect(await at(3)).toMatchObject({ buckets: [{ from: 0 }] })
      })

      it('notes what a site could not carry out', async () => {
        await greet()
        await store.blockTag({ idTag: 'A', account, blocked: true, author: 'test', now })
        const rej = [{ bucket: account, q: 1, code: 'InvalidInput', text: 'no' }]
        await one({ kind: 'cursors', site: 'nord', cursors: { v: 1, buckets: [], done: [], rej } })
        expect(await under.query('select site_id, version, code from site_rejection')).toEqual([
          { site_id: 'nord', version: 1, code: 'InvalidInput' },
        ])
      })
    })

    it('notices that a log may have grown, by whomever, and not that rows came up', async () => {
      await greet()
      expect(await store.logMayHaveGrown()).toBe(true)
      expect(await store.logMayHaveGrown()).toBe(false)
      await send(batch([row(1)]))
      expect(await store.logMayHaveGrown()).toBe(false)
      const other = await under.another()
      for (const by of [other, store]) {
        await by.blockTag({ idTag: 'A', account, blocked: true, author: 'test', now })
        expect(await store.logMayHaveGrown()).toBe(true)
        expect(await store.logMayHaveGrown()).toBe(false)
      }
    })

    it('says what a site follows, and how far, as long as its data is taken', async () => {
      expect(await store.grants('nord')).toEqual([])
      await greet({ boot: 'a' })
      await store.blockTag({ idTag: 'A', account, blocked: true, author: 'test', now })
      expect(await store.grants('nord')).toEqual([{ bucket: account, head: 1, from: 0, granted: true }])
      for (const boot of ['b', 'a', 'b', 'a', 'b', 'a'])
        await one({ kind: 'hello', site: 'nord', hello: hello({ boot }) })
      expect(await store.grants('nord')).toEqual([])
    })

    it('shows sessions and days in units for people', async () => {
      await greet()
      const rows = [
        row(1, { energyWh: 12_345, costMinor: 370, stationName: 'Left', startTag: 'CAFE', pricePerKWhMicros: 300_000 }),
        row(2, { energyWh: 655, costMinor: 20 }),
        row(3, { currency: 'JPY', costMinor: 250 }),
        row(4, { stoppedAt: null }),
      ]
      await send(batch(rows))
      const sessions = await under.query('select * from v_sessions order by session_id')
      expect(sessions[0]).toMatchObject({
        site_name: 'Nord',
        account_name: 'Account',
        station_name: 'Left',
        tag: 'CAFE',
        started_utc: '2026-11-20T12:00:00Z',
        stopped_utc: '2026-11-20T13:00:00Z',
        duration_min: 60,
        energy_kwh: 12.345,
        price_per_kwh: 0.3,
        cost: 3.7,
        currency: 'EUR',
        running: 0,
      })
      expect(sessions[2]).toMatchObject({ cost: 250, currency: 'JPY' })
      expect(sessions[3]).toMatchObject({ running: 1, stopped_utc: null })
      const days = await under.query(
        'select day_utc, currency, sessions, energy_kwh, cost from v_sessions_daily order by currency',
      )
      expect(days).toEqual([
        { day_utc: '2026-11-20', currency: 'EUR', sessions: 2, energy_kwh: 13, cost: 3.9 },
        { day_utc: '2026-11-20', currency: 'JPY', sessions: 1, energy_kwh: 3, cost: 250 },
      ])
    })

    it('shows how each site is: when it was here, what died, what it has not heard yet', async () => {
      await greet()
      await send(batch([row(1), { ...row(2), e: 'mystery' }]))
      for (const idTag of ['A', 'B']) await store.blockTag({ idTag, account, blocked: true, author: 'test', now })
      await one({
        kind: 'cursors',
        site: 'nord',
        cursors: { v: 1, buckets: [{ bucket: account, version: 1 }], done: [], rej: [] },
      })
      expect(await under.query('select * from v_site_health')).toMatchObject([
        {
          site_id: 'nord',
          site_name: 'Nord',
          online: 1,
          seen_utc: '2026-11-20T12:00:00Z',
          last_rows_utc: '2026-11-20T12:00:00Z',
          quarantined_utc: null,
          dead_rows: 1,
          decisions_behind: 1,
        },
      ])
    })

    it('remembers everything when it is opened again', async () => {
      await greet()
      await send(batch([row(1)]))
      await store.setAddress({ host: 'hq.example', port: 1883 })
      const again = await under.another()
      expect(await again.address()).toEqual({ host: 'hq.example', port: 1883 })
      expect(await again.sites()).toMatchObject([
        { id: 'nord', sessions: 1, lanes: [{ lane: 'tx', epoch: 1, applied: 1 }] },
      ])
      expect(await again.transact([{ kind: 'batch', site: 'nord', batch: batch([row(1)]) }], now)).toMatchObject([
        { because: 'duplicate' },
      ])
    })
  })
}
