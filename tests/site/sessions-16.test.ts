import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import { adoptStation, openTestSite, type TestSite } from '../kit/site.ts'

const start = { evseNo: 1, idTag: 'CARD1', meterStartWh: 1000 }
const stop = { idTag: null, reason: 'Local', samples: [], payload: '{}' }
const minute = 60_000

describe('sessions of OCPP 1.6 stations', () => {
  let test: TestSite
  let box: StationActor
  let t0: number

  beforeEach(async () => {
    test = await openTestSite()
    box = await adoptStation(test)
    await test.site.execute(test.admin, 'tags.create', { idTag: 'card1', name: 'First card' })
    t0 = Date.now() - 60 * minute
  })
  afterEach(() => test.close())

  const list = async () => (await test.site.execute(test.admin, 'transactions.list', {})).items
  const begin = (more: object = {}) => test.site.execute(box, 'transactions.begin', { ...start, at: t0, ...more })
  const end = (transactionId: number, more: object = {}) =>
    test.site.execute(box, 'transactions.end', {
      ...stop,
      transactionId,
      meterStopWh: 6000,
      at: t0 + 30 * minute,
      ...more,
    })

  it('books energy and cost of a plain session', async () => {
    const { transactionId, authorization } = await begin()
    expect(authorization.status).toBe('Accepted')
    await end(transactionId)
    const [session] = await list()
    expect(session).toMatchObject({
      energyWh: 5000,
      costMinor: 150,
      currency: 'EUR',
      stopReason: 'Local',
      startReason: 'Local',
      tagName: 'First card',
      userId: test.admin.userId,
      durationMs: 30 * minute,
      startedAt: t0,
    })
  })

  it('stores a start whose tag is unknown, and says Invalid', async () => {
    const { transactionId, authorization } = await begin({ idTag: 'STRANGER' })
    expect(authorization.status).toBe('Invalid')
    expect(transactionId).toBeGreaterThan(0)
    expect(await list()).toHaveLength(1)
  })

  it('answers a repeated start with the same number and books it once', async () => {
    const first = await begin()
    const again = await begin({ idTag: 'card1' })
    expect(again).toEqual(first)
    expect(await list()).toHaveLength(1)
  })

  it('never gives a number twice, not even after the process was restarted', async () => {
    const first = await begin()
    await end(first.transactionId)
    test = test.reopen()
    const second = await begin({ at: t0 + 40 * minute })
    expect(second.transactionId).toBeGreaterThan(first.transactionId)
  })

  it('counts a repeated stop once, whatever the second says', async () => {
    const { transactionId } = await begin()
    await end(transactionId)
    await end(transactionId, { meterStopWh: 9000 })
    expect(await list()).toMatchObject([{ energyWh: 5000 }])
  })

  it('keeps a stop of a session that it does not know, once', async () => {
    await end(4711)
    await end(4711)
    const facts = await test.site.execute(test.admin, 'quarantine.list', {})
    expect(facts).toMatchObject([{ action: 'StopTransaction', stationId: 'BOX-1' }])
  })

  it('does not let a station stop the session of another', async () => {
    const other = await adoptStation(test, 'BOX-2')
    const { transactionId } = await begin()
    await test.site.execute(other, 'transactions.end', { ...stop, transactionId, meterStopWh: 6000, at: t0 })
    expect(await list()).toMatchObject([{ stoppedAt: null }])
    expect(await test.site.execute(test.admin, 'quarantine.list', {})).toHaveLength(1)
  })

  it.each([-1, 0])('takes %i for the open session of the station', async (transactionId) => {
    await begin()
    await end(transactionId)
    expect(await list()).toMatchObject([{ energyWh: 5000, stoppedAt: t0 + 30 * minute }])
  })

  it('ends a forgotten session where the next begins, and corrects it when its stop comes late', async () => {
    const lost = await begin()
    await begin({ at: t0 + 40 * minute, meterStartWh: 7000 })
    expect((await list()).find((one) => one.startedAt === t0)).toMatchObject({
      stopReason: 'NextSession',
      stoppedAt: t0 + 40 * minute,
    })
    await end(lost.transactionId, { at: t0 + 20 * minute, meterStopWh: 6500 })
    expect((await list()).find((one) => one.startedAt === t0)).toMatchObject({
      stopReason: 'Local',
      stoppedAt: t0 + 20 * minute,
      energyWh: 5500,
    })
  })

  it('leaves the running session alone when an old start arrives late', async () => {
    const running = await begin({ at: t0 + 40 * minute, meterStartWh: 7000 })
    const old = await begin()
    await end(old.transactionId)
    const sessions = await list()
    expect(sessions).toMatchObject([
      { startedAt: t0 + 40 * minute, stoppedAt: null },
      { startedAt: t0, energyWh: 5000 },
    ])
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]?.transactionUid).toBe(sessions[0]?.uid)
    expect(running.transactionId).not.toBe(old.transactionId)
  })

  it('shows power, energy and charge of the car on the connector', async () => {
    const { transactionId } = await begin()
    await test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: String(transactionId),
      samples: [{ at: t0 + 30 * minute, context: 'periodic', energyWh: 6500, powerW: 11_040, soc: 56 }],
      payload: '{}',
    })
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]).toMatchObject({
      powerW: 11_040,
      energyWh: 5500,
      averagePowerW: 11_000,
      soc: 56,
      isCharging: true,
      status: 'Occupied',
    })
  })

  it('counts closing readings that come after the stop', async () => {
    const { transactionId } = await begin()
    await end(transactionId)
    await test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: String(transactionId),
      samples: [{ at: t0 + 30 * minute, context: 'end', energyWh: 6200 }],
      payload: '{}',
    })
    expect(await list()).toMatchObject([{ energyWh: 5200, costMinor: 156 }])
  })

  it('stores a reading that is sent twice once', async () => {
    const { transactionId } = await begin()
    const readings = {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: String(transactionId),
      samples: [{ at: t0 + minute, context: 'periodic' as const, energyWh: 1100, powerW: 6000 }],
      payload: '{}',
    }
    await test.site.execute(box, 'connectors.recordReadings', readings)
    await test.site.execute(box, 'connectors.recordReadings', readings)
    const [session] = await list()
    expect(await test.site.execute(test.admin, 'transactions.samples', { uid: session?.uid ?? '' })).toHaveLength(1)
  })

  it('keeps readings of an unknown session with the connector and says so', async () => {
    await test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: '99',
      samples: [{ at: t0, context: 'periodic', energyWh: 1100, powerW: 6000 }],
      payload: '{"transactionId":99}',
    })
    expect(await test.site.execute(test.admin, 'quarantine.list', {})).toMatchObject([{ action: 'MeterValues' }])
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]).toMatchObject({ powerW: 6000, meterWh: 1100 })
  })

  it.each([
    ['1970', 0],
    ['the far future', Date.now() + 90 * 24 * 60 * minute],
    ['an unreadable one', null],
  ])('books by the time of receipt when the clock of the station tells %s', async (_, at) => {
    const before = Date.now()
    await begin({ at })
    const [session] = await list()
    expect(session?.startedAt).toBeGreaterThanOrEqual(before)
    expect(session?.startedAt).toBeLessThanOrEqual(Date.now())
  })

  it('tells two sessions of a station without a clock apart', async () => {
    const first = await begin({ at: 0 })
    expect(await begin({ at: 0 })).toEqual(first)
    await end(first.transactionId, { at: 0 })
    const second = await begin({ at: 0 })
    expect(second.transactionId).not.toBe(first.transactionId)
    expect(await list()).toHaveLength(2)
  })

  it('does not free a connector that a newer session has when an old stop comes late', async () => {
    const old = await begin()
    await begin({ at: t0 + 40 * minute, meterStartWh: 7000 })
    await end(old.transactionId)
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]).toMatchObject({ status: 'Occupied', transactionUid: (await list())[0]?.uid })
  })

  it('does not take energy away when the meter lost its count', async () => {
    const { transactionId } = await begin()
    await test.site.execute(box, 'connectors.recordReadings', {
      evseNo: 1,
      connectorNo: 1,
      ocppTransactionId: String(transactionId),
      samples: [{ at: t0 + 10 * minute, context: 'periodic', energyWh: 3000 }],
      payload: '{}',
    })
    await end(transactionId, { meterStopWh: 0 })
    expect(await list()).toMatchObject([{ energyWh: 2000, meterStopWh: 0 }])
  })

  it('keeps the price of the start', async () => {
    const { transactionId } = await begin()
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', pricePerKWhMicros: 1_000_000 })
    await end(transactionId)
    expect(await list()).toMatchObject([{ costMinor: 150, pricePerKWhMicros: 300_000 }])
  })

  it('says ConcurrentTx for a tag that charges elsewhere, but books the start', async () => {
    await begin()
    const second = await begin({ evseNo: 2, at: t0 + minute })
    expect(second.authorization.status).toBe('ConcurrentTx')
    expect(await list()).toHaveLength(2)
  })
})
