import { describe, expect, it } from 'vitest'
import { at, CAR, Harness } from './wallbox-harness.ts'

interface Composite {
  status: string
  chargingSchedule: { chargingSchedulePeriod: { startPeriod: number; limit: number; numberPhases?: number }[] }
}

const BIG_CAR = { ...CAR, batteryKWh: 100, soc: 10 }

function profile(id: number, purpose: string, limit: number, more: Record<string, unknown> = {}) {
  const { schedule, ...rest } = more as { schedule?: object }
  return {
    chargingProfileId: id,
    stackLevel: 0,
    chargingProfilePurpose: purpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }], ...schedule },
    ...rest,
  }
}

describe('smart charging of a 1.6 wallbox', () => {
  const test = new Harness('ocpp1.6')
  const set = (connectorId: number, csChargingProfiles: object) =>
    test.ask('SetChargingProfile', { connectorId, csChargingProfiles })
  const composite = async (connectorId: number, duration: number, chargingRateUnit = 'A') => {
    const answer = await test.ask<Composite>('GetCompositeSchedule', { connectorId, duration, chargingRateUnit })
    return answer.chargingSchedule.chargingSchedulePeriod.map((each) => [each.startPeriod, each.limit])
  }

  it('takes the profile of the charge before the default, under the cap of the station; the car follows', async () => {
    const box = await test.online()
    expect(await set(0, profile(1, 'TxDefaultProfile', 10))).toEqual({ status: 'Accepted' })
    box.plug(1, BIG_CAR)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(box.state().connectors[0]?.powerW).toBeGreaterThan(6_700)
    expect(box.state().connectors[0]?.powerW).toBeLessThanOrEqual(6_900)
    expect(await set(1, profile(2, 'TxProfile', 13, { transactionId: 77 }))).toEqual({ status: 'Accepted' })
    expect(box.state().connectors[0]?.limitA).toBe(13)
    const cap = { chargingProfileKind: 'Absolute', schedule: { chargingRateUnit: 'W', startSchedule: at(0) } }
    await set(0, profile(3, 'ChargePointMaxProfile', 5_520, cap))
    expect(box.state().connectors[0]?.powerW).toBeLessThanOrEqual(5_520)
    expect(await composite(1, 3600)).toEqual([[0, 8]])
    expect(await composite(1, 3600, 'W')).toEqual([[0, 5520]])
    expect(await composite(0, 3600, 'W')).toEqual([[0, 5520]])
    await box.swipe(1, 'CARD-1')
    expect(box.state().profiles.map((each) => each.id)).toEqual([1, 3])
    expect(box.violations).toEqual([])
  })

  it('pauses below 6 A and goes on when the dead man’s switch has run out', async () => {
    const box = await test.online()
    box.plug(1, BIG_CAR)
    await box.swipe(1, 'CARD-1')
    await set(1, profile(1, 'TxDefaultProfile', 6))
    await set(1, profile(2, 'TxDefaultProfile', 0, { stackLevel: 5, validTo: at(120) }))
    await box.settled()
    expect(box.state().connectors[0]).toMatchObject({ status: 'SuspendedEVSE', powerW: 0 })
    expect(await composite(1, 300)).toEqual([
      [0, 0],
      [120, 6],
    ])
    await box.tick(121_000)
    expect(box.state().connectors[0]).toMatchObject({ status: 'Charging', limitA: 6 })
  })

  it('follows the periods of a schedule, also one that recurs daily', async () => {
    const box = await test.online()
    const daily = {
      chargingProfileKind: 'Recurring',
      recurrencyKind: 'Daily',
      schedule: {
        // Yesterday at 08:10.
        startSchedule: at(600 - 86_400),
        duration: 1200,
        chargingSchedulePeriod: [
          { startPeriod: 0, limit: 8 },
          { startPeriod: 600, limit: 12.5, numberPhases: 1 },
        ],
      },
    }
    expect(await set(1, profile(1, 'TxDefaultProfile', 0, daily))).toEqual({ status: 'Accepted' })
    expect(await composite(1, 86_400)).toEqual([
      [0, 15.9],
      [600, 8],
      [1200, 12.5],
      [1800, 15.9],
    ])
    box.plug(1, BIG_CAR)
    await box.swipe(1, 'CARD-1')
    const power = () => box.state().connectors[0]?.powerW ?? 0
    expect(power()).toBeGreaterThan(10_500)
    await box.tick(700_000)
    expect(power()).toBeLessThanOrEqual(8 * 230 * 3)
    await box.tick(600_000)
    expect(power()).toBeLessThanOrEqual(12.5 * 230)
    expect(power()).toBeGreaterThan(2_700)
    await box.tick(600_000)
    expect(power()).toBeGreaterThan(10_500)
    expect(box.violations).toEqual([])
  })

  it('shares the cap of the station among those that charge', async () => {
    const box = await test.online({ connectors: 2 })
    test.server.answers.StartTransaction = (request) => ({
      transactionId: request.connectorId as number,
      idTagInfo: { status: 'Accepted' },
    })
    await set(0, profile(1, 'ChargePointMaxProfile', 16, { chargingProfileKind: 'Absolute' }))
    for (const connector of [1, 2]) {
      box.plug(connector, BIG_CAR)
      await box.swipe(connector, `CARD-${connector}`)
    }
    expect(box.state().connectors.map((c) => c.limitA)).toEqual([8, 8])
    await box.swipe(2, 'CARD-2')
    expect(box.state().connectors.map((c) => c.limitA)).toEqual([16, undefined])
  })

  it('refuses what it can not follow', async () => {
    const box = await test.online({ settings: { rateUnits: ['A'], schedulePeriodsMax: 2, profilesMax: 1 } })
    const rejected = { status: 'Rejected' }
    const periods = (...starts: number[]) => ({
      schedule: { chargingSchedulePeriod: starts.map((startPeriod) => ({ startPeriod, limit: 6 })) },
    })
    expect(await set(9, profile(1, 'TxDefaultProfile', 6))).toEqual(rejected)
    expect(await set(1, profile(1, 'ChargePointMaxProfile', 6))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxProfile', 6))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, { stackLevel: 11 }))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, { schedule: { chargingRateUnit: 'W' } }))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, { chargingProfileKind: 'Recurring' }))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, periods(10)))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, periods(0, 20, 10)))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6, periods(0, 10, 20)))).toEqual(rejected)
    expect(await set(1, profile(1, 'TxDefaultProfile', 6))).toEqual({ status: 'Accepted' })
    expect(await set(1, profile(2, 'TxDefaultProfile', 6, { stackLevel: 1 }))).toEqual(rejected)
    expect(await test.ask('GetCompositeSchedule', { connectorId: 1, duration: 60, chargingRateUnit: 'W' })).toEqual(
      rejected,
    )
    expect(box.violations).toEqual([])
  })

  it('replaces a profile by its id or its place, and clears by id or by what fits', async () => {
    const box = await test.online({ connectors: 2 })
    const ids = () => box.state().profiles.map((each) => each.id)
    await set(1, profile(1, 'TxDefaultProfile', 6))
    await set(1, profile(2, 'TxDefaultProfile', 7))
    expect(ids()).toEqual([2])
    await set(2, profile(2, 'TxDefaultProfile', 8, { stackLevel: 3 }))
    expect(box.state().profiles).toMatchObject([{ id: 2, connectorId: 2, stackLevel: 3 }])
    await set(0, profile(4, 'TxDefaultProfile', 9, { stackLevel: 3 }))
    await set(0, profile(5, 'ChargePointMaxProfile', 30, { chargingProfileKind: 'Absolute' }))
    expect(await test.ask('ClearChargingProfile', { connectorId: 1 })).toEqual({ status: 'Unknown' })
    expect(await test.ask('ClearChargingProfile', { id: 5 })).toEqual({ status: 'Accepted' })
    expect(
      await test.ask('ClearChargingProfile', { chargingProfilePurpose: 'TxDefaultProfile', stackLevel: 3 }),
    ).toEqual({ status: 'Accepted' })
    expect(ids()).toEqual([])
    expect(box.violations).toEqual([])
  })

  it('keeps the profile of a remote start for the charge that follows, over a power cycle too the others', async () => {
    const box = await test.online()
    box.plug(1, BIG_CAR)
    await set(1, profile(1, 'TxDefaultProfile', 16))
    const start = (purpose: string) =>
      test.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'A', chargingProfile: profile(9, purpose, 7) })
    expect(await start('TxDefaultProfile')).toEqual({ status: 'Rejected' })
    expect(await start('TxProfile')).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.connectors[0]?.limitA === 7)
    await box.powerCycle()
    await box.online()
    expect(box.state().profiles.map((each) => each.id)).toEqual([1])
    expect(box.violations).toEqual([])
  })
})

describe('smart charging of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const wire = (id: number, chargingProfilePurpose: string, limit: number, more: object = {}) => ({
    id,
    stackLevel: 0,
    chargingProfilePurpose,
    chargingProfileKind: 'Relative',
    chargingSchedule: [{ id, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit }] }],
    ...more,
  })
  const set = (evseId: number, chargingProfile: object) => test.ask('SetChargingProfile', { evseId, chargingProfile })
  const reject = (reasonCode: string) => ({ status: 'Rejected', statusInfo: { reasonCode } })

  it('needs the id of the charge for its profile, and no second id at one place of the stack', async () => {
    const box = await test.online()
    box.plug(1, BIG_CAR)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const transactionId = box.state().connectors[0]?.transaction?.id
    expect(await set(1, wire(1, 'TxProfile', 8))).toEqual(reject('NoTransaction'))
    expect(await set(1, wire(1, 'TxProfile', 8, { transactionId: 'other' }))).toEqual(reject('NoTransaction'))
    expect(await set(1, wire(1, 'TxProfile', 8, { transactionId }))).toEqual({ status: 'Accepted' })
    expect(await set(1, wire(2, 'TxProfile', 9, { transactionId }))).toEqual(reject('DuplicateProfile'))
    expect(await set(0, wire(3, 'ChargingStationExternalConstraints', 9))).toEqual(reject('InvalidProfile'))
    expect(box.state().connectors[0]?.limitA).toBe(8)
    expect(await test.ask('GetCompositeSchedule', { evseId: 1, duration: 60 })).toEqual({
      status: 'Accepted',
      schedule: {
        evseId: 1,
        duration: 60,
        scheduleStart: at(0),
        chargingRateUnit: 'A',
        chargingSchedulePeriod: [{ startPeriod: 0, limit: 8 }],
      },
    })
    expect(await test.ask('GetCompositeSchedule', { evseId: 7, duration: 60 })).toEqual(reject('UnknownEvse'))
    expect(box.violations).toEqual([])
  })

  it('tells its profiles when asked, in parts by EVSE and source', async () => {
    const box = await test.online()
    await set(1, wire(1, 'TxDefaultProfile', 8))
    await set(0, wire(2, 'ChargingStationMaxProfile', 9, { chargingProfileKind: 'Absolute' }))
    box.acts.limitFromOutside({ limit: 20, unit: 'A', source: 'EMS' })
    const get = (requestId: number, chargingProfile: object) =>
      test.ask('GetChargingProfiles', { requestId, chargingProfile })
    expect(await get(5, { chargingProfileId: [77] })).toEqual({ status: 'NoProfiles' })
    expect(await get(6, {})).toEqual({ status: 'Accepted' })
    await box.settled()
    expect(test.seen('ReportChargingProfiles')).toMatchObject([
      { requestId: 6, evseId: 1, chargingLimitSource: 'CSO', tbc: true, chargingProfile: [{ id: 1 }] },
      { requestId: 6, evseId: 0, chargingLimitSource: 'CSO', tbc: true, chargingProfile: [{ id: 2 }] },
      { requestId: 6, evseId: 0, chargingLimitSource: 'EMS', chargingProfile: [{ stackLevel: 0 }] },
    ])
    expect(test.seen('ReportChargingProfiles').at(-1)).not.toHaveProperty('tbc')
    expect(await test.ask('ClearChargingProfile', { chargingProfileId: 1 })).toEqual({ status: 'Accepted' })
    expect(await test.ask('ClearChargingProfile', { chargingProfileCriteria: { evseId: 1 } })).toEqual({
      status: 'Unknown',
    })
    expect(box.violations).toEqual([])
  })

  it('tells a limit from outside and its end, and that the rate of the charge has changed', async () => {
    const box = await test.online()
    box.plug(1, BIG_CAR)
    await box.swipe(1, 'CARD-1')
    box.acts.limitFromOutside({ connector: 1, limit: 4_200, unit: 'W', source: 'SO', isGridCritical: true })
    await box.settled()
    expect(test.seen('NotifyChargingLimit')).toMatchObject([
      { evseId: 1, chargingLimit: { chargingLimitSource: 'SO', isGridCritical: true } },
    ])
    expect(box.state().connectors[0]?.limitW).toBe(4_200)
    expect(await test.ask('ClearChargingProfile', { chargingProfileCriteria: {} })).toEqual({ status: 'Unknown' })
    expect(box.acts.clearLimitFromOutside('EMS', 1)).toBe(false)
    expect(box.acts.clearLimitFromOutside('SO', 1)).toBe(true)
    await box.settled()
    expect(test.seen('ClearedChargingLimit')).toEqual([{ chargingLimitSource: 'SO', evseId: 1 }])
    expect(test.seen('TransactionEvent').map((each) => each.triggerReason)).toEqual([
      'Authorized',
      'ChargingRateChanged',
      'ChargingRateChanged',
    ])
    expect(box.state().connectors[0]?.limitW).toBeUndefined()
    expect(box.violations).toEqual([])
  })

  it('tells what the car needs, and how it will use what it is offered', async () => {
    test.server.answers.NotifyEVChargingNeeds = { status: 'Accepted' }
    test.server.answers.NotifyEVChargingSchedule = { status: 'Accepted' }
    const box = await test.online()
    box.plug(1, { ...CAR, maxW: 3_450, phases: 1 })
    await box.swipe(1, 'CARD-1')
    const needs = {
      requestedEnergyTransfer: 'AC_single_phase' as const,
      departureTime: at(36_000),
      acChargingParameters: { energyAmount: 20_000, evMinCurrent: 6, evMaxCurrent: 16, evMaxVoltage: 230 },
    }
    expect(await box.acts.announceChargingNeeds(1, needs)).toEqual({ status: 'Accepted' })
    expect(test.seen('NotifyEVChargingNeeds')).toEqual([{ evseId: 1, chargingNeeds: needs }])
    const transactionId = box.state().connectors[0]?.transaction?.id
    await set(1, wire(1, 'TxProfile', 32, { transactionId }))
    await box.settled()
    expect(test.seen('NotifyEVChargingSchedule')).toMatchObject([
      { evseId: 1, timeBase: at(0), chargingSchedule: { chargingSchedulePeriod: [{ startPeriod: 0, limit: 3_450 }] } },
    ])
    expect(box.violations).toEqual([])
  })
})
