import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as schemas from '../../src/ocpp/generated/v21/validators.mjs'
import { table } from '../../src/ocpp/v21/table.ts'
import { spokenVersions } from '../../src/ocpp/versions.ts'
import { ProfileUpkeep } from '../../src/site/charging-profiles/profile-upkeep.ts'
import { systemClock } from '../../src/site/clock.ts'
import { LocalListSync } from '../../src/site/local-lists/local-list-sync.ts'
import { silentLog } from '../../src/site/log.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, knock, openDoor, type RawStation, until } from './door.ts'

const car = { batteryKWh: 58, soc: 40 }
const now = () => new Date().toISOString()
let door: Door

beforeEach(async () => {
  door = await openDoor({ versions: await spokenVersions({ ocpp21: true }) })
})

afterEach(async () => {
  await door.close()
  expect(door.breaches).toEqual([])
})

async function connectors(id = 'BOX-1') {
  return (await door.ask('stations.get', { id })).connectors
}

async function sessions() {
  return (await door.ask('transactions.list', {})).items
}

describe('the version', () => {
  const offers = { subprotocols: ['ocpp1.6', 'ocpp2.0.1', 'ocpp2.1'] }

  it('is 2.1 where the controller speaks it and the station offers it', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1' })
    expect(await knock(`${door.url}/BOX-1`, offers)).toMatchObject({ status: 101, subprotocol: 'ocpp2.1' })
    expect(await knock(`${door.url}/BOX-1`, { subprotocols: ['ocpp2.0.1', 'ocpp1.6'] })).toMatchObject({
      subprotocol: 'ocpp2.0.1',
    })
  })

  it('is 2.0.1 where 2.1 is not switched on, and a station of 2.1 alone is refused in words', async () => {
    const plain = await openDoor({ versions: await spokenVersions({}) })
    try {
      await plain.ask('stations.adopt', { id: 'BOX-1' })
      expect(await knock(`${plain.url}/BOX-1`, offers)).toMatchObject({ status: 101, subprotocol: 'ocpp2.0.1' })
      const refused = await knock(`${plain.url}/BOX-1`, { subprotocols: ['ocpp2.1'] })
      expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('Offer one of: ocpp2.0.1, ocpp1.6') })
      await expect(plain.ask('stations.adopt', { id: 'BOX-2', assumedProtocol: 'ocpp2.1' })).rejects.toMatchObject({
        code: 'InvalidInput',
        details: { fields: { assumedProtocol: expect.stringContaining('Choose one of: ocpp2.0.1, ocpp1.6') } },
      })
    } finally {
      await plain.close()
    }
  })

  it('is taken for granted of a station that names none, where a person or its profile says so', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1', assumedProtocol: 'ocpp2.1' })
    expect(await knock(`${door.url}/BOX-1`, { subprotocols: [] })).toMatchObject({ status: 101 })
    await until('the connection', async () => (await door.ask('stations.get', { id: 'BOX-1' })).protocol === 'ocpp2.1')
    const profile = { name: 'Mute', match: { stationId: 'BOX-2' } }
    await expect(
      door.ask('quirks.put', { ...profile, adapt: { assumesSubprotocol: 'ocpp9.9' } }),
    ).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    await door.ask('quirks.put', { ...profile, adapt: { assumesSubprotocol: 'ocpp2.1' } })
    await door.ask('stations.adopt', { id: 'BOX-2' })
    expect(await knock(`${door.url}/BOX-2`, { subprotocols: [] })).toMatchObject({ status: 101 })
  })

  it('is none that a station of 2.0.1 could be told to connect with', async () => {
    const old = await door.station('OLD', 'ocpp2.0.1')
    await old.boot()
    const order = { id: 'OLD', slot: 1, url: 'wss://site.example/OCPP', protocol: 'ocpp2.1' }
    await expect(door.ask('network.setProfile', order)).rejects.toMatchObject({ code: 'NotSupported' })
    expect(old.received.filter(({ name }) => name === 'SetNetworkProfile')).toEqual([])
  })
})

describe('the table', () => {
  it('has every message of the official schemas, each for the side that it is of', () => {
    const named = new Set(Object.keys(schemas).map((name) => name.replace(/(Request|Response)$/, '')))
    expect(Object.keys(table).sort()).toEqual([...named].sort())
    expect(named.size).toBe(91)
  })

  it('serves the core, both ways', () => {
    const served = (way: 'in' | 'out') => Object.keys(table).filter((action) => table[action]?.[way])
    expect(served('in').sort()).toEqual([
      'Authorize',
      'BootNotification',
      'DataTransfer',
      'Heartbeat',
      'MeterValues',
      'NotifyEvent',
      'NotifyReport',
      'StatusNotification',
      'TransactionEvent',
    ])
    expect(served('out').sort()).toEqual([
      'ChangeAvailability',
      'DataTransfer',
      'GetBaseReport',
      'GetReport',
      'GetTransactionStatus',
      'GetVariables',
      'RequestStartTransaction',
      'RequestStopTransaction',
      'Reset',
      'SetVariables',
      'TriggerMessage',
      'UnlockConnector',
    ])
  })
})

describe('a wallbox of 2.1', () => {
  let box: VirtualWallbox

  beforeEach(async () => {
    await door.ask('stations.adopt', { id: 'BOX-1' })
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
    box = new VirtualWallbox({
      url: door.url,
      id: 'BOX-1',
      protocol: 'ocpp2.1',
      speed: 0,
      startAtMs: Date.now() - 4 * 3_600_000,
      rebootMs: 5,
      reconnectMs: { first: 5, most: 50 },
    })
    box.start()
    await box.online()
    await box.settled()
  })

  afterEach(async () => {
    await box.stop()
    expect(box.violations).toEqual([])
  })

  it('boots, tells its state and is shown with it', async () => {
    expect(await door.ask('stations.get', { id: 'BOX-1' })).toMatchObject({
      online: true,
      protocol: 'ocpp2.1',
      vendor: 'Chargeyard',
      model: 'Virtual 11',
      firmware: '1.4.2',
      connectors: [{ evseNo: 1, status: 'Available' }],
    })
    expect(box.state().settings.heartbeatS).toBe(300)
  })

  it('charges with a known card: the session is what the meter says', async () => {
    box.plug(1, car)
    expect(await box.swipe(1, 'CARD-1')).toBe('started')
    await box.tick(3_600_000)
    expect(await connectors()).toMatchObject([{ status: 'Occupied', isCharging: true }])
    expect(await box.swipe(1, 'CARD-1')).toBe('stopped')
    await box.settled()
    const meter = Math.floor(box.state().connectors[0]?.energyWh ?? 0)
    expect(meter).toBeGreaterThan(5_000)
    expect(await sessions()).toMatchObject([
      { startTag: 'CARD-1', stopTag: 'CARD-1', meterStartWh: 1000, meterStopWh: meter, energyWh: meter - 1000 },
    ])
  })

  it('does not charge with a card that nobody knows', async () => {
    box.plug(1, car)
    expect(await box.swipe(1, 'NOBODY')).not.toBe('started')
    expect((await sessions()).filter(({ startTag }) => startTag === 'NOBODY')).toEqual([])
  })

  it('starts and stops when a person asks for it', async () => {
    box.plug(1, car)
    await box.settled()
    const id = (await connectors())[0]?.id ?? 0
    await door.ask('transactions.start', { connectorId: id, idTag: 'CARD-1' })
    await until('the session', async () => (await connectors())[0]?.transactionUid)
    expect(await sessions()).toMatchObject([{ startTag: 'CARD-1', startReason: 'Remote' }])
    await box.tick(600_000)
    await door.ask('transactions.stop', { connectorId: id })
    await until('the end', async () => (await sessions())[0]?.stoppedAt)
    expect(await sessions()).toMatchObject([{ stopReason: 'Remote' }])
  })

  it('books once what it kept while it was offline', async () => {
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    box.goOffline()
    await box.waitFor((state) => !state.connected)
    await box.tick(1_800_000)
    box.unplug(1)
    box.goOnline()
    await box.online()
    await box.settled()
    await until('the end', async () => (await sessions())[0]?.stoppedAt)
    const meter = Math.floor(box.state().connectors[0]?.energyWh ?? 0)
    await box.duplicateLastFact()
    expect(await sessions()).toMatchObject([{ energyWh: meter - 1000 }])
  })

  it('is read and written: variables one by one, and in a report of many parts', async () => {
    const key = 'OCPPCommCtrlr.HeartbeatInterval'
    expect(await door.ask('stations.writeSetting', { id: 'BOX-1', key, value: '77' })).toMatchObject({})
    expect(await door.ask('stations.readSettings', { id: 'BOX-1', keys: [key] })).toMatchObject([{ key, value: '77' }])
    await door.ask('reports.request', { id: 'BOX-1' })
    const report = await until('the report', async () =>
      (await door.ask('reports.list', { id: 'BOX-1' })).find(({ state }) => state === 'complete'),
    )
    expect(report.parts).toBeGreaterThan(1)
    expect((await door.ask('stations.settings', { id: 'BOX-1' })).find((each) => each.key === key)).toMatchObject({
      value: '77',
    })
  })

  it('goes out of service and back, unlocks, and starts anew', async () => {
    const connectorId = (await connectors())[0]?.id ?? 0
    const isShownAs = async (status: string) => (await connectors())[0]?.status === status
    await door.ask('stations.setAvailability', { id: 'BOX-1', connectorId, operative: false })
    await until('the state', () => isShownAs('Unavailable'))
    await door.ask('stations.setAvailability', { id: 'BOX-1', operative: true })
    await until('the state', () => isShownAs('Available'))
    expect(await door.ask('stations.unlock', { connectorId })).toEqual({ outcome: 'unlocked' })
    expect(await door.ask('stations.reset', { id: 'BOX-1', mode: 'immediate' })).toEqual({ outcome: 'accepted' })
    await box.waitFor((state) => state.boots === 2 && state.online)
  })

  it.each([
    ['boot', 'BootNotification'],
    ['status', 'StatusNotification'],
    ['meter-values', 'MeterValues'],
    ['heartbeat', 'Heartbeat'],
  ] as const)('sends %s when it is triggered', async (message, action) => {
    const times = async () =>
      (await door.ask('messages.list', { stationId: 'BOX-1', action, direction: 'in', limit: 500 })).length
    const before = await times()
    await door.ask('stations.trigger', { id: 'BOX-1', message, evseNo: 1 })
    await until('the message', async () => (await times()) > before)
  })

  it('is told what the controller can not do with it, and to whom it may turn', async () => {
    await expect(door.ask('stations.clearCache', { id: 'BOX-1' })).rejects.toMatchObject({
      code: 'NotSupported',
      details: { reason: expect.stringContaining('2.0.1') },
    })
    await expect(door.ask('stations.trigger', { id: 'BOX-1', message: 'log-status' })).rejects.toMatchObject({
      code: 'NotSupported',
    })
  })

  it('is left in peace by what the controller does by itself for others', async () => {
    const options = { site: door.test.site, clock: systemClock, log: silentLog }
    const parts = [new LocalListSync(options), new ProfileUpkeep(options)]
    for (const part of parts) part.start()
    try {
      await door.ask('tags.create', { idTag: 'CARD-2', name: 'Bert' })
      box.plug(1, car)
      expect(await box.swipe(1, 'CARD-2')).toBe('started')
      await box.tick(600_000)
      await box.settled()
    } finally {
      for (const part of parts) part.stop()
    }
    const calls = (await door.ask('messages.list', { stationId: 'BOX-1', limit: 200 })).filter(
      ({ kind, direction }) => kind === 'call' && direction === 'out',
    )
    expect(calls.map(({ action }) => action).filter((each) => /LocalList|Profile/.test(each ?? ''))).toEqual([])
  })

  it('gets any request of 2.1 that a person writes by hand, checked against its schema', async () => {
    const { protocol, actions } = await door.ask('stations.requestActions', { id: 'BOX-1' })
    expect(protocol).toBe('ocpp2.1')
    expect(actions).toHaveLength(54)
    expect(actions).toContain('SetDefaultTariff')
    expect(actions).not.toContain('NotifyDERAlarm')
    const request = (payload: unknown) =>
      door.ask('stations.request', { id: 'BOX-1', action: 'SetDefaultTariff', payload })
    await expect(request({ evseId: 'one' })).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { 'payload.evseId': expect.any(String) } },
    })
    const tariff = { tariffId: 'T-1', currency: 'EUR', energy: { prices: [{ priceKwh: 0.3 }] } }
    expect(await request({ evseId: 0, tariff })).toMatchObject({ error: { code: 'NotSupported' } })
  })
})

describe('what is new in 2.1', () => {
  let box: RawStation

  beforeEach(async () => {
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
    box = await door.station('BOX-1', 'ocpp2.1')
    await box.boot()
  })

  const stateOf = (state: string, more: object = {}) => ({
    generatedAt: now(),
    seqNo: 0,
    eventData: [
      {
        eventId: 1,
        timestamp: now(),
        trigger: 'Delta',
        actualValue: state,
        eventNotificationType: 'HardWiredNotification',
        component: { name: 'Connector', evse: { id: 2, connectorId: 1 } },
        variable: { name: 'AvailabilityState' },
        ...more,
      },
    ],
  })

  it('a connector tells its state by an event of its variable', async () => {
    expect(await box.tell('NotifyEvent', stateOf('Available'))).toEqual({})
    expect(await connectors()).toMatchObject([{ evseNo: 2, connectorNo: 1, status: 'Available' }])
    await box.tell('NotifyEvent', stateOf('Faulted', { techCode: 'E-17', severity: 2 }))
    expect(await connectors()).toMatchObject([{ evseNo: 2, status: 'Faulted' }])
    expect(await door.ask('stations.events', { id: 'BOX-1' })).toEqual([])
  })

  it('other events are events, also those of the same variable of an EVSE', async () => {
    await box.tell('NotifyEvent', stateOf('Occupied', { component: { name: 'EVSE', evse: { id: 2 } } }))
    expect(await connectors()).toEqual([])
    expect(await door.ask('stations.events', { id: 'BOX-1' })).toMatchObject([
      { evseNo: 2, subject: 'EVSE#2.AvailabilityState', value: 'Occupied' },
    ])
  })

  it('kinds of tokens are any text, and tokens may be long', async () => {
    const long = 'X'.repeat(200)
    expect(await box.tell('Authorize', { idToken: { idToken: 'CARD-1', type: 'EVCCID' } })).toMatchObject({
      idTokenInfo: { status: 'Accepted' },
    })
    expect(await box.tell('Authorize', { idToken: { idToken: long, type: 'DirectPayment' } })).toMatchObject({
      idTokenInfo: { status: 'Unknown' },
    })
  })

  it('a session has reasons, states and readings that 2.0.1 does not know', async () => {
    await box.tell('NotifyEvent', stateOf('Available'))
    const event = (
      seqNo: number,
      eventType: string,
      triggerReason: string,
      wh: number,
      more: object,
      info: object,
    ) => ({
      eventType,
      timestamp: now(),
      triggerReason,
      seqNo,
      transactionInfo: { transactionId: 'TX-1', chargingState: 'Charging', ...info },
      evse: { id: 2, connectorId: 1 },
      meterValue: [
        {
          timestamp: now(),
          sampledValue: [
            {
              value: wh,
              measurand: 'Energy.Active.Import.Register',
              // 2.0.1 wants signingMethod and publicKey too
              signedMeterValue: { signedMeterData: 'T0NNRg==', encodingMethod: 'OCMF' },
            },
            { value: 11_000, measurand: 'Power.Import.Offered' },
            { value: 61, measurand: 'Display.PresentSOC' },
          ],
        },
      ],
      ...more,
    })
    const started = await box.tell(
      'TransactionEvent',
      event(0, 'Started', 'Authorized', 1_000, { idToken: { idToken: 'CARD-1', type: 'ISO14443' } }, {}),
    )
    expect(started).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    await box.tell(
      'TransactionEvent',
      event(1, 'Updated', 'TxResumed', 2_000, { evseSleep: false }, { operationMode: 'CentralSetpoint' }),
    )
    await box.tell('TransactionEvent', event(2, 'Updated', 'SoCLimitReached', 3_000, {}, { tariffId: 'T-1' }))
    const costDetails = {
      totalCost: { currency: 'EUR', typeOfCost: 'NormalCost', total: { inclTax: 99 } },
      totalUsage: { energy: 4_000, chargingTime: 3_600, idleTime: 0 },
    }
    const ended = await box.tell(
      'TransactionEvent',
      event(3, 'Ended', 'CostLimitReached', 5_000, { costDetails }, { stoppedReason: 'ReqEnergyTransferRejected' }),
    )
    expect(await sessions()).toMatchObject([
      {
        startTag: 'CARD-1',
        meterStartWh: 1_000,
        meterStopWh: 5_000,
        energyWh: 4_000,
        // what the station reckoned is not what the site asks for
        costMinor: 120,
        stopReason: 'ReqEnergyTransferRejected',
      },
    ])
    expect(ended).toEqual({})
    expect(await door.ask('quarantine.list', {})).toEqual([])
  })

  it('a message beyond the core is not supported, one that is none of 2.1 not implemented', async () => {
    const beyond = [
      'BatterySwap',
      'NotifySettlement',
      'ReportDERControl',
      'SignCertificate',
      'SecurityEventNotification',
    ]
    for (const action of beyond) expect(await box.ask(action, {})).toMatchObject({ type: 4, name: 'NotSupported' })
    expect(await box.ask('StartTransaction', {})).toMatchObject({ type: 4, name: 'NotImplemented' })
    expect(await box.ask('Heartbeat', { at: 1 })).toMatchObject({ type: 3 })
    expect(await box.ask('BootNotification', { reason: 1 })).toMatchObject({
      type: 4,
      name: expect.stringMatching(/Violation$/),
    })
  })

  it('what wants no answer gets none: an unconfirmed message and an error about an answer', async () => {
    const stream = { id: 1, pending: 0, basetime: now(), data: [{ t: 0, v: '16' }] }
    box.raw(JSON.stringify([6, 'stream-1', 'NotifyPeriodicEventStream', stream]))
    box.raw(JSON.stringify([5, 'result-1', 'InternalError', '', {}]))
    await box.tell('Heartbeat', {})
    expect(box.received.filter(({ type }) => type !== 2)).toEqual([])
  })

  it('a vendor nobody knows is answered as such', async () => {
    expect(await box.tell('DataTransfer', { vendorId: 'com.example' })).toMatchObject({ status: 'UnknownVendorId' })
  })
})
