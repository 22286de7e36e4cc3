import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ManualClock } from '../kit/clock.ts'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor()
})
afterEach(async () => {
  await door.close()
})

const put = (adapt: object, match: object = { stationId: 'BOX-*' }) =>
  door.ask('quirks.put', { id: 'test', name: 'Test', match, adapt })

const connection = (id = 'BOX-1') => door.server.online.all().find((each) => each.name === id)

async function booted(protocol: 'ocpp1.6' | 'ocpp2.0.1' = 'ocpp1.6'): Promise<RawStation> {
  const station = await door.station('BOX-1', protocol)
  await station.boot()
  await until('readiness', () => connection()?.ready)
  return station
}

describe('a station that speaks 2.0.1 in the shape of 1.6', () => {
  const boot16 = { chargePointVendor: 'FoxESS', chargePointModel: 'A022KP1', firmwareVersion: '1.10' }

  it('boots, tells its states and its readings', async () => {
    const box = await door.station('BOX-1', 'ocpp2.0.1')
    expect(await box.tell('BootNotification', boot16)).toMatchObject({ status: 'Accepted' })
    await box.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' })
    await box.tell('MeterValues', {
      connectorId: 1,
      meterValue: [{ timestamp: '2026-03-01T10:00:00Z', sampledValue: [{ value: '12.5', unit: 'kWh' }] }],
    })
    expect(await door.ask('stations.get', { id: 'BOX-1' })).toMatchObject({
      vendor: 'FoxESS',
      model: 'A022KP1',
      firmware: '1.10',
      connectors: [{ evseNo: 1, status: 'Occupied', rawStatus: 'Charging', meterWh: 12_500 }],
    })
    const [logged] = await door.ask('messages.list', {
      stationId: 'BOX-1',
      action: 'StatusNotification',
      direction: 'in',
    })
    expect(logged?.note).toContain("the shape is another version's")
    expect(door.breaches).toEqual([])
  })

  it('is sent charging profiles in that shape', async () => {
    const box = await door.station('BOX-1', 'ocpp2.0.1')
    await box.tell('BootNotification', boot16)
    await until('what is different about it', () => connection()?.quirks.shapes16in201)
    const asked = connection()?.call('SetChargingProfile', {
      evseId: 1,
      chargingProfile: {
        id: 7,
        stackLevel: 2,
        chargingProfilePurpose: 'ChargingStationMaxProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: [{ id: 1, chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] }],
      },
    })
    const call = await box.called('SetChargingProfile')
    expect(call.payload).toEqual({
      connectorId: 1,
      csChargingProfiles: {
        chargingProfileId: 7,
        stackLevel: 2,
        chargingProfilePurpose: 'ChargePointMaxProfile',
        chargingProfileKind: 'Absolute',
        chargingSchedule: { chargingRateUnit: 'A', chargingSchedulePeriod: [{ startPeriod: 0, limit: 16 }] },
      },
    })
    box.answer(call, { status: 'Accepted' })
    expect(await asked).toEqual({ status: 'Accepted' })
  })

  it('is refused when nothing says that it is one', async () => {
    const box = await door.station('BOX-1', 'ocpp2.0.1')
    const { type, name } = await box.ask('BootNotification', { ...boot16, chargePointVendor: 'Acme' })
    expect([type, name]).toEqual([4, 'OccurrenceConstraintViolation'])
    await box.boot()
    const status = await box.ask('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Charging' })
    expect(status.type).toBe(4)
  })
})

describe('a station that accepts what it then ignores', () => {
  it.each([
    ['300', '300', true],
    ['300', '300.0', true],
    ['true', 'TRUE', true],
    ['300', '60', false],
  ])('is asked what it has: wanted %s, has %s', async (wanted, has, done) => {
    await put({ acceptsWithoutDoing: true })
    const box = await booted()
    const asked = door.ask('stations.writeSetting', { id: 'BOX-1', key: 'HeartbeatInterval', value: wanted })
    asked.catch(() => undefined)
    box.answer(await box.called('ChangeConfiguration'), { status: 'Accepted' })
    const question = await box.called('GetConfiguration')
    expect(question.payload).toEqual({ key: ['HeartbeatInterval'] })
    box.answer(question, { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: has }] })
    if (done) expect(await asked).toEqual({ outcome: 'accepted' })
    else await expect(asked).rejects.toMatchObject({ code: 'StationRejected', details: { answer: 'Ignored' } })
    expect(door.breaches).toEqual([])
  })
})

describe('what is different about a station', () => {
  it('is the protocol that it does not name', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1' })
    const connect = () =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`${door.url}/BOX-1`)
        socket.on('open', () => {
          resolve('let in')
          socket.terminate()
        })
        socket.on('error', () => resolve('refused'))
      })
    expect(await connect()).toBe('refused')
    await put({ assumesSubprotocol: 'ocpp1.6' })
    expect(await connect()).toBe('let in')
    expect(door.breaches).toEqual([])
  })

  it('is that it must be asked to boot, at once', async () => {
    await put({ bootOnRequest: true })
    const box = await door.station('BOX-1')
    expect((await box.called('TriggerMessage')).payload).toEqual({ requestedMessage: 'BootNotification' })
  })

  it('is that it must be asked for its states when it is back', async () => {
    await put({ statusOnReconnect: true })
    const first = await booted()
    expect(first.received).toEqual([])
    first.terminate()
    await until('the end', () => connection() === undefined)
    const again = await door.station('BOX-1')
    expect((await again.called('TriggerMessage')).payload).toEqual({ requestedMessage: 'StatusNotification' })
  })

  it('is the time that it takes to answer', async () => {
    await door.close()
    const clock = new ManualClock(Date.now())
    door = await openDoor({ clock, limits: { callTimeoutMs: 1_000 } })
    await put({ answerTimeoutS: 30 })
    const box = await booted()
    const asked = door.ask('stations.unlock', { connectorId: await connectorOf(box) })
    const call = await box.called('UnlockConnector')
    clock.advance(25_000)
    box.answer(call, { status: 'Unlocked' })
    expect(await asked).toEqual({ outcome: 'unlocked' })
  })

  it('counts at once when a site manager changes it, and when the station is another after a boot', async () => {
    const box = await booted()
    await put({ unit: 'W' })
    await until('the change', () => connection()?.quirks.unit === 'W')
    await door.ask('quirks.remove', { id: 'test' })
    await until('the change', () => connection()?.quirks.unit === null)
    await box.tell('BootNotification', { chargePointVendor: 'go-e', chargePointModel: 'Gemini' })
    await until('the other', () => connection()?.quirks.unit === 'A')
  })

  async function connectorOf(box: RawStation): Promise<number> {
    await box.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
    const { connectors } = await door.ask('stations.get', { id: 'BOX-1' })
    return connectors[0]?.id ?? 0
  }
})
