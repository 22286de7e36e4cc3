import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }

describe('charging profiles in OCPP 1.6', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp1.6')
  })
  afterEach(() => yard.close())

  const limit = (amperes: number) => ({ unit: 'A' as const, periods: [{ startS: 0, limit: amperes }] })

  it('limit a charge, and the site reckons what the box does', async () => {
    await yard.door.ask('tags.create', { idTag: 'MINE' })
    const box = await yard.box({ powerW: 22_000 })
    await yard.door.ask('profiles.set', {
      id: 'BOX-1',
      purpose: 'station-max',
      kind: 'absolute',
      schedule: { unit: 'W', periods: [{ startS: 0, limit: 9_000 }] },
    })
    box.plug(1, { ...car, maxW: 22_000 })
    expect(await box.swipe(1, 'MINE')).toBe('started')
    await box.settled()
    const made = await yard.door.ask('profiles.set', {
      id: 'BOX-1',
      evseNo: 1,
      purpose: 'tx',
      kind: 'relative',
      stackLevel: 1,
      schedule: {
        unit: 'A',
        durationS: 86_400,
        periods: [
          { startS: 0, limit: 8 },
          { startS: 7200, limit: 32, phases: 3 },
        ],
      },
    })
    const sent = await yard.calls('SetChargingProfile')
    expect(sent[0]).toMatchObject({
      connectorId: 0,
      csChargingProfiles: { chargingProfilePurpose: 'ChargePointMaxProfile', chargingProfileKind: 'Absolute' },
    })
    expect(sent[1]).toEqual({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: made.id,
        transactionId: 1,
        stackLevel: 1,
        chargingProfilePurpose: 'TxProfile',
        chargingProfileKind: 'Relative',
        chargingSchedule: {
          duration: 86_400,
          chargingRateUnit: 'A',
          chargingSchedulePeriod: [
            { startPeriod: 0, limit: 8 },
            { startPeriod: 7200, limit: 32, numberPhases: 3 },
          ],
        },
      },
    })
    await box.tick(60_000)
    expect(box.state().connectors[0]?.powerW).toBeGreaterThan(5_000)
    expect(box.state().connectors[0]?.powerW).toBeLessThan(5_700)
    const { site, station, problem } = await yard.door.ask('profiles.composite', {
      id: 'BOX-1',
      evseNo: 1,
      durationS: 10_000,
      unit: 'W',
    })
    expect(problem).toBeNull()
    expect(station?.periods.map(({ limit: watts }) => watts)).toEqual([5520, 9000])
    expect(site.periods.map(({ limit: watts }) => watts)).toEqual([5520, 9000])
    expect(await box.swipe(1, 'MINE')).toBe('stopped')
    await box.settled()
    expect((await yard.door.ask('profiles.list', { id: 'BOX-1' })).profiles).toMatchObject([{ purpose: 'station-max' }])
  })

  it('come in the unit of the box and within what it tells of itself', async () => {
    await yard.box({ settings: { rateUnits: ['W'], stackLevelMax: 3, schedulePeriodsMax: 2, profilesMax: 5 } })
    const traits = await until('what it can', async () => {
      const { traits: told } = await yard.door.ask('profiles.list', { id: 'BOX-1' })
      return told.readAt !== null && told
    })
    expect(traits).toMatchObject({ units: ['W'], maxStackLevel: 3, maxPeriods: 2, maxProfiles: 5 })
    await yard.door.ask('profiles.set', {
      id: 'BOX-1',
      purpose: 'tx-default',
      kind: 'recurring',
      recurrency: 'daily',
      schedule: { ...limit(16), startAt: Date.UTC(2026, 0, 1, 22) },
    })
    expect(await yard.calls('SetChargingProfile')).toMatchObject([
      {
        csChargingProfiles: {
          chargingProfileKind: 'Recurring',
          recurrencyKind: 'Daily',
          chargingSchedule: {
            chargingRateUnit: 'W',
            startSchedule: '2026-01-01T22:00:00.000Z',
            chargingSchedulePeriod: [{ startPeriod: 0, limit: 11_040 }],
          },
        },
      },
    ])
  })

  it('are given again after a reset, and cleared', async () => {
    const box = await yard.box()
    await yard.door.ask('profiles.set', {
      id: 'BOX-1',
      evseNo: 1,
      purpose: 'tx-default',
      kind: 'absolute',
      schedule: limit(10),
    })
    await yard.door.ask('stations.reset', { id: 'BOX-1', mode: 'immediate' })
    await until('the profile again', async () => (await yard.calls('SetChargingProfile')).length === 2)
    await box.online()
    const [first, second] = await yard.calls('SetChargingProfile')
    expect(second).toEqual(first)
    expect(await yard.door.ask('profiles.clear', { id: 'BOX-1', purpose: 'tx-default' })).toEqual({
      outcome: 'cleared',
      cleared: 1,
    })
    expect(await yard.calls('ClearChargingProfile')).toEqual([{ chargingProfilePurpose: 'TxDefaultProfile' }])
    expect(await yard.door.ask('profiles.clear', { id: 'BOX-1' })).toEqual({ outcome: 'none', cleared: 0 })
  })

  it('can not be asked back, which is said so', async () => {
    await yard.box()
    await expect(yard.door.ask('profiles.read', { id: 'BOX-1' })).rejects.toMatchObject({ code: 'NotSupported' })
  })
})
