import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import { adoptStation, openTestSite, system, type TestSite } from '../kit/site.ts'

describe('the message log', () => {
  let test: TestSite
  let box: StationActor
  beforeEach(async () => {
    test = await openTestSite()
    box = await adoptStation(test)
  })
  afterEach(() => test.close())

  const log = (at: number, more: object = {}) =>
    test.site.execute(box, 'messages.log', [
      {
        at,
        direction: 'in',
        action: 'Heartbeat',
        kind: 'call',
        messageId: String(at),
        frame: `[2,"${at}"]`,
        note: null,
        ...more,
      },
    ])
  const list = (more: object = {}) => test.site.execute(test.admin, 'messages.list', { stationId: 'BOX-1', ...more })
  const times = async (more: object = {}) => (await list(more)).map((message) => message.at)

  it('shows the newest first, page by page', async () => {
    for (const at of [1, 2, 3]) await log(at)
    const first = await list({ limit: 2 })
    expect(first.map((message) => message.at)).toEqual([3, 2])
    expect(await times({ limit: 2, before: first[1]?.id })).toEqual([1])
  })

  it('finds by action, direction, trouble and text', async () => {
    await log(1)
    await log(2, { action: 'BootNotification', frame: '[2,"2","BootNotification",{"chargePointModel":"100%_sure"}]' })
    await log(3, { direction: 'out', kind: 'error', frame: '[4,"3","InternalError","",{}]' })
    expect(await times({ action: 'BootNotification' })).toEqual([2])
    expect(await times({ direction: 'out' })).toEqual([3])
    expect(await times({ errorsOnly: true })).toEqual([3])
    expect(await times({ search: '100%_s' })).toEqual([2])
    expect(await times({ search: '0%s' })).toEqual([])
  })

  it.each([
    ['age', { olderThan: 3, keep: 100 }, [5, 4, 3]],
    ['number', { olderThan: 0, keep: 2 }, [5, 4]],
    ['age when all are old', { olderThan: 99, keep: 100 }, []],
    ['neither when all are young', { olderThan: 0, keep: 100 }, [5, 4, 3, 2, 1]],
  ])('is bounded by %s', async (_, bounds, left) => {
    for (const at of [1, 2, 3, 4, 5]) await log(at)
    await test.site.execute(system, 'messages.prune', bounds)
    expect(await times()).toEqual(left)
  })

  it('is looked through a part at a time, so that what is rare is found without holding anybody up', async () => {
    const rare = { action: 'BootNotification' }
    await log(1, rare)
    for (let n = 0; n < 45; n++)
      await test.site.execute(
        box,
        'messages.log',
        Array.from({ length: 1000 }, (_, k) => ({
          at: 2 + n,
          direction: 'in' as const,
          action: 'MeterValues',
          kind: 'call' as const,
          messageId: `${k}`,
          frame: '[]',
          note: null,
        })),
      )
    const page = (more: object) => test.site.execute(test.admin, 'messages.page', { stationId: 'BOX-1', ...more })
    const found: number[] = []
    let pages = 0
    for (let before: number | undefined; ; pages++) {
      const { items, next } = await page({ ...rare, ...(before === undefined ? {} : { before }) })
      found.push(...items.map(({ at }) => at))
      if (next === null) break
      before = next
    }
    expect([found, pages]).toEqual([[1], 2])
    expect((await page({ limit: 10 })).items).toHaveLength(10)
  })

  it('has an index of what was trouble', () => {
    const file = new BetterSqlite3(join(test.folder, 'site.sqlite'), { readonly: true })
    const plan = file
      .prepare<[], { detail: string }>(
        `explain query plan select "message_log"."id" from "message_log" where ("message_log"."station_id" = 1
          and ("message_log"."kind" in ('error', 'invalid') or "message_log"."note" is not null)) order by id desc limit 9`,
      )
      .all()
    file.close()
    expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('message_log_trouble')])
  })
})
