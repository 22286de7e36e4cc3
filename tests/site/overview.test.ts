import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dateIn, startOfDay } from '../../src/site/overview/overview.store.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, type TestSite } from '../kit/site.ts'

const hour = 3_600_000

describe('the day of a site', () => {
  it.each([
    ['2026-11-20T12:00:00Z', 'Europe/Berlin', '2026-11-19T23:00:00.000Z'],
    ['2026-11-19T23:00:00Z', 'Europe/Berlin', '2026-11-19T23:00:00.000Z'],
    ['2026-11-19T22:59:59Z', 'Europe/Berlin', '2026-11-18T23:00:00.000Z'],
    ['2026-03-29T20:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25T22:30:00Z', 'Europe/Berlin', '2026-10-24T22:00:00.000Z'],
    ['2026-11-20T12:00:00Z', 'Asia/Kathmandu', '2026-11-19T18:15:00.000Z'],
    ['2026-11-20T12:00:00Z', 'Pacific/Kiritimati', '2026-11-20T10:00:00.000Z'],
  ])('that holds %s in %s began at %s', (at, zone, began) => {
    expect(new Date(startOfDay(Date.parse(at), zone)).toISOString()).toBe(began)
  })

  it('has a date of its own in each zone', () => {
    const at = Date.parse('2026-11-20T23:30:00Z')
    expect(dateIn('UTC', at)).toBe('2026-11-20')
    expect(dateIn('Europe/Berlin', at)).toBe('2026-11-21')
  })
})

describe('the overview', () => {
  let clock: ManualClock
  let test: TestSite
  beforeEach(async () => {
    clock = new ManualClock(Date.parse('2026-11-20T12:00:00Z'))
    test = await openTestSite({ clock })
    const box = await adoptStation(test)
    const session = async (at: number, wh: number) => {
      const { transactionId } = await test.site.execute(box, 'transactions.begin', {
        evseNo: 1,
        idTag: 'A',
        meterStartWh: 0,
        at,
      })
      const samples = [0, 1, 2].map((n) => ({
        at: at + n * 300_000,
        context: 'periodic' as const,
        powerW: 6000,
        energyWh: n * 500,
      }))
      await test.site.execute(box, 'transactions.end', {
        transactionId,
        idTag: null,
        meterStopWh: wh,
        at: at + hour,
        reason: 'Local',
        samples,
        payload: '',
      })
    }
    await session(Date.parse('2026-11-19T22:30:00Z'), 4000)
    await session(Date.parse('2026-11-19T23:30:00Z'), 5000)
    await session(Date.parse('2026-11-20T09:00:00Z'), 7000)
  })
  afterEach(() => test.close())

  it('counts today by the clock of the site', async () => {
    expect(await test.site.execute(test.admin, 'overview.get', {})).toMatchObject({
      stations: 1,
      online: 0,
      today: { sessions: 2, energyWh: 12_000, costMinor: 360 },
      currency: 'EUR',
    })
  })

  it('gives each of the last days, also those without sessions', async () => {
    const days = await test.site.execute(test.admin, 'overview.days', { days: 3 })
    expect(days).toEqual([
      { date: '2026-11-18', sessions: 0, energyWh: 0, costMinor: 0 },
      { date: '2026-11-19', sessions: 1, energyWh: 4000, costMinor: 120 },
      { date: '2026-11-20', sessions: 2, energyWh: 12_000, costMinor: 360 },
    ])
  })

  it('shows the power of the site over time', async () => {
    const from = Date.parse('2026-11-20T08:50:00Z')
    const series = await test.site.execute(test.admin, 'overview.power', { from, to: from + hour })
    expect(series).toHaveLength(12)
    expect(series.map((point) => point.powerW)).toEqual([0, 0, 6000, 6000, 6000, 0, 0, 0, 0, 0, 0, 0])
  })

  it('holds what a session told last until its next reading, wherever in a span of time readings fall', async () => {
    const box = await adoptStation(test, 'BOX-2')
    const at = Date.parse('2026-11-20T10:01:17.123Z')
    await test.site.execute(box, 'transactions.begin', { evseNo: 1, idTag: 'A', meterStartWh: 0, at })
    const samples = [0, 1].map((n) => ({
      at: at + n * 900_000,
      context: 'periodic' as const,
      powerW: 4000 + n * 1000,
      energyWh: n * 1000,
    }))
    await test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: null,
      samples,
      payload: '',
    })
    const from = Date.parse('2026-11-20T09:55:00Z')
    const series = await test.site.execute(test.admin, 'overview.power', { from, to: from + hour })
    expect(series.map((point) => point.powerW)).toEqual([0, 4000, 4000, 4000, ...Array(8).fill(5000)])
  })

  it('refuses spans that would be too much', async () => {
    const order = { from: 0, to: 30 * 24 * hour }
    await expect(test.site.execute(test.admin, 'overview.power', order)).rejects.toMatchObject({ code: 'InvalidInput' })
  })
})
