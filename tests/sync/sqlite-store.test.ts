import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteHubStore } from '../../sync/hub/sqlite-store.ts'
import { chainSeed } from '../../sync/protocol/chain.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import type { Hello } from '../../sync/protocol/messages.ts'
import type { Row } from '../../sync/protocol/row.ts'
import { hubStoreContract } from './hub-store-contract.ts'

hubStoreContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
  const file = join(folder, 'hub.sqlite')
  const opened: SqliteHubStore[] = []
  const open = async () => {
    const store = new SqliteHubStore({ file })
    await store.open()
    opened.push(store)
    return store
  }
  return {
    store: await open(),
    another: open,
    query: async (sql) => {
      const reader = new BetterSqlite3(file, { readonly: true })
      const rows = reader.prepare<[], Record<string, unknown>>(sql).all()
      reader.close()
      return rows
    },
    remove: async () => {
      for (const store of opened) await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
})

describe('the SQLite file of the hub', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
    file = join(folder, 'hub.sqlite')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('that refuses a single row itself lets the others through', async () => {
    const store = new SqliteHubStore({ file })
    await store.open()
    await store.addSite({
      id: 'nord',
      name: 'Nord',
      secret: { salt: Buffer.alloc(1), hash: Buffer.alloc(1) },
      createdAt: 1,
    })
    const db = new BetterSqlite3(file)
    db.exec(
      `create trigger picky before insert on tx when new.uid = 'b' begin select raise(abort, 'not this one'); end`,
    )
    db.close()
    const chain = chainSeed('nord', 'tx', 1)
    const account = randomUUID()
    const hello: Hello = {
      v: { min: 1, max: 1 },
      sv: 1,
      boot: 'a',
      conn: 'a',
      hello: 'a',
      at: 1,
      name: '',
      software: '',
      lanes: [{ lane: 'tx', epoch: 1, acked: 0, chain, head: 0 }],
      buckets: [{ bucket: account, name: '', version: 0 }],
    }
    const fields = { revision: 1, account, station: 'BOX', startedAt: 1, energyWh: 1, costMinor: 1, currency: 'EUR' }
    const rows = ['a', 'b', 'c'].map(
      (k, i): Row => ({ q: i + 1, e: 'tx', k, o: 'put', h: tick(undefined, 1, 'a'), b: 0, f: fields }),
    )
    const batch = { v: 1, sv: 1, site: 'nord', lane: 'tx' as const, epoch: 1, first: 1, last: 3, prev: chain, rows }
    const [, result] = await store.transact(
      [
        { kind: 'hello', site: 'nord', hello },
        { kind: 'batch', site: 'nord', batch },
      ],
      1,
    )
    expect(result).toMatchObject({
      lane: { applied: 3 },
      rej: [{ q: 2, code: 'refusedByDatabase', text: 'not this one' }],
    })
    expect((await store.sessions({ limit: 9 })).length).toBe(2)
    expect(await store.deadRows(9)).toHaveLength(1)
    await store.close()
  })

  it('of a newer version is refused with a sentence', async () => {
    const db = new BetterSqlite3(file)
    db.pragma('user_version = 99')
    db.close()
    await expect(new SqliteHubStore({ file }).open()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('newer version'),
    })
  })

  it('that can not be opened says which', async () => {
    await expect(new SqliteHubStore({ file: join(folder, 'no', 'hub.sqlite') }).open()).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('hub.sqlite'),
    })
  })
})
