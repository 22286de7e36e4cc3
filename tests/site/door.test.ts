import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { adoptStation, openTestSite, system, type TestSite } from '../kit/site.ts'

let test: TestSite
beforeEach(async () => {
  test = await openTestSite()
})
afterEach(() => test.close())

const knock = {
  id: 'STRANGER',
  reason: 'unknown',
  remoteAddress: '10.0.0.9',
  subprotocols: '',
  username: null,
} as const

describe('a station that is refused', () => {
  it('is counted by its attempts, also when many are told at once', async () => {
    await test.site.execute(system, 'stations.knock', knock)
    await test.site.execute(system, 'stations.knock', { ...knock, times: 40 })
    await test.site.execute(system, 'stations.knock', { ...knock, id: 'OTHER', times: 3 })
    const all = await test.site.execute(test.admin, 'stations.knocking', {})
    expect(all.map(({ id, count }) => [id, count]).sort((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
      ['OTHER', 3],
      ['STRANGER', 41],
    ])
  })
})

describe('the door of a station', () => {
  it('learns whether it was ever booted', async () => {
    const station = await adoptStation(test)
    const bootedAt = async () => (await test.site.execute(system, 'stations.credentials', { id: 'BOX-1' }))?.bootedAt
    expect(await bootedAt()).toBeNull()
    const told = { vendor: 'A', model: 'B', serialNumber: null, firmware: null, iccid: null, imsi: null, reason: null }
    await test.site.execute(station, 'stations.boot', told)
    expect(await bootedAt()).toBeGreaterThan(0)
  })

  it('learns the register with which a session of its own began, and of no other', async () => {
    const station = await adoptStation(test)
    const { transactionId } = await test.site.execute(station, 'transactions.begin', {
      evseNo: 1,
      idTag: 'CARD',
      meterStartWh: 12_345,
      at: test.site.clock.now() - 60_000,
    })
    const ocppTransactionId = String(transactionId)
    expect(await test.site.execute(station, 'transactions.meterStart', { ocppTransactionId })).toBe(12_345)
    const other = await adoptStation(test, 'BOX-2')
    expect(await test.site.execute(other, 'transactions.meterStart', { ocppTransactionId })).toBeNull()
  })
})

describe('a register of the beginning that is told later', () => {
  it('is never the last one', async () => {
    const station = await adoptStation(test)
    const t0 = test.site.clock.now() - 600_000
    const start = { evseNo: 1, idTag: 'CARD', meterStartWh: 1000, at: t0 }
    const { transactionId } = await test.site.execute(station, 'transactions.begin', start)
    const read = (minutes: number, context: 'periodic' | 'begin', energyWh: number) =>
      test.site.execute(station, 'connectors.recordReadings', {
        evseNo: 1,
        connectorNo: null,
        ocppTransactionId: String(transactionId),
        samples: [{ at: t0 + minutes * 60_000, context, energyWh }],
        payload: '{}',
      })
    await read(1, 'periodic', 1400)
    await read(2, 'begin', 1000)
    const [session] = (await test.site.execute(test.admin, 'transactions.list', {})).items
    expect(session?.energyWh).toBe(400)
  })
})
