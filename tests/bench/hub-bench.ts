import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Inbox } from '../../sync/hub/inbox.ts'
import { SqliteHubStore } from '../../sync/hub/sqlite-store.ts'
import { chainOver, chainSeed } from '../../sync/protocol/chain.ts'
import type { UpBatch } from '../../sync/protocol/envelope.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { systemSyncClock } from '../../sync/protocol/ports.ts'
import type { Row } from '../../sync/protocol/row.ts'

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
const account = '8f0c2e0a-43a5-4a5c-9e6e-0d9a5a0c1f11'

interface Rate {
  what: string
  rows: number
  seconds: number
  rowsPerSecond: number
}

/**
 * Rows per second that the hub books on SQLite, each after its COMMIT: the store with full batches, and single rows of many sites.
 * @param rounds batches of each site; 100 for figures that mean something
 */
export async function benchHub(rounds = 100): Promise<Rate[]> {
  return [
    await full('one site, batches of 500', 1, rounds),
    await full('fifty sites, batches of 500', 50, Math.ceil(rounds / 50)),
    await single(Math.ceil(rounds / 2)),
  ]
}

async function full(what: string, sites: number, batchesEach: number): Promise<Rate> {
  return withStore(sites, async (store) => {
    const work = Array.from({ length: sites }, (_, site) => batchesOf(`site-${site}`, batchesEach, 500))
    const rows = sites * batchesEach * 500
    return measure(what, rows, async () => {
      for (let i = 0; i < batchesEach; i++)
        await store.transact(
          work.flatMap((batches, site) => {
            const batch = batches[i]
            return batch ? [{ kind: 'batch' as const, site: `site-${site}`, batch }] : []
          }),
          Date.now(),
        )
    })
  })
}

/** 200 sites, each with one row on its way: the inbox commits together what arrives together. */
async function single(each: number): Promise<Rate> {
  const sites = 200
  return withStore(sites, async (store) => {
    const inbox = new Inbox({ store, clock: systemSyncClock, log: silent })
    const work = Array.from({ length: sites }, (_, site) => batchesOf(`site-${site}`, each, 1))
    const rate = await measure('200 sites, batches of one', sites * each, () =>
      Promise.all(
        work.map(async (batches, site) => {
          for (const batch of batches)
            await new Promise<void>((resolve) =>
              inbox.put({ kind: 'batch', site: `site-${site}`, batch }, () => resolve()),
            )
        }),
      ),
    )
    await inbox.stop()
    return rate
  })
}

async function withStore<T>(sites: number, work: (store: SqliteHubStore) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-bench-'))
  const store = new SqliteHubStore({ file: join(folder, 'hub.sqlite') })
  await store.open()
  try {
    const secret = { salt: Buffer.alloc(1), hash: Buffer.alloc(1) }
    for (let i = 0; i < sites; i++) {
      const id = `site-${i}`
      await store.addSite({ id, name: id, secret, createdAt: 1 })
      const lanes = [{ lane: 'tx' as const, epoch: 1, acked: 0, chain: chainSeed(id, 'tx', 1), head: 0 }]
      const buckets = [{ bucket: account, name: 'Account', version: 0 }]
      const ids = { boot: id, conn: id, hello: id }
      const hello = { v: { min: 1, max: 1 }, sv: 1, ...ids, at: 1, name: id, software: 'bench', lanes, buckets }
      await store.transact([{ kind: 'hello', site: id, hello }], 1)
      await store.grantAccount(id, account, 1)
    }
    return await work(store)
  } finally {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function batchesOf(site: string, count: number, size: number): UpBatch[] {
  const batches: UpBatch[] = []
  let prev = chainSeed(site, 'tx', 1)
  for (let i = 0; i < count; i++) {
    const first = i * size + 1
    const rows = Array.from({ length: size }, (_, j) => rowOf(site, first + j))
    batches.push({ v: 1, sv: 1, site, lane: 'tx', epoch: 1, first, last: first + size - 1, prev, rows })
    prev = chainOver(prev, rows)
  }
  return batches
}

function rowOf(site: string, q: number): Row {
  const startedAt = Date.UTC(2026, 0, 1) + q * 60_000
  return {
    q,
    e: 'tx',
    k: `${site}-${String(q).padStart(12, '0')}`,
    o: 'put',
    h: tick(undefined, startedAt, site),
    b: 0,
    f: {
      revision: 2,
      account,
      station: `BOX-${q % 20}`,
      stationName: 'Left of the gate',
      evse: 1,
      connector: 1,
      startTag: 'CAFE01',
      startedAt,
      stoppedAt: startedAt + 3_600_000,
      meterStartWh: q * 1000,
      meterStopWh: q * 1000 + 12_345,
      energyWh: 12_345,
      pricePerKWhMicros: 300_000,
      costMinor: 370,
      currency: 'EUR',
    },
  }
}

async function measure(what: string, rows: number, work: () => Promise<unknown>): Promise<Rate> {
  const startedAt = performance.now()
  await work()
  const seconds = (performance.now() - startedAt) / 1000
  return { what, rows, seconds, rowsPerSecond: Math.round(rows / seconds) }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { what, rows, seconds, rowsPerSecond } of await benchHub())
    process.stdout.write(`${what}: ${rows} rows in ${seconds.toFixed(2)} s, ${rowsPerSecond} rows/s after COMMIT\n`)
}
