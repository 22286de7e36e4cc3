import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import mqtt from 'mqtt'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Hub } from '../../sync/hub/hub.ts'
import { addSite } from '../../sync/hub/local-hub.ts'
import { SqliteHubStore } from '../../sync/hub/sqlite-store.ts'
import { NotedLog, quickClock } from './kit/hq.ts'
import { hasMosquitto, Mosquitto } from './kit/mosquitto.ts'
import { until } from './kit/wait.ts'
import { Yard } from './kit/yard.ts'

/** A broker of the field instead of the embedded one, and two workers that share the work over it. */
describe.skipIf(!hasMosquitto())('over mosquitto, with two hub workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
  const file = join(folder, 'hub.sqlite')
  const log = new NotedLog()
  let broker: Mosquitto
  let workers: { hub: Hub; store: SqliteHubStore }[]
  let yard: Yard

  async function startWorker() {
    const store = new SqliteHubStore({ file })
    await store.open()
    const url = `mqtt://127.0.0.1:${broker.port}`
    const hub = new Hub({
      store,
      broker: { url, username: 'hub', password: 'hub' },
      shared: true,
      clock: quickClock,
      log,
    })
    await hub.start({ timeoutMs: 200_000 })
    workers.push({ hub, store })
  }
  async function stopWorker() {
    const worker = workers.shift()
    await worker?.hub.stop()
    await worker?.store.close()
  }
  function query<T>(sql: string): T[] {
    const reader = new BetterSqlite3(file, { readonly: true })
    try {
      return reader.prepare<[], T>(sql).all()
    } finally {
      reader.close()
    }
  }
  const totals = () =>
    query('select count(*) as n, coalesce(sum(energy_wh), 0) as wh, coalesce(sum(cost_minor), 0) as minor from tx')[0]

  beforeEach(async () => {
    broker = new Mosquitto()
    workers = []
    const store = new SqliteHubStore({ file })
    await store.open()
    const connection = new URL(
      await addSite(store, { name: 'Nord', id: 'nord', address: { host: '127.0.0.1', port: 1 }, now: 1 }),
    )
    await store.close()
    await broker.start({ hub: 'hub', nord: connection.password, evil: 'evil' })
    connection.port = String(broker.port)
    await startWorker()
    await startWorker()
    yard = await Yard.open()
    await yard.join(connection.toString())
    await until('joined', () => yard.isSettled())
  })
  afterEach(async () => {
    await yard.close()
    while (workers.length > 0) await stopWorker()
    await broker.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  it('loses nothing and counts nothing twice while the broker is killed and workers come and go; a block gets through', async () => {
    for (let round = 0; round < 3; round++) {
      await yard.chargeTimes(10)
      await broker.kill()
      await yard.chargeTimes(10)
      await broker.restart()
      await startWorker()
      await stopWorker()
    }
    await until('everything acknowledged', () => yard.isSettled(), 20_000)
    expect(totals()).toEqual(yard.totals())
    const order = { account: 'all' as const, blocked: true, author: 'test', now: Date.now() }
    for (const idTag of ['A', 'B', 'C']) {
      await workers[0]?.store.blockTag({ ...order, idTag })
      await startWorker()
      await stopWorker()
    }
    await until('blocked', async () => {
      const tags = await yard.test.site.execute(yard.test.admin, 'tags.list', {})
      return tags.filter(({ blocked }) => blocked).length === 3
    })
    await until('headquarters knows', () => query('select 1 from v_tag_block_reach where reached < sites').length === 0)

    const evil = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: 'evs-evil',
      username: 'evil',
      password: 'evil',
    })
    const before = query(`select * from lane`)
    await evil.publishAsync('evs/1/s/nord/up/hello', '{}', { qos: 1 })
    await evil.endAsync()
    await yard.charge(1)
    await until('acknowledged', () => yard.isSettled())
    expect(log.lines.filter(({ message }) => /can not be read/.test(message))).toEqual([])
    expect(query('select * from lane')).toHaveLength(before.length)
  }, 90_000)
})
