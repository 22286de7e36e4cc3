import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from '../../src/site/db/open.ts'
import { TurnCommits } from '../../src/site/db/transaction.ts'
import type { SiteEventName } from '../../src/site/events.ts'
import { adoptStation, openTestSite, published, type TestSite } from '../kit/site.ts'

const migrationsFolder = fileURLToPath(new URL('../../src/site/db/migrations', import.meta.url))

describe('group commit', () => {
  let folder: string
  let database: ReturnType<typeof openDatabase>
  let commits: TurnCommits

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
    database = openDatabase({ file: join(folder, 'site.sqlite'), migrationsFolder })
    commits = new TurnCommits(database.write.$client)
  })
  afterEach(() => {
    commits.close()
    database.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const write = (key: string) => database.write.$client.prepare(`insert into meta values (?, 'x')`).run(key)
  const committed = () => database.read.$client.prepare('select key from meta order by key').pluck().all()

  it('shares one transaction among the pieces of a turn, and answers after its commit', async () => {
    const seen: unknown[] = []
    const one = commits.run(
      () => write('a'),
      () => seen.push(committed()),
    )
    const two = commits.run(
      () => write('b'),
      () => seen.push(committed()),
    )
    expect(committed()).toEqual([])
    await Promise.all([one, two])
    expect(seen).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('undoes only the piece that fails', async () => {
    const good = commits.run(
      () => write('good'),
      () => 'answered',
    )
    const bad = commits.run(
      () => {
        write('bad')
        throw new RangeError('no')
      },
      () => 'answered',
    )
    await expect(bad).rejects.toThrow('no')
    await expect(good).resolves.toBe('answered')
    expect(committed()).toEqual(['good'])
  })

  it('answers nobody of a turn that can not be committed', async () => {
    const client = database.write.$client
    // a deferred foreign key is checked by the COMMIT itself
    client.exec('create table parent (id integer primary key)')
    client.exec('create table child (p integer references parent(id) deferrable initially deferred)')
    const one = commits.run(
      () => write('a'),
      () => 'answered',
    )
    const two = commits.run(
      () => client.exec('insert into child values (1)'),
      () => 'answered',
    )
    await expect(one).rejects.toMatchObject({ code: 'StorageFailed' })
    await expect(two).rejects.toMatchObject({ code: 'StorageFailed' })
    expect(committed()).toEqual([])
    await expect(
      commits.run(
        () => write('later'),
        () => 'answered',
      ),
    ).resolves.toBe('answered')
  })

  it('answers nobody of a turn in which the disk was full, and goes on when there is space', async () => {
    const client = database.write.$client
    const pages = client.pragma('page_count', { simple: true }) as number
    client.pragma(`max_page_count = ${pages + 2}`)
    const small = commits.run(
      () => write('small'),
      () => 'answered',
    )
    const large = commits.run(
      () => client.prepare('insert into meta values (?, ?)').run('large', 'x'.repeat(1e6)),
      () => 'answered',
    )
    const outcomes = await Promise.allSettled([small, large])
    expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { code: 'StorageFailed' } })
    // whatever was answered is there; whatever was not answered may not be
    expect(committed()).toEqual(outcomes[0]?.status === 'fulfilled' ? ['small'] : [])
    client.pragma('max_page_count = 1000000')
    await expect(
      commits.run(
        () => write('later'),
        () => 'answered',
      ),
    ).resolves.toBe('answered')
  })

  it('commits what is pending when it is closed, and refuses what comes later', async () => {
    const pending = commits.run(
      () => write('a'),
      () => 'answered',
    )
    commits.close()
    await expect(pending).resolves.toBe('answered')
    await expect(
      commits.run(
        () => write('b'),
        () => 'answered',
      ),
    ).rejects.toMatchObject({ code: 'ShuttingDown' })
    expect(committed()).toEqual(['a'])
  })
})

describe('a turn of the site', () => {
  let test: TestSite
  beforeEach(async () => {
    test = await openTestSite()
  })
  afterEach(() => test.close())

  it('books several commands together or not at all', async () => {
    const box = await adoptStation(test)
    const failing = test.site.turn(box, (run) => {
      run('transactions.begin', { evseNo: 1, idTag: 'A', meterStartWh: 0, at: Date.now() })
      run('stations.get', { id: 'NOBODY' })
    })
    await expect(failing).rejects.toMatchObject({ code: 'Forbidden' })
    expect((await test.site.execute(test.admin, 'transactions.list', {})).items).toEqual([])
  })

  it('publishes events after the commit and after the answer, in order', async () => {
    const order: string[] = []
    const names: SiteEventName[] = []
    test.site.events.onAny('test', ({ name }) => {
      names.push(name)
      order.push(name)
    })
    await test.site.execute(test.admin, 'tags.create', { idTag: 'A' }).then(() => order.push('answered'))
    expect(order).toEqual(['answered'])
    await published()
    expect(names).toEqual(['tag.changed'])
  })

  it('publishes nothing of what was undone', async () => {
    const names: string[] = []
    test.site.events.onAny('test', ({ name }) => names.push(name))
    await expect(test.site.execute(test.admin, 'stations.update', { id: 'NONE', name: 'x' })).rejects.toThrow()
    await published()
    expect(names).toEqual([])
  })

  it('goes on when a listener fails', async () => {
    const seen: string[] = []
    test.site.events.on('tag.changed', 'broken', () => {
      throw new Error('broken listener')
    })
    test.site.events.on('tag.changed', 'sound', (tag) => seen.push(tag.idTag))
    await test.site.execute(test.admin, 'tags.create', { idTag: 'A' })
    await published()
    expect(seen).toEqual(['A'])
  })
})
