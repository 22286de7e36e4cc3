import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ReportUpkeep } from '../../src/site/device-model/report-upkeep.ts'
import { silentLog } from '../../src/site/log.ts'
import type { StationActor } from '../../src/site/permissions.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, type TestSite } from '../kit/site.ts'

describe('a report of a station', () => {
  let clock: ManualClock
  let test: TestSite
  let box: StationActor
  let upkeep: ReportUpkeep
  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    box = await adoptStation(test)
    const chargers = new FakeChargers()
    chargers.answers.requestReport = async () => 'accepted'
    test.site.attachChargers(chargers)
    upkeep = new ReportUpkeep({ site: test.site, clock, log: silentLog })
    upkeep.start()
  })
  afterEach(() => {
    upkeep.stop()
    test.close()
  })

  const latest = async () => (await test.site.execute(test.admin, 'reports.list', { id: 'BOX-1' }))[0]
  const part = (requestId: number, number: number, last: boolean) =>
    test.site.execute(box, 'reports.record', {
      requestId,
      part: number,
      last,
      settings: [{ key: `A.V${number}`, value: '1', readonly: false, known: true }],
    })

  it.each([
    ['in order', [0, 1, 2]],
    ['in any order', [2, 0, 1]],
    ['with parts that come twice', [0, 0, 2, 1, 2]],
  ])('is complete when all its parts have come, %s', async (_, order) => {
    const { id } = await test.site.execute(test.admin, 'reports.request', { id: 'BOX-1' })
    for (const [index, number] of order.entries()) {
      if (index === order.length - 1 && order.length === 3) expect(await latest()).toMatchObject({ state: 'running' })
      await part(id, number, number === 2)
    }
    expect(await latest()).toMatchObject({ state: 'complete', parts: 3, entries: 3 })
  })

  it('is given up when the station breaks it off, and what came of it stays', async () => {
    const { id } = await test.site.execute(test.admin, 'reports.request', { id: 'BOX-1' })
    await part(id, 0, false)
    clock.advance(5 * 60_000)
    expect(await latest()).toMatchObject({ state: 'running' })
    clock.advance(7 * 60_000)
    await expect.poll(latest).toMatchObject({ state: 'incomplete', parts: 1 })
    expect(await test.site.execute(test.admin, 'stations.settings', { id: 'BOX-1' })).toMatchObject([{ key: 'A.V0' }])
  })

  it('that nobody asked for is taken too', async () => {
    await part(4711, 0, true)
    expect(await latest()).toBeUndefined()
    expect(await test.site.execute(test.admin, 'stations.settings', { id: 'BOX-1' })).toHaveLength(1)
  })
})
