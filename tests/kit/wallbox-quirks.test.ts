import { describe, expect, it } from 'vitest'
import { at, CAR, Harness } from './wallbox-harness.ts'

interface Sample {
  value: string | number
  measurand?: string
  unit?: string
}

const profile = (limit: number, more: Record<string, unknown> = {}, unit = 'A') => ({
  chargingProfileId: 1,
  stackLevel: 0,
  chargingProfilePurpose: 'TxDefaultProfile',
  chargingProfileKind: 'Absolute',
  chargingSchedule: {
    startSchedule: at(0),
    chargingRateUnit: unit,
    chargingSchedulePeriod: [{ startPeriod: 0, limit }],
  },
  ...more,
})

describe('a 1.6 wallbox with a quirk', () => {
  const test = new Harness('ocpp1.6')
  const set = async (connectorId: number, csChargingProfiles: object) =>
    (await test.ask('SetChargingProfile', { connectorId, csChargingProfiles })).status
  const samples = (action = 'MeterValues'): Sample[] =>
    test
      .seen<{ meterValue: { sampledValue: Sample[] }[] }>(action)
      .flatMap((each) => each.meterValue.flatMap((one) => one.sampledValue))

  it('boots never, or after its states, or tells no states at all', async () => {
    const silent = await test.online({ quirks: { neverBoots: true } })
    expect(test.server.seen.map((each) => each.action)).toEqual(['StatusNotification', 'StatusNotification'])
    expect(silent.state()).toMatchObject({ online: true, boots: 0 })
    test.server.seen.length = 0
    await test.online({ id: 'BOX-2', quirks: { statusBeforeBoot: true } })
    expect(test.server.seen.map((each) => each.action).slice(0, 2)).toEqual(['StatusNotification', 'BootNotification'])
    test.server.seen.length = 0
    const box = await test.online({ id: 'BOX-3', quirks: { noStatusNotification: true } })
    box.plug(1, CAR)
    await box.settled()
    expect(test.server.seen.map((each) => each.action)).toEqual(['BootNotification'])
  })

  it('offers no subprotocol, and counts its messages from 1', async () => {
    await test.online({ quirks: { noSubprotocol: true, restartsMessageIds: true } })
    expect(test.server.upgrades[0]?.headers['sec-websocket-protocol']).toBeUndefined()
    expect(test.server.seen.map((each) => each.id)).toEqual(['1', '2', '3'])
  })

  it('accepts and ignores', async () => {
    const box = await test.online({ quirks: { acceptsAndIgnores: ['SetChargingProfile', 'Reset'] } })
    expect(await set(1, profile(6))).toBe('Accepted')
    expect(await test.ask('Reset', { type: 'Hard' })).toEqual({ status: 'Accepted' })
    await box.settled()
    expect(box.state()).toMatchObject({ profiles: [], boots: 1, online: true })
    expect(box.violations).toEqual([])
  })

  it('refuses profiles that it says it takes', async () => {
    const station = { chargingProfilePurpose: 'ChargePointMaxProfile' }
    const verdicts = async (id: string, quirks: object, connectorId: number, ...profiles: object[]) => {
      await test.online({ id, quirks })
      const found: unknown[] = []
      for (const each of profiles) found.push(await set(connectorId, each))
      return found
    }
    expect(await verdicts('A', { rejectsChargePointMax: true }, 0, profile(6, station), profile(6))).toEqual([
      'Rejected',
      'Accepted',
    ])
    expect(await verdicts('B', { stackLevelMax: 1 }, 1, profile(6, { stackLevel: 2 }), profile(6))).toEqual([
      'Rejected',
      'Accepted',
    ])
    expect(await verdicts('C', { amperesOnly: true }, 1, profile(6000, {}, 'W'), profile(6))).toEqual([
      'Rejected',
      'Accepted',
    ])
    expect(await verdicts('D', { wattsOnly: true }, 1, profile(6000, {}, 'W'), profile(6))).toEqual([
      'Accepted',
      'Rejected',
    ])
    const relative = { chargingProfileKind: 'Relative' }
    expect(await verdicts('E', { relativeOnly: true }, 1, profile(6), profile(6, relative))).toEqual([
      'Rejected',
      'Accepted',
    ])
    expect(await verdicts('F', { rejectsZeroLimit: true }, 1, profile(0), profile(6))).toEqual(['Rejected', 'Accepted'])
  })

  it('ends the charge at a limit of 0, or keeps what lies at stack level 0, or loses all in a restart', async () => {
    const ending = await test.online({ quirks: { zeroLimitEndsCharge: true } })
    ending.plug(1, CAR)
    await ending.swipe(1, 'CARD-1')
    expect(await set(1, profile(0))).toBe('Accepted')
    await ending.settled()
    expect(test.seen('StopTransaction')).toHaveLength(1)
    await ending.stop()
    const keeping = await test.online({ id: 'B', quirks: { keepsStackZero: true, forgetsOnRestart: true } })
    await set(1, profile(6))
    await set(1, profile(7, { chargingProfileId: 2, stackLevel: 1 }))
    expect(await test.ask('ClearChargingProfile', { connectorId: 1 })).toEqual({ status: 'Accepted' })
    expect(await test.ask('ClearChargingProfile', { connectorId: 1 })).toEqual({ status: 'Unknown' })
    expect(keeping.state().profiles.map((each) => each.id)).toEqual([1])
    await keeping.powerCycle()
    expect(keeping.state().profiles).toEqual([])
  })

  it('can not start again before the car was unplugged', async () => {
    const box = await test.online({ quirks: { cantRestartFromFinishing: true } })
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.swipe(1, 'CARD-1')
    expect(await box.swipe(1, 'CARD-1')).toBe('refused')
    expect(await test.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'A' })).toEqual({ status: 'Rejected' })
    box.unplug(1)
    box.plug(1, CAR)
    expect(await box.swipe(1, 'CARD-1')).toBe('started')
  })

  it('restarts when it is asked for a measurand it does not have', async () => {
    const box = await test.online({ quirks: { restartsOnUnknownMeasurand: true } })
    const value = 'Energy.Active.Import.Register,Frequency'
    expect(await test.ask('ChangeConfiguration', { key: 'MeterValuesSampledData', value })).toEqual({
      status: 'Rejected',
    })
    await box.waitFor((s) => s.boots === 2)
  })

  it('writes readings that are empty, of wrong units, or told at the wrong time', async () => {
    const read = async (id: string, quirks: object) => {
      test.server.seen.length = 0
      const box = await test.online({ id, quirks })
      await test.ask('TriggerMessage', { requestedMessage: 'MeterValues' })
      await box.settled()
      return { found: samples(), breaches: box.violations.filter((each) => each.direction === 'sent').length }
    }
    expect(await read('A', { emptySampledValue: true })).toEqual({ found: [], breaches: 0 })
    const hertz = await read('B', { unitHz: true })
    expect(hertz.found.at(-1)).toMatchObject({ measurand: 'Frequency', unit: 'Hz' })
    expect(hertz.breaches).toBe(1)
    expect((await read('C', { temperatureUnit: 'Celsius' })).found.at(-1)).toMatchObject({ unit: 'Celsius' })
    expect((await read('D', { kWhCalledWh: true })).found[0]).toMatchObject({ value: '1.000', unit: 'Wh' })
    expect((await read('E', { powerOnlyInTransactions: true })).found).toHaveLength(1)
  })

  it('breaks the lengths and words of the specification', async () => {
    const quirks = { errorCodeError: true, overlongFields: true, longConfigurationValues: true, timesWithoutZone: true }
    const box = await test.online({ quirks })
    expect(test.seen<{ chargePointModel: string }>('BootNotification')[0]?.chargePointModel.length).toBe(80)
    const { configurationKey } = await test.ask<{ configurationKey: { value: string }[] }>('GetConfiguration', {
      key: ['HeartbeatInterval'],
    })
    expect(configurationKey[0]?.value.length).toBe(620)
    box.fault(1, 'GroundFailure')
    await box.settled()
    expect(test.seen('StatusNotification').at(-1)).toMatchObject({
      errorCode: 'Error',
      timestamp: '2026-01-05T08:00:00',
    })
    expect(new Set(box.violations.map((each) => each.direction))).toEqual(new Set(['sent']))
  })

  it('names a transaction that there is not', async () => {
    const box = await test.online({ quirks: { minusOneTransaction: true } })
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.tick(60_000)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect([...test.seen('MeterValues'), ...test.seen('StopTransaction')].map((each) => each.transactionId)).toEqual([
      -1, -1,
    ])
    await box.stop()
    test.server.seen.length = 0
    const stale = await test.online({ id: 'B', quirks: { staleTransaction: true } })
    stale.plug(1, CAR)
    await stale.swipe(1, 'CARD-1')
    await stale.tick(60_000)
    await stale.powerCycle({ transactions: 'forget' })
    await stale.online()
    await stale.settled()
    await test.ask('TriggerMessage', { requestedMessage: 'MeterValues' })
    await stale.settled()
    expect(test.seen('MeterValues').map((each) => each.transactionId)).toEqual([77, 77])
  })

  it('says nothing, or too much, in its errors', async () => {
    await test.online({ quirks: { callErrorText: '' } })
    expect((await test.server.call('MakeCoffee', {})).slice(2)).toEqual(['NotImplemented', '', {}])
  })
})

describe('a 2.0.1 wallbox with a quirk', () => {
  const test = new Harness('ocpp2.0.1')

  it('leaves the connector out and begins to count again at the end', async () => {
    const box = await test.online({ quirks: { noConnectorId: true, seqNoZeroInEnded: true } })
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.tick(60_000)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(test.seen('StatusNotification')[0]).not.toHaveProperty('connectorId')
    const events = test.seen('TransactionEvent')
    expect(events[0]?.evse).toEqual({ id: 1 })
    expect(events.map((each) => each.seqNo)).toEqual([0, 1, 0])
  })

  it('speaks with the shapes of 1.6', async () => {
    const box = await test.online({ quirks: { foxess16Shapes: true } })
    expect(test.seen('StatusNotification')).toEqual([{ connectorId: 1, errorCode: 'NoError', status: 'Available' }])
    const answer = await test.ask('GetVariables', {
      getVariableData: [{ component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } }],
    })
    expect(answer).toEqual({
      configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }],
      unknownKey: [],
    })
    expect(box.violations.every((each) => each.direction === 'sent')).toBe(true)
  })

  it('sends a whole charge once more, as if it had been offline', async () => {
    const box = await test.online()
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.tick(120_000)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const first = test.seen('TransactionEvent')
    expect(box.acts.replayLastCharge()).toBe(4)
    await box.settled()
    const again = test.seen('TransactionEvent').slice(first.length)
    expect(again).toEqual(first.map((each) => ({ ...each, offline: true })))
    expect(box.violations).toEqual([])
  })
})
