import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import type { ReportedEvent } from '../../src/site/transactions/report.ts'
import { adoptStation, openTestSite, type TestSite } from '../kit/site.ts'

const minute = 60_000

describe('sessions of OCPP 2.0.1 stations', () => {
  let test: TestSite
  let box: StationActor
  let t0: number

  beforeEach(async () => {
    test = await openTestSite()
    box = await adoptStation(test)
    await test.site.execute(test.admin, 'tags.create', { idTag: 'CARD1' })
    t0 = Date.now() - 60 * minute
  })
  afterEach(() => test.close())

  const event = (
    seqNo: number,
    phase: ReportedEvent['phase'],
    at: number,
    more: Partial<ReportedEvent> = {},
  ): ReportedEvent => ({
    ocppId: 'tx-1',
    seqNo,
    phase,
    at,
    offline: false,
    evseNo: 1,
    connectorNo: 1,
    idTag: null,
    chargingState: null,
    triggerReason: 'MeterValuePeriodic',
    stopReason: null,
    remoteStartId: null,
    samples: [],
    ...more,
  })
  const meter = (at: number, energyWh: number, powerW = 7000) => [
    { at, context: 'periodic' as const, energyWh, powerW },
  ]
  const story = (): ReportedEvent[] => [
    event(0, 'started', t0, { idTag: 'CARD1', samples: meter(t0, 1000), chargingState: 'Charging' }),
    event(1, 'updated', t0 + 10 * minute, { samples: meter(t0 + 10 * minute, 2000) }),
    event(2, 'updated', t0 + 20 * minute, { samples: meter(t0 + 20 * minute, 3500) }),
    event(3, 'ended', t0 + 30 * minute, { samples: meter(t0 + 30 * minute, 5000, 0), stopReason: 'EVDisconnected' }),
  ]
  const report = (one: ReportedEvent) => test.site.execute(box, 'transactions.report', one)
  const only = async () => {
    const { items } = await test.site.execute(test.admin, 'transactions.list', {})
    expect(items).toHaveLength(1)
    return items[0]
  }
  const expected = () => ({
    startedAt: t0,
    stoppedAt: t0 + 30 * minute,
    energyWh: 4000,
    costMinor: 120,
    meterStartWh: 1000,
    startTag: 'CARD1',
    stopReason: 'EVDisconnected',
    authorization: 'Accepted',
  })

  it('books a plain session', async () => {
    for (const one of story()) await report(one)
    expect(await only()).toMatchObject(expected())
  })

  it.each([[[0, 1, 2, 3]], [[3, 2, 1, 0]], [[1, 3, 0, 2]], [[2, 0, 3, 1]], [[0, 0, 1, 1, 3, 2, 3]]])(
    'comes to the same session from events in the order %j',
    async (order) => {
      for (const index of order) {
        const one = story()[index]
        if (one) await report(one)
      }
      expect(await only()).toMatchObject(expected())
    },
  )

  it('makes a session from an end alone', async () => {
    await report(event(7, 'ended', t0 + 30 * minute, { samples: meter(t0 + 30 * minute, 5000), stopReason: 'Local' }))
    expect(await only()).toMatchObject({ stoppedAt: t0 + 30 * minute, energyWh: 0 })
  })

  it('takes a tag that is told only later', async () => {
    await report(event(0, 'started', t0, { triggerReason: 'CablePluggedIn' }))
    const { authorization } = await report(
      event(1, 'updated', t0 + minute, { idTag: 'card1', triggerReason: 'Authorized' }),
    )
    expect(authorization?.status).toBe('Accepted')
    expect(await only()).toMatchObject({ startTag: 'card1', userId: test.admin.userId })
  })

  it('books an end whose seqNo is 0 again', async () => {
    await report(event(0, 'started', t0, { samples: meter(t0, 1000) }))
    await report(event(0, 'ended', t0 + 30 * minute, { samples: meter(t0 + 30 * minute, 2500) }))
    expect(await only()).toMatchObject({ energyWh: 1500, stoppedAt: t0 + 30 * minute })
  })

  it('does not change what is live by what happened offline', async () => {
    await test.site.execute(box, 'stations.reportStatus', {
      evseNo: 1,
      connectorNo: 1,
      rawStatus: 'Available',
      errorCode: null,
      vendorErrorCode: null,
      info: null,
      at: Date.now(),
    })
    for (const one of story()) await report({ ...one, offline: true })
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]).toMatchObject({ isCharging: false, powerW: 0, transactionUid: null })
    expect(await only()).toMatchObject(expected())
  })

  it('finds the connector when the event names none', async () => {
    await report(event(0, 'started', t0, { evseNo: null, connectorNo: null }))
    expect(await only()).toMatchObject({ evseNo: 1, connectorNo: 1 })
  })

  it('tells the site that charging is suspended', async () => {
    await report(event(0, 'started', t0, { chargingState: 'Charging' }))
    await report(event(1, 'updated', t0 + minute, { chargingState: 'SuspendedEV' }))
    expect(await only()).toMatchObject({ chargingState: 'SuspendedEV' })
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    expect(station?.connectors[0]).toMatchObject({ isCharging: false })
  })
})
