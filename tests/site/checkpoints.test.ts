import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Checkpoints } from '../../src/site/db/checkpoints.ts'
import { openDatabase } from '../../src/site/db/open.ts'
import { loadSecrets } from '../../src/site/secrets.ts'
import { Site } from '../../src/site/site.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { ManualClock } from '../kit/clock.ts'
import { openTestSite, system, type TestSite } from '../kit/site.ts'

const source = join(import.meta.dirname, '../../src/site/db')

let test: TestSite
beforeEach(async () => {
  test = await openTestSite()
})
afterEach(() => test.close())

it('the log starts over while not a moment passes without a transaction', async () => {
  test.site.close()
  const clock = new ManualClock(Date.now())
  const warnings: string[] = []
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: string) => void warnings.push(message),
    error: (message: string) => void warnings.push(message),
    child: () => log,
  }
  const file = join(test.folder, 'site.sqlite')
  const database = openDatabase({ file, migrationsFolder: join(source, 'migrations') })
  const site = new Site({ database, secrets: loadSecrets(join(test.folder, 'site.key')), clock, log, stamp: tick })
  const checkpoints = new Checkpoints({
    database,
    betweenTurns: (work) => site.betweenTurns(work),
    thread: pathToFileURL(join(source, 'checkpoint-thread.ts')),
    clock,
    log,
  })
  checkpoints.start()

  // counts the times that the log has started over: https://sqlite.org/fileformat2.html, the WAL header
  const starts = () => readFileSync(`${file}-wal`).readUInt32BE(12)
  const before = starts()
  const write = (text: string) =>
    site.turn(system, () => {
      database.write.$client.prepare(`insert or replace into meta values ('filler', ?)`).run(text)
    })
  await write('x'.repeat(5 * 1024 * 1024))
  clock.advance(1000)
  let turns = 0
  const deadline = Date.now() + 15_000
  // each answer begins the next turn, before anything else can run
  for (let next = write('a'); starts() === before && Date.now() < deadline; turns++) {
    const following = next.then(() => write(`${turns}`))
    await next
    await new Promise((resolve) => setImmediate(resolve))
    next = following
  }
  expect(starts()).toBeGreaterThan(before)
  expect(turns).toBeGreaterThan(0)
  expect(warnings).toEqual([])
  await checkpoints.stop()
  site.close()
  database.close()
})
