import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }

describe('charging profiles in OCPP 2.0.1', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp2.0.1')
    await yard.door.ask('tags.create', { idTag: 'MINE' })
  })
  afterEach(() => yard.close())

  const limit = (amperes: number) => ({ unit: 'A' as const, periods: [{ startS: 0, limit: amperes }] })
  const set = (more: object = {}) =>
    yard.door.ask('profiles.set', {
      id: 'BOX-1',
      purpose: 'tx-default',
      kind: 'absolute',
      schedule: limit(16),
      ...more,
    })
  const list = () => yard.door.ask('profiles.list', { id: 'BOX-1' })
  const charge = async (box: VirtualWallbox) => {
    box.plug(1, car)
    expect(await box.swipe(1, 'MINE')).toBe('started')
    await box.settled()
    await until('the session', async () => (await yard.connectorOf()).transactionUid)
  }

  it('limit a charge, are replaced in their place, and the site reckons what the box does', async () => {
    const box = await yard.box()
    await charge(box)
    await set({ evseNo: 1, purpose: 'tx', schedule: limit(12) })
    const made = await set({ evseNo: 1, purpose: 'tx', schedule: limit(7) })
    const [, sent] = await yard.calls('SetChargingProfile')
    expect(sent).toMatchObject({
      evseId: 1,
      chargingProfile: {
        id: made.id,
        transactionId: box.state().connectors[0]?.transaction?.id,
        chargingProfilePurpose: 'TxProfile',
        chargingSchedule: [
          { id: made.id, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 7 }] },
        ],
      },
    })
    await box.tick(60_000)
    expect(box.state().connectors[0]?.powerW).toBeLessThan(5_000)
    const { site, station } = await yard.door.ask('profiles.composite', {
      id: 'BOX-1',
      evseNo: 1,
      durationS: 600,
      unit: 'A',
    })
    expect(station?.periods).toMatchObject([{ startS: 0, limit: 7 }])
    expect(site.periods).toMatchObject([{ startS: 0, limit: 7 }])
  })

  it('are reported in parts, put together, and given again after a reset', async () => {
    const box = await yard.box({ connectors: 2 })
    await set({ evseNo: 1 })
    await set({ evseNo: 2, schedule: limit(10) })
    await set({ purpose: 'station-max', schedule: { unit: 'W', periods: [{ startS: 0, limit: 15_000 }] } })
    expect(await yard.door.ask('profiles.read', { id: 'BOX-1' })).toMatchObject({ outcome: 'coming' })
    const report = await until('the report', async () => {
      const notice = (await list()).notices.find(({ kind }) => kind === 'profiles')
      return notice?.kind === 'profiles' && notice.complete && notice
    })
    expect((await yard.calls('ReportChargingProfiles')).map(({ tbc }) => tbc ?? false)).toEqual([true, true, false])
    expect(report.profiles.map(({ evseNo, purpose, source }) => [evseNo, purpose, source])).toEqual([
      [1, 'tx-default', 'CSO'],
      [2, 'tx-default', 'CSO'],
      [0, 'station-max', 'CSO'],
    ])
    await yard.door.ask('stations.reset', { id: 'BOX-1', mode: 'immediate' })
    await until('the profiles again', async () => (await yard.calls('SetChargingProfile')).length === 6)
    await box.online()
    expect(await yard.door.ask('profiles.clear', { id: 'BOX-1' })).toEqual({ outcome: 'cleared', cleared: 3 })
    expect(await yard.door.ask('profiles.read', { id: 'BOX-1' })).toMatchObject({ outcome: 'none' })
    expect((await list()).notices).toMatchObject([{ kind: 'profiles', complete: true, profiles: [] }])
  })

  it('stand beside limits from outside, which come and go', async () => {
    const box = await yard.box()
    await charge(box)
    box.acts.limitFromOutside({ limit: 6, unit: 'A', source: 'SO', isGridCritical: true })
    await box.settled()
    expect((await list()).notices).toMatchObject([
      {
        kind: 'limit',
        evseNo: 0,
        source: 'SO',
        gridCritical: true,
        schedules: [{ unit: 'A', periods: [{ limit: 6 }] }],
      },
    ])
    const { site } = await yard.door.ask('profiles.composite', { id: 'BOX-1', evseNo: 1, durationS: 600, unit: 'A' })
    expect(site.periods.at(-1)).toMatchObject({ limit: 6 })
    expect(await yard.calls('NotifyChargingLimit')).toHaveLength(1)
    expect(box.acts.clearLimitFromOutside('SO')).toBe(true)
    await box.settled()
    expect(await yard.calls('ClearedChargingLimit')).toEqual([{ chargingLimitSource: 'SO' }])
    expect((await list()).notices).toEqual([])
    expect(
      (await yard.door.ask('stations.events', { id: 'BOX-1' })).filter(({ subject }) => subject === 'ChargingLimit'),
    ).toHaveLength(2)
  })

  it('answer a car’s needs with a profile for its session, and the car tells its schedule', async () => {
    const box = await yard.box()
    await charge(box)
    const answer = await box.acts.announceChargingNeeds(1, {
      requestedEnergyTransfer: 'AC_three_phase',
      departureTime: new Date(Date.now() + 3_600_000).toISOString(),
      acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 13, evMaxVoltage: 400 },
    })
    expect(answer.status).toBe('Accepted')
    await until('the profile', async () => (await yard.calls('SetChargingProfile')).length === 1)
    expect(await yard.calls('SetChargingProfile')).toMatchObject([
      {
        evseId: 1,
        chargingProfile: {
          chargingProfilePurpose: 'TxProfile',
          chargingSchedule: [
            { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 13, numberPhases: 3 }] },
          ],
        },
      },
    ])
    const notice = await until('the schedule of the car', async () => {
      const found = (await list()).notices.find(({ kind }) => kind === 'ev-schedule')
      return found?.kind === 'ev-schedule' && found
    })
    expect(await yard.calls('NotifyEVChargingSchedule')).toHaveLength(1)
    expect(notice.schedule).toMatchObject({ unit: 'W', periods: [expect.objectContaining({ startS: 0 })] })
  })

  it('promise a car without a session to answer later', async () => {
    const station = await yard.door.station('RAW', 'ocpp2.0.1')
    await station.boot()
    const answer = await station.tell('NotifyEVChargingNeeds', {
      evseId: 1,
      chargingNeeds: { requestedEnergyTransfer: 'DC', dcChargingParameters: { evMaxCurrent: 200, evMaxVoltage: 500 } },
    })
    expect(answer).toEqual({ status: 'Processing' })
  })
})
