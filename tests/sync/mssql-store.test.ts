import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultOf, MssqlDriver, readMssqlUrl, SqlFault } from '../../sync/hub/mssql/driver.ts'
import { migrationScript } from '../../sync/hub/mssql/migrate.ts'
import { statements } from '../../sync/hub/mssql/statements.ts'
import { MssqlHubStore } from '../../sync/hub/mssql-store.ts'
import { chainSeed } from '../../sync/protocol/chain.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import type { Hello } from '../../sync/protocol/messages.ts'
import type { Row } from '../../sync/protocol/row.ts'
import { hubStoreContract } from './hub-store-contract.ts'
import { MssqlStandIn } from './kit/mssql-stand-in.ts'
import { OwnDatabase } from './kit/own-database.ts'

const used = new Set<string>()

hubStoreContract('SQL Server, its driver replaced by a stand-in', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
  const opened: { driver: MssqlStandIn; store: MssqlHubStore }[] = []
  const open = async () => {
    const driver = new MssqlStandIn(join(folder, 'stand-in.sqlite'))
    const store = new MssqlHubStore({ driver })
    await store.open()
    opened.push({ driver, store })
    return store
  }
  return {
    store: await open(),
    another: open,
    query: async (sql) => opened[0]?.driver.query(sql) ?? [],
    remove: async () => {
      for (const { driver, store } of opened) {
        for (const text of driver.statementsUsed) used.add(text)
        await store.close()
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the contract on the stand-in', () => {
  it('has used every statement of the store', () => {
    const unused = Object.entries(statements).filter(([, { text }]) => !used.has(text))
    expect(unused.map(([name]) => name)).toEqual([])
  })
})

const url = process.env.HUB_MSSQL_URL
if (url === undefined || url === '') {
  console.warn('Left out: the contract of the hub store on a real SQL Server (HUB_MSSQL_URL is not set)')
} else {
  hubStoreContract('SQL Server', async () => {
    const own = await OwnDatabase.create(url)
    const opened: MssqlHubStore[] = []
    const open = async () => {
      const store = new MssqlHubStore({ driver: new MssqlDriver(own.address) })
      await store.open()
      opened.push(store)
      return store
    }
    return {
      store: await open(),
      another: open,
      query: (sql) => own.query(sql),
      remove: async () => {
        for (const store of opened) await store.close()
        await own.remove()
      },
    }
  })
}

describe('the SQL Server store', () => {
  let folder: string
  let driver: MssqlStandIn
  let store: MssqlHubStore
  const now = Date.UTC(2026, 10, 20)
  const secret = { salt: Buffer.from('salt'), hash: Buffer.from('hash') }
  const account = '8f0c2e0a-43a5-4a5c-9e6e-0d9a5a0c1f11'
  const hello: Hello = {
    v: { min: 1, max: 1 },
    sv: 1,
    boot: 'a',
    conn: 'a',
    hello: 'a',
    at: 1,
    name: '',
    software: '',
    lanes: [{ lane: 'tx', epoch: 1, acked: 0, chain: chainSeed('nord', 'tx', 1), head: 0 }],
    buckets: [{ bucket: account, name: '', version: 0 }],
  }
  const batch = (count: number) => ({
    v: 1,
    sv: 1,
    site: 'nord',
    lane: 'tx' as const,
    epoch: 1,
    first: 1,
    last: count,
    prev: chainSeed('nord', 'tx', 1),
    rows: Array.from(
      { length: count },
      (_, i): Row => ({
        q: i + 1,
        e: 'tx',
        k: `session-${i}`,
        o: 'put',
        h: tick(undefined, now, 'nord'),
        b: 0,
        f: { revision: 1, account, station: 'BOX', startedAt: now, energyWh: 1, costMinor: 1, currency: 'EUR' },
      }),
    ),
  })

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
    driver = new MssqlStandIn(join(folder, 'stand-in.sqlite'))
    store = new MssqlHubStore({ driver })
    await store.open()
    await store.addSite({ id: 'nord', name: 'Nord', secret, createdAt: now })
    await store.transact([{ kind: 'hello', site: 'nord', hello }], now)
    driver.calls.length = 0
  })
  afterEach(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('books 500 rows with a handful of calls, each row in none of its own', async () => {
    await store.transact([{ kind: 'batch', site: 'nord', batch: batch(500) }], now)
    expect(driver.query('select count(*) as n from hub.tx')).toEqual([{ n: 500 }])
    expect(driver.calls.length).toBeLessThan(15)
    expect(driver.calls[0]).toBe('begin')
    expect(driver.calls[1]).toBe('lock hub site nord')
    expect(driver.calls.at(-1)).toBe('commit')
  })

  it('takes its locks in the order of their names, each once, before anything else', async () => {
    await store.addSite({ id: 'abel', name: 'Abel', secret, createdAt: now })
    driver.locks.length = 0
    await store.transact(
      [
        { kind: 'hello', site: 'nord', hello },
        { kind: 'hello', site: 'abel', hello },
        { kind: 'batch', site: 'nord', batch: batch(1) },
      ],
      now,
    )
    expect(driver.locks).toEqual([`hub account ${account}`, 'hub site abel', 'hub site nord'])
  })

  it.each([1205, 1222, 3960])('tries again when the server ends a transaction with %i', async (number) => {
    driver.faults.push({ on: 'run', fault: faultOf({ number, message: 'again' }) })
    driver.faults.push({ on: 'commit', fault: faultOf({ number, message: 'again' }) })
    const [result] = await store.transact([{ kind: 'batch', site: 'nord', batch: batch(3) }], now)
    expect(result).toMatchObject({ because: 'applied', lane: { applied: 3 } })
    expect(driver.calls.filter((call) => call === 'begin')).toHaveLength(3)
    expect(driver.query('select count(*) as n from hub.tx')).toEqual([{ n: 3 }])
  })

  it('gives up after some attempts, says so, and keeps nothing', async () => {
    for (let i = 0; i < 5; i++)
      driver.faults.push({ on: 'commit', fault: faultOf({ code: 'ESOCKET', message: 'lost' }) })
    await expect(store.transact([{ kind: 'batch', site: 'nord', batch: batch(3) }], now)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('lost'),
    })
    expect(driver.query('select count(*) as n from hub.tx')).toEqual([{ n: 0 }])
  })

  it('finds the row that the database refuses, and books the others', async () => {
    driver.query('select 1 as n') // the connection is there
    await driver.batch(
      `create trigger picky before insert on tx when new.uid = 'session-1' begin select raise(abort, 'not this one'); end`,
    )
    const [result] = await store.transact([{ kind: 'batch', site: 'nord', batch: batch(3) }], now)
    expect(result).toMatchObject({ lane: { applied: 3 }, rej: [{ q: 2, code: 'refusedByDatabase' }] })
    expect(driver.query('select uid from hub.tx order by uid')).toEqual([{ uid: 'session-0' }, { uid: 'session-2' }])
    expect(await store.deadRows(5)).toMatchObject([{ q: 2, code: 'refusedByDatabase' }])
  })

  it('runs its migrations once', async () => {
    driver.calls.length = 0
    await store.close()
    await store.open()
    expect(driver.calls.filter((call) => call.startsWith('create'))).toEqual([])
    expect(driver.query('select number from hub.migration')).toEqual([{ number: 1 }, { number: 2 }])
  })

  it('refuses a database of a newer version', async () => {
    await driver.batch(`insert into hub.migration (number, name, done_at) values (99, 'future', '2030-01-01')`)
    await store.close()
    await expect(store.open()).rejects.toMatchObject({ code: 'refused', message: expect.stringContaining('newer') })
  })

  it('prints its migrations for an administrator, each batch by itself', () => {
    const script = migrationScript()
    expect(script).toContain('create schema hub\nGO\n')
    expect(script).toMatch(/\nGO\ncreate view hub\.v_sessions as/)
  })
})

describe('the faults of SQL Server', () => {
  it.each([
    [{ number: 1205 }, 'again'],
    [{ number: 2601 }, 'duplicate'],
    [{ number: 2627 }, 'duplicate'],
    [{ number: 8152 }, 'row'],
    [{ number: 2628 }, 'row'],
    [{ number: 4060, code: 'ELOGIN' }, 'other'],
    [{ code: 'ESOCKET' }, 'again'],
    [new TypeError('ours'), 'other'],
  ])('are told apart by number, never by text: %j', (error, kind) => {
    expect(faultOf(error).kind).toBe(kind)
    expect(faultOf(new SqlFault('row', 'x')).kind).toBe('row')
  })
})

describe('the address of a SQL Server', () => {
  it('is read with its flags; encryption is on unless switched off', () => {
    expect(readMssqlUrl('mssql://hub:p%40ss@hq.example/fleet')).toEqual({
      server: 'hq.example',
      port: 1433,
      database: 'fleet',
      user: 'hub',
      password: 'p@ss',
      encrypt: true,
      trustServerCertificate: false,
    })
    expect(readMssqlUrl('mssql://a:b@[::1]:1500/d?encrypt=false&trustServerCertificate=true')).toMatchObject({
      server: '::1',
      port: 1500,
      encrypt: false,
      trustServerCertificate: true,
    })
  })

  it.each([
    'mssql://hq.example/fleet',
    'mssql://a:b@hq.example',
    'mysql://a:b@c/d',
    'nonsense',
    'mssql://a:b@c/d?encrypt=1',
  ])('is refused with a sentence when it is not one: %s', (text) => {
    expect(() => readMssqlUrl(text)).toThrow(expect.objectContaining({ code: 'refused' }))
  })
})
