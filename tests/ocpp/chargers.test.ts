import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SiteError } from '../../src/site/errors.ts'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import type { Quirks } from '../kit/wallbox/quirks.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
let count = 0
const boxes: VirtualWallbox[] = []

beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())
afterEach(async () => {
  for (const box of boxes.splice(0)) {
    await box.stop()
    expect(box.violations).toEqual([])
  }
  expect(door.breaches.splice(0)).toEqual([])
})

async function wallbox(protocol: Protocol, quirks: Quirks = {}): Promise<VirtualWallbox> {
  const id = `W-${++count}`
  await door.ask('stations.adopt', { id })
  const box = new VirtualWallbox({
    url: door.url,
    id,
    protocol,
    speed: 0,
    rebootMs: 5,
    connectors: 2,
    quirks,
    reconnectMs: { first: 5, most: 50 },
  })
  boxes.push(box)
  box.start()
  await box.online()
  await box.settled()
  return box
}

async function raw(protocol: Protocol): Promise<RawStation> {
  const station = await door.station(`W-${++count}`, protocol)
  await station.boot()
  return station
}

async function failure(work: Promise<unknown>): Promise<SiteError> {
  try {
    await work
  } catch (error) {
    return error as SiteError
  }
  throw new Error('it did not fail')
}

const connectors = async (id: string) => (await door.ask('stations.get', { id })).connectors
const rawStatus = async (id: string, evseNo: number) =>
  (await connectors(id)).find((each) => each.evseNo === evseNo)?.rawStatus

describe.each<Protocol>(['ocpp1.6', 'ocpp2.0.1'])('a %s wallbox does what a person asks', (protocol) => {
  it('goes out of service and back, a connector or the whole', async () => {
    const box = await wallbox(protocol)
    const [, second] = await connectors(box.id)
    const connectorId = second?.id ?? 0
    expect(await door.ask('stations.setAvailability', { id: box.id, connectorId, operative: false })).toEqual({
      outcome: 'accepted',
    })
    await until('the state', async () => (await rawStatus(box.id, 2)) === 'Unavailable')
    expect(await rawStatus(box.id, 1)).toBe('Available')
    await door.ask('stations.setAvailability', { id: box.id, operative: false })
    await until('the state', async () => (await rawStatus(box.id, 1)) === 'Unavailable')
    await door.ask('stations.setAvailability', { id: box.id, operative: true })
    await until('the state', async () => (await rawStatus(box.id, 1)) === 'Available')
  })

  it('restarts', async () => {
    const box = await wallbox(protocol)
    expect(await door.ask('stations.reset', { id: box.id, mode: 'immediate' })).toEqual({ outcome: 'accepted' })
    await box.waitFor((state) => state.boots === 2 && state.online)
  })

  it('unlocks', async () => {
    const box = await wallbox(protocol)
    const [first] = await connectors(box.id)
    expect(await door.ask('stations.unlock', { connectorId: first?.id ?? 0 })).toEqual({ outcome: 'unlocked' })
  })

  it.each(['boot', 'status', 'meter-values', 'heartbeat'] as const)(
    'sends %s when it is triggered',
    async (message) => {
      const box = await wallbox(protocol)
      const action = {
        boot: 'BootNotification',
        status: 'StatusNotification',
        'meter-values': 'MeterValues',
        heartbeat: 'Heartbeat',
      }[message]
      const times = async () =>
        (await door.ask('messages.list', { stationId: box.id, action, direction: 'in', limit: 500 })).length
      const before = await times()
      await door.ask('stations.trigger', { id: box.id, message, evseNo: 1 })
      await until('the message', async () => (await times()) > before)
    },
  )

  it('tells its settings, takes new ones, and says what it does not know', async () => {
    const box = await wallbox(protocol, { passwordNeedsReboot: true })
    const key = protocol === 'ocpp1.6' ? 'MeterValueSampleInterval' : 'SampledDataCtrlr.TxUpdatedInterval'
    const all = await door.ask('stations.readSettings', { id: box.id })
    expect(all.find((each) => each.key === key)).toEqual({ key, value: '60', readonly: false, known: true })
    expect(all.filter((each) => each.known).length).toBeGreaterThan(20)
    expect(await door.ask('stations.writeSetting', { id: box.id, key, value: '15' })).toEqual({ outcome: 'accepted' })
    expect(box.state().settings.meterSampleS).toBe(15)
    const unknown = protocol === 'ocpp1.6' ? 'NoSuchKey' : 'NoSuchCtrlr.NoSuch'
    expect(await door.ask('stations.readSettings', { id: box.id, keys: [key, unknown] })).toEqual([
      { key, value: '15', readonly: false, known: true },
      { key: unknown, value: null, readonly: false, known: false },
    ])
    expect(await failure(door.ask('stations.writeSetting', { id: box.id, key, value: 'often' }))).toMatchObject({
      code: 'StationRejected',
      details: { answer: 'Rejected' },
    })
    const secret = protocol === 'ocpp1.6' ? 'AuthorizationKey' : 'SecurityCtrlr.BasicAuthPassword'
    const order = { id: box.id, key: secret, value: 'geheim-0815-geheim' }
    expect(await door.ask('stations.writeSetting', order)).toEqual({ outcome: 'reboot-required' })
  })

  it('says no to a start that it can not make', async () => {
    await door.ask('tags.create', { idTag: `T-${protocol}`, name: 'T' })
    const box = await wallbox(protocol)
    box.fault(1, 'GroundFailure')
    await until('the state', async () => (await rawStatus(box.id, 1)) === 'Faulted')
    const [first] = await connectors(box.id)
    const { code } = await failure(
      door.ask('transactions.start', { connectorId: first?.id ?? 0, idTag: `T-${protocol}` }),
    )
    expect(['StationRejected', 'ConnectorUnavailable']).toContain(code)
  })
})

interface Odd {
  protocol: Protocol
  action: string
  ask(id: string, connectorId: number): Promise<unknown>
}

const orders: Odd[] = [
  { protocol: 'ocpp1.6', action: 'Reset', ask: (id) => door.ask('stations.reset', { id, mode: 'immediate' }) },
  {
    protocol: 'ocpp1.6',
    action: 'UnlockConnector',
    ask: (_, connectorId) => door.ask('stations.unlock', { connectorId }),
  },
  { protocol: 'ocpp1.6', action: 'TriggerMessage', ask: (id) => door.ask('stations.trigger', { id, message: 'boot' }) },
  {
    protocol: 'ocpp1.6',
    action: 'ChangeConfiguration',
    ask: (id) => door.ask('stations.writeSetting', { id, key: 'A', value: 'b' }),
  },
  { protocol: 'ocpp2.0.1', action: 'Reset', ask: (id) => door.ask('stations.reset', { id, mode: 'when-idle' }) },
  {
    protocol: 'ocpp2.0.1',
    action: 'ChangeAvailability',
    ask: (id) => door.ask('stations.setAvailability', { id, operative: true }),
  },
  {
    protocol: 'ocpp2.0.1',
    action: 'TriggerMessage',
    ask: (id) => door.ask('stations.trigger', { id, message: 'boot' }),
  },
]

async function tellPlace(station: RawStation): Promise<number> {
  await station.tell(
    'StatusNotification',
    station.protocol === 'ocpp1.6'
      ? { connectorId: 1, errorCode: 'NoError', status: 'Available' }
      : { evseId: 1, connectorId: 1, connectorStatus: 'Available', timestamp: new Date().toISOString() },
  )
  return (await connectors(station.id))[0]?.id ?? 0
}

describe.each(orders)('$protocol $action', ({ protocol, action, ask }) => {
  const cases: [string, (station: RawStation, id: string) => void, string, object][] = [
    [
      'is rejected',
      (s, id) => s.raw(JSON.stringify([3, id, { status: 'Rejected' }])),
      'StationRejected',
      { answer: 'Rejected' },
    ],
    [
      'is answered with a word that no list has',
      (s, id) => s.raw(JSON.stringify([3, id, { status: 'Perhaps' }])),
      'StationRejected',
      { answer: 'Perhaps' },
    ],
    [
      'is answered with nothing',
      (s, id) => s.raw(JSON.stringify([3, id, {}])),
      'StationRejected',
      { answer: 'no status' },
    ],
    [
      'is answered with null',
      (s, id) => s.raw(JSON.stringify([3, id, null])),
      'StationRejected',
      { answer: 'no status' },
    ],
    [
      'is answered with half a frame',
      (s, id) => s.raw(JSON.stringify([3, id])),
      'StationRejected',
      { answer: 'no status' },
    ],
    [
      'is not known',
      (s, id) => s.raw(JSON.stringify([4, id, 'NotImplemented', '', {}])),
      'NotSupported',
      { answer: 'NotImplemented' },
    ],
    [
      'is not supported',
      (s, id) => s.raw(JSON.stringify([4, id, 'NotSupported'])),
      'NotSupported',
      { answer: 'NotSupported' },
    ],
    [
      'fails in the station',
      (s, id) => s.raw(JSON.stringify([4, id, 'InternalError', 'out of\n  coffee', {}])),
      'StationRejected',
      { answer: 'InternalError', description: 'out of coffee' },
    ],
    ['is asked when the station goes', (s) => s.terminate(), 'StationOffline', { request: action }],
  ]
  it.each(cases)('%s', async (_, answer, code, details) => {
    const station = await raw(protocol)
    const connectorId = await tellPlace(station)
    const failed = failure(ask(station.id, connectorId))
    answer(station, (await station.called(action)).id)
    expect(await failed).toMatchObject({ code, details })
  })
})

describe('a tag', () => {
  it('that is too long for the version of the station is refused before it is sent', async () => {
    const station = await raw('ocpp1.6')
    const connectorId = await tellPlace(station)
    const idTag = 'LONG-'.padEnd(30, 'X')
    await door.ask('tags.create', { idTag, name: 'Long' })
    const refused = await failure(door.ask('transactions.start', { connectorId, idTag }))
    expect(refused).toMatchObject({
      code: 'TagNotAccepted',
      details: { reason: expect.stringContaining('20 characters') },
    })
    expect(station.received).toEqual([])
  })
})

describe('a 2.0.1 station that wants its connectors named', () => {
  it('is asked for the state of one after the other', async () => {
    const station = await raw('ocpp2.0.1')
    const asked = door.ask('stations.trigger', { id: station.id, message: 'status' })
    const answers = ['Rejected', 'Accepted', 'Accepted', 'Rejected']
    const evses: unknown[] = []
    for (const status of answers) {
      const call = await station.called('TriggerMessage')
      evses.push(call.payload.evse)
      station.answer(call, { status })
    }
    await asked
    expect(evses).toEqual([undefined, { id: 1, connectorId: 1 }, { id: 2, connectorId: 1 }, { id: 3, connectorId: 1 }])
  })
})

describe('settings', () => {
  it('with values that are longer than the schema allows are read', async () => {
    const station = await raw('ocpp1.6')
    const read = door.ask('stations.readSettings', { id: station.id })
    station.answer(await station.called('GetConfiguration'), {
      configurationKey: [
        { key: 'MeterValuesSampledData', readonly: false, value: 'x'.repeat(900) },
        { key: 'Number', readonly: true, value: 5 },
        { key: 'Nothing', readonly: true },
        'nonsense',
        { readonly: true },
      ],
      unknownKey: null,
    })
    expect(await read).toEqual([
      { key: 'MeterValuesSampledData', value: 'x'.repeat(900), readonly: false, known: true },
      { key: 'Number', value: '5', readonly: true, known: true },
      { key: 'Nothing', value: null, readonly: true, known: true },
    ])
  })

  it('of 1.6 are asked for in pieces', async () => {
    const station = await raw('ocpp1.6')
    const keys = Array.from({ length: 45 }, (_, n) => `Key${n}`)
    const read = door.ask('stations.readSettings', { id: station.id, keys })
    for (const size of [20, 20, 5]) {
      const call = await station.called('GetConfiguration')
      expect(call.payload.key).toHaveLength(size)
      station.answer(call, { unknownKey: call.payload.key })
    }
    expect(await read).toEqual(keys.map((key) => ({ key, value: null, readonly: false, known: false })))
  })

  it('of 2.0.1 are asked for ten at a time, and a key that is none is said so', async () => {
    const station = await raw('ocpp2.0.1')
    const keys = Array.from({ length: 12 }, (_, n) => `EVSE#${n + 1}.Power`)
    const read = door.ask('stations.readSettings', { id: station.id, keys })
    for (const size of [10, 2]) {
      const call = await station.called('GetVariables')
      const data = call.payload.getVariableData as object[]
      expect(data).toHaveLength(size)
      station.answer(call, {
        getVariableResult: data.map((each) => ({ ...each, attributeStatus: 'Accepted', attributeValue: '11000' })),
      })
    }
    expect((await read).map(({ value }) => value)).toEqual(Array.from({ length: 12 }, () => '11000'))
    expect(await failure(door.ask('stations.readSettings', { id: station.id, keys: ['nonsense'] }))).toMatchObject({
      code: 'InvalidInput',
      details: { fields: { key: expect.stringContaining('Component.Variable') } },
    })
  })

  it('that would not fit the schema are refused before they are sent', async () => {
    const station = await raw('ocpp1.6')
    const refused = await failure(
      door.ask('stations.writeSetting', { id: station.id, key: 'k'.repeat(51), value: 'x' }),
    )
    expect(refused).toMatchObject({ code: 'InvalidInput', details: { request: 'ChangeConfiguration' } })
  })
})
