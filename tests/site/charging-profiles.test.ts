import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { UseCaseInput } from '../../src/site/api.ts'
import type { ChargingNeeds } from '../../src/site/charging-profiles/profile.ts'
import type { ProfileOrder } from '../../src/site/charging-profiles/profile-charger.ts'
import { ProfileUpkeep } from '../../src/site/charging-profiles/profile-upkeep.ts'
import { SiteError } from '../../src/site/errors.ts'
import { silentLog } from '../../src/site/log.ts'
import { permissionPresets, type StationActor } from '../../src/site/permissions.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

describe('charging profiles', () => {
  let clock: ManualClock
  let test: TestSite
  let box: StationActor
  let chargers: FakeChargers
  let upkeep: ProfileUpkeep

  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    chargers = new FakeChargers()
    test.site.attachChargers(chargers)
    upkeep = new ProfileUpkeep({ site: test.site, clock, log: silentLog })
    upkeep.start()
    box = await adoptStation(test)
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await settled()
    chargers.asked.length = 0
  })
  afterEach(() => {
    upkeep.stop()
    expect(clock.pending).toBe(0)
    test.close()
  })

  const settled = async () => {
    for (let n = 0; n < 20; n++) await published()
  }
  const limit = (amperes: number) => ({ unit: 'A' as const, periods: [{ startS: 0, limit: amperes }] })
  const set = (more: Partial<UseCaseInput<'profiles.set'>> = {}) =>
    test.site.execute(test.admin, 'profiles.set', {
      id: 'BOX-1',
      purpose: 'tx-default',
      kind: 'absolute',
      schedule: limit(16),
      ...more,
    })
  const list = () => test.site.execute(test.admin, 'profiles.list', { id: 'BOX-1' })
  const sent = () =>
    chargers.asked.filter(({ what }) => what === 'setChargingProfile').map(({ order }) => order as ProfileOrder)
  const begin = (evseNo = 1) =>
    test.site.execute(box, 'transactions.begin', { evseNo, idTag: 'X', meterStartWh: 0, at: clock.now() })
  const end = (transactionId: number) =>
    test.site.execute(box, 'transactions.end', {
      transactionId,
      idTag: null,
      meterStopWh: 0,
      at: clock.now(),
      reason: 'Local',
      samples: [],
      payload: '',
    })
  const boot = async () => {
    clock.advance(1000)
    const told = { vendor: 'V', model: 'M', serialNumber: null, firmware: null, iccid: null, imsi: null, reason: null }
    await test.site.execute(box, 'stations.boot', told)
    await settled()
  }

  it('are sent, kept with the station, and replaced in their place under the same id', async () => {
    const first = await set()
    expect(first).toMatchObject({ state: 'installed', evseNo: 0, stackLevel: 0, stationId: 'BOX-1' })
    expect(sent()).toMatchObject([
      {
        id: first.id,
        purpose: 'tx-default',
        schedule: { unit: 'A', startAt: clock.now() - 86_400_000, periods: [{ limit: 16 }] },
      },
    ])
    const second = await set({ schedule: limit(10) })
    expect(second.id).toBe(first.id)
    const other = await set({ stackLevel: 1, schedule: limit(6) })
    expect((await list()).profiles).toMatchObject([
      { id: first.id, schedule: { periods: [{ limit: 10 }] } },
      { id: other.id, schedule: { periods: [{ limit: 6 }] } },
    ])
  })

  it('of a session need one that runs, and die with it', async () => {
    await expect(set({ purpose: 'tx', evseNo: 1 })).rejects.toMatchObject({ code: 'NoSession' })
    const { transactionId } = await begin()
    const made = await set({ purpose: 'tx', evseNo: 1, kind: 'relative' })
    expect(sent()).toMatchObject([{ ocppTransactionId: String(transactionId), kind: 'relative' }])
    expect(made.transactionUid).not.toBeNull()
    await end(transactionId)
    expect((await list()).profiles).toEqual([])
    await boot()
    expect(sent()).toHaveLength(1)
  })

  it('are sent again when the station was restarted, caps first, without those that are over', async () => {
    await set({ validTo: clock.now() + 1500 })
    await set({ evseNo: 1, schedule: limit(8) })
    await set({ purpose: 'station-max', schedule: { unit: 'W', periods: [{ startS: 0, limit: 22_000 }] } })
    await begin()
    await set({ purpose: 'tx', evseNo: 1, schedule: limit(7) })
    chargers.asked.length = 0
    clock.advance(1000)
    await boot()
    expect(sent().map(({ purpose, evseNo }) => [purpose, evseNo])).toEqual([
      ['station-max', 0],
      ['tx-default', 1],
      ['tx', 1],
    ])
    expect((await list()).profiles.every(({ state }) => state === 'installed')).toBe(true)
    // a connection without a boot: the station still has them
    chargers.asked.length = 0
    await test.site.execute(box, 'stations.disconnected', {})
    await settled()
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await settled()
    expect(sent()).toEqual([])
  })

  it('that a station refuses leave what was there before; without an answer they are tried again', async () => {
    const first = await set()
    chargers.answers.setChargingProfile = async () => {
      throw new SiteError('StationRejected', { answer: 'Rejected' })
    }
    await expect(set({ schedule: limit(6) })).rejects.toMatchObject({ code: 'StationRejected' })
    await expect(set({ stackLevel: 3 })).rejects.toMatchObject({ code: 'StationRejected' })
    expect((await list()).profiles).toEqual([first])
    chargers.answers.setChargingProfile = async () => {
      throw new SiteError('StationTimeout')
    }
    await expect(set({ schedule: limit(6) })).rejects.toMatchObject({ code: 'StationTimeout' })
    expect((await list()).profiles).toMatchObject([{ state: 'sent', problem: 'StationTimeout' }])
    clock.advance(60_000)
    await settled()
    expect((await list()).profiles).toMatchObject([{ state: 'sent' }])
    delete chargers.answers.setChargingProfile
    clock.advance(60_000)
    await settled()
    expect((await list()).profiles).toMatchObject([{ state: 'installed', problem: null }])
    chargers.answers.setChargingProfile = async () => {
      throw new SiteError('StationRejected', { answer: 'Rejected' })
    }
    await boot()
    expect((await list()).profiles).toMatchObject([{ state: 'refused', problem: 'StationRejected: Rejected' }])
  })

  it('come in the unit that the station takes, within what it can; a site manager knows better', async () => {
    chargers.answers.chargingTraits = async () => ({
      units: ['W'],
      maxStackLevel: 2,
      maxPeriods: 1,
      maxProfiles: 4,
      phases: 1,
    })
    await boot()
    expect((await list()).traits).toEqual({
      units: ['W'],
      maxStackLevel: 2,
      maxPeriods: 1,
      maxProfiles: 4,
      phases: 1,
      voltageV: 230,
      set: [],
      readAt: clock.now(),
    })
    await set()
    expect(sent()).toMatchObject([{ schedule: { unit: 'W', periods: [{ limit: 3680 }] } }])
    expect((await list()).profiles).toMatchObject([{ schedule: { unit: 'A', periods: [{ limit: 16 }] } }])
    await expect(set({ stackLevel: 3 })).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { stackLevel: expect.stringContaining('0 to 2') } },
    })
    const traits = await test.site.execute(test.admin, 'profiles.configure', {
      id: 'BOX-1',
      units: ['A'],
      phases: 3,
      voltageV: 240,
    })
    expect(traits).toMatchObject({ units: ['A'], phases: 3, voltageV: 240, set: ['units', 'phases', 'voltageV'] })
    await set({ schedule: { unit: 'W', periods: [{ startS: 0, limit: 11_520 }] } })
    expect(sent().at(-1)).toMatchObject({ schedule: { unit: 'A', periods: [{ limit: 16 }] } })
    await test.site.execute(test.admin, 'profiles.configure', { id: 'BOX-1', units: null })
    expect((await list()).traits).toMatchObject({ units: ['W'], set: ['phases', 'voltageV'] })
  })

  it('respect what is known of the model', async () => {
    clock.advance(1000)
    const told = { serialNumber: null, firmware: null, iccid: null, imsi: null, reason: null }
    await test.site.execute(box, 'stations.boot', { ...told, vendor: 'EV-BOX', model: 'Elvi' })
    await settled()
    await expect(set({ purpose: 'station-max' })).rejects.toMatchObject({ code: 'NotSupported' })
    expect(sent()).toEqual([])
    await test.site.execute(box, 'stations.boot', { ...told, vendor: 'Wall Box Chargers', model: 'Pulsar' })
    await settled()
    await set()
    expect(sent().at(-1)).toMatchObject({ kind: 'relative', schedule: { startAt: null } })
  })

  it('are cleared by id, or all that fit', async () => {
    const one = await set({ evseNo: 1 })
    await set({ evseNo: 2 })
    await set({ evseNo: 2, stackLevel: 1 })
    const clear = (fits: object) => test.site.execute(test.admin, 'profiles.clear', { id: 'BOX-1', ...fits })
    expect(await clear({ profileId: one.id })).toEqual({ outcome: 'cleared', cleared: 1 })
    chargers.answers.clearChargingProfiles = async () => 'none'
    expect(await clear({ evseNo: 2, stackLevel: 1 })).toEqual({ outcome: 'none', cleared: 1 })
    expect(chargers.asked.filter(({ what }) => what === 'clearChargingProfiles').map(({ order }) => order)).toEqual([
      { profileId: one.id },
      { evseNo: 2, stackLevel: 1 },
    ])
    expect((await list()).profiles).toMatchObject([{ evseNo: 2, stackLevel: 0 }])
    chargers.ready = false
    await expect(clear({})).rejects.toMatchObject({ code: 'StationOffline' })
    expect((await list()).profiles).toHaveLength(1)
  })

  it('are reckoned together, with limits from outside, beside what the station says', async () => {
    await set({ schedule: limit(16) })
    await test.site.execute(box, 'profiles.reportLimit', {
      evseNo: 0,
      source: 'SO',
      gridCritical: true,
      schedules: [
        {
          unit: 'A',
          startAt: clock.now() + 600_000,
          durationS: 600,
          minRate: null,
          periods: [{ startS: 0, limit: 6, phases: null }],
        },
      ],
    })
    const composite = () =>
      test.site.execute(test.admin, 'profiles.composite', { id: 'BOX-1', evseNo: 1, durationS: 3600, unit: 'A' })
    chargers.answers.compositeSchedule = async () => {
      throw new SiteError('NotSupported', { reason: 'no' })
    }
    const made = await composite()
    expect(made).toMatchObject({ station: null, problem: 'NotSupported: no' })
    expect(made.site.periods.map(({ startS, limit: amperes }) => [startS, amperes])).toEqual([
      [0, 16],
      [600, 6],
      [1200, 16],
    ])
    expect((await list()).notices).toMatchObject([{ kind: 'limit', source: 'SO', gridCritical: true }])
    expect(await test.site.execute(test.admin, 'stations.events', { id: 'BOX-1' })).toMatchObject([
      { subject: 'ChargingLimit', value: 'SO', cleared: false, text: '6 A, critical for the grid' },
    ])
    await test.site.execute(box, 'profiles.reportLimitCleared', { evseNo: 0, source: 'SO' })
    expect((await composite()).site.periods).toHaveLength(1)
    expect((await list()).notices).toEqual([])
  })

  const needs: ChargingNeeds = {
    mode: 'AC',
    phases: 3,
    departureAt: null,
    energyWh: 20_000,
    minA: 6,
    maxA: 32,
    maxV: 400,
    maxW: null,
    soc: null,
    capacityWh: null,
    fullSoc: null,
    bulkSoc: null,
    maxPeriods: null,
  }

  it('answer a car that tells its needs: at once with a session, else when it begins', async () => {
    expect(await test.site.execute(box, 'profiles.reportNeeds', { evseNo: 1, needs })).toBe('later')
    await settled()
    expect(sent()).toEqual([])
    await begin()
    clock.advance(5_000)
    await settled()
    expect(sent()).toMatchObject([
      { purpose: 'tx', evseNo: 1, schedule: { unit: 'A', periods: [{ limit: 32, phases: 3 }] } },
    ])
    clock.advance(60_000)
    await settled()
    expect(sent()).toHaveLength(1)
    // one that somebody set for this session is the answer
    await set({ purpose: 'tx', evseNo: 1, schedule: limit(9) })
    const dc = { ...needs, mode: 'DC' as const, maxW: 50_000 }
    expect(await test.site.execute(box, 'profiles.reportNeeds', { evseNo: 1, needs: dc })).toBe('at-once')
    await settled()
    expect(sent().at(-1)).toMatchObject({ schedule: { periods: [{ limit: 9 }] } })
    expect(sent()).toHaveLength(3)
    expect((await list()).notices).toMatchObject([{ kind: 'needs', needs: dc, answeredAt: clock.now() }])
  })

  it('that a complete report does not name are noted as lost', async () => {
    const one = await set()
    const lost = await set({ stackLevel: 1 })
    const { requestId } = await test.site.execute(test.admin, 'profiles.read', { id: 'BOX-1' })
    const installed = (id: number, source = 'CSO') => ({
      id,
      source,
      evseNo: 0,
      purpose: 'tx-default' as const,
      stackLevel: 0,
      kind: 'absolute' as const,
      recurrency: null,
      validFrom: null,
      validTo: null,
      schedule: { unit: 'A' as const, startAt: null, durationS: null, minRate: null, periods: [] },
      ocppTransactionId: null,
    })
    const report = (last: boolean, profiles: ReturnType<typeof installed>[], id = requestId) =>
      test.site.execute(box, 'profiles.report', { requestId: id, last, profiles })
    await report(false, [installed(99, 'EMS')])
    await report(false, [installed(99, 'EMS')])
    expect((await list()).notices).toMatchObject([{ kind: 'profiles', complete: false, profiles: [{ id: 99 }] }])
    await report(true, [installed(one.id)])
    const now = await list()
    expect(now.notices).toMatchObject([{ complete: true, asked: true, profiles: [{ id: 99 }, { id: one.id }] }])
    expect(now.profiles).toMatchObject([
      { id: one.id, state: 'installed' },
      { id: lost.id, state: 'sent', problem: expect.stringContaining('does not have it') },
    ])
    await report(true, [], 12345)
    expect((await list()).profiles).toMatchObject([{ state: 'installed' }, { state: 'sent' }])
  })

  it.each([
    [{ purpose: 'station-max', evseNo: 1 }, 'evseNo'],
    [{ purpose: 'tx', evseNo: 0 }, 'evseNo'],
    [{ purpose: 'station-max', kind: 'relative' }, 'kind'],
    [{ kind: 'recurring' }, 'recurrency'],
    [{ recurrency: 'daily' }, 'recurrency'],
    [{ kind: 'recurring', recurrency: 'daily' }, 'schedule.startAt'],
    [{ validTo: 5 }, 'validTo'],
    [{ schedule: { unit: 'A', periods: [{ startS: 60, limit: 6 }] } }, 'schedule.periods'],
    [
      {
        schedule: {
          unit: 'A',
          periods: [
            { startS: 0, limit: 6 },
            { startS: 0, limit: 7 },
          ],
        },
      },
      'schedule.periods',
    ],
    [{ schedule: { unit: 'A', periods: [{ startS: 0, limit: 6.25 }] } }, 'schedule.periods.0.limit'],
  ] as const)('that make no sense are refused with the field that is wrong: %o', async (more, field) => {
    await expect(set(more as never)).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { [field]: expect.any(String) } },
    })
    expect(sent()).toEqual([])
  })

  it('are of no concern to other accounts, and not to drivers', async () => {
    await set()
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), permissionPresets.administrator)
    for (const name of ['profiles.list', 'profiles.clear', 'profiles.composite', 'profiles.read'] as const)
      await expect(test.site.execute(stranger, name, { id: 'BOX-1' })).rejects.toMatchObject({
        code: 'StationNotFound',
      })
    const driver = userActor(test.admin.userId, test.accountId, permissionPresets.driver)
    await expect(test.site.execute(driver, 'profiles.clear', { id: 'BOX-1' })).rejects.toMatchObject({
      code: 'Forbidden',
    })
  })
})
