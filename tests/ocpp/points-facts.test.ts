/** What stations report, over a real socket into a real database: each point is a way in which servers fail. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
let family: string
let count = 0

beforeAll(async () => {
  door = await openDoor()
  const group = await door.ask('tags.create', { idTag: 'FAMILY', name: 'Family' })
  family = group.id
  const expiresAt = Date.now() + 86_400_000
  await door.ask('tags.create', { idTag: 'LONELY', name: 'Carla', expiresAt })
  const blocked = await door.ask('tags.create', { idTag: 'BLOCKED', name: 'Dora' })
  await door.ask('tags.update', { id: blocked.id, blocked: true })
})
afterAll(() => door.close())
afterEach(() => expect(door.breaches.splice(0)).toEqual([]))

const minute = 60_000
const t0 = Math.floor(Date.now() / minute) * minute - 120 * minute
const at = (minutes: number) => new Date(t0 + minutes * minute).toISOString()

/** Each station has two tags of its own, ANNA-n and BERT-n, of one family. */
async function booted(protocol: Protocol): Promise<RawStation> {
  const station = await door.station(`P-${++count}`, protocol)
  for (const name of ['ANNA', 'BERT'])
    await door.ask('tags.create', { idTag: tagOf(station, name), name, parentId: family })
  await station.boot()
  return station
}
const tagOf = (station: RawStation, name = 'ANNA') => `${name}-${station.id}`
const box16 = () => booted('ocpp1.6')
const box201 = () => booted('ocpp2.0.1')

interface Started {
  transactionId: number
  idTagInfo: { status: string; parentIdTag?: string; expiryDate?: string }
}

const start = (station: RawStation, more: object = {}) =>
  station.tell('StartTransaction', {
    connectorId: 1,
    idTag: tagOf(station),
    meterStart: 1000,
    timestamp: at(0),
    ...more,
  }) as unknown as Promise<Started>

const stop = (station: RawStation, transactionId: number, more: object = {}) =>
  station.tell('StopTransaction', { transactionId, meterStop: 6000, timestamp: at(60), ...more })

const event = (station: RawStation, eventType: string, seqNo: number, more: Record<string, unknown> = {}) => {
  const { transactionInfo, ...rest } = more
  return station.tell('TransactionEvent', {
    eventType,
    timestamp: at(seqNo),
    triggerReason: 'Trigger',
    seqNo,
    transactionInfo: { transactionId: `tx-${station.id}`, ...(transactionInfo as object) },
    ...rest,
  })
}

const register = (value: number, minutes: number, context = 'Sample.Periodic') => ({
  timestamp: at(minutes),
  sampledValue: [{ value, context }],
})

async function sessions(station: RawStation) {
  return (await door.ask('transactions.list', { stationId: station.id })).items
}

async function session(station: RawStation) {
  const all = await sessions(station)
  expect(all).toHaveLength(1)
  const [first] = all
  if (!first) throw new Error('no session')
  return { ...first, state: first.stoppedAt === null ? 'running' : 'ended' }
}

async function quarantined(station: RawStation) {
  return (await door.ask('quarantine.list', {})).filter((fact) => fact.stationId === station.id)
}

const evse = { id: 1, connectorId: 1 }
const token = (idToken: string) => ({ idToken, type: 'ISO14443' })

describe('1 · a start reports a fact', () => {
  it('is stored and answered Invalid when nobody knows the tag', async () => {
    const station = await box16()
    const answer = await start(station, { idTag: 'STRANGER' })
    expect(answer.idTagInfo).toEqual({ status: 'Invalid' })
    expect(await session(station)).toMatchObject({ startTag: 'STRANGER', state: 'running' })
  })

  it('is stored and answered Blocked, and ConcurrentTx, by what the tag is worth', async () => {
    const one = await box16()
    expect((await start(one, { idTag: 'BLOCKED' })).idTagInfo.status).toBe('Blocked')
    const lonely = await start(one, { connectorId: 2, idTag: 'LONELY', meterStart: 5 })
    expect(lonely.idTagInfo).toMatchObject({ status: 'Accepted', expiryDate: expect.stringMatching(/Z$/) })
    const other = await box16()
    expect((await start(other, { idTag: 'LONELY' })).idTagInfo.status).toBe('ConcurrentTx')
    expect(await sessions(one)).toHaveLength(2)
    expect(await sessions(other)).toHaveLength(1)
    await stop(one, lonely.transactionId)
  })

  it('gets a transaction id of 1.6 that is a positive int32, and never the same again', async () => {
    const station = await box16()
    const ids = new Set<number>()
    for (let n = 0; n < 20; n++) {
      const { transactionId } = await start(station, { meterStart: n, timestamp: at(n) })
      expect(Number.isInteger(transactionId) && transactionId > 0 && transactionId <= 0x7fffffff).toBe(true)
      ids.add(transactionId)
    }
    expect(ids.size).toBe(20)
  })

  it('of 2.0.1 with an unknown tag is stored and answered Unknown', async () => {
    const station = await box201()
    const answer = await event(station, 'Started', 0, { evse, idToken: token('STRANGER') })
    expect(answer).toEqual({ idTokenInfo: { status: 'Unknown' } })
    expect(await session(station)).toMatchObject({ startTag: 'STRANGER', state: 'running' })
  })
})

describe('2 · a stop of an unknown transaction', () => {
  it('is answered with a result, and kept for a person to look at', async () => {
    const station = await box16()
    expect(await stop(station, 999_999)).toEqual({})
    expect(await stop(station, 999_999)).toEqual({})
    expect(await quarantined(station)).toMatchObject([
      { action: 'StopTransaction', reason: expect.stringContaining('999999') },
    ])
    expect(JSON.parse((await quarantined(station))[0]?.payload ?? '')).toMatchObject({ transactionId: 999_999 })
  })

  it.each([-1, 0])('with the id %i ends the open session of the station', async (id) => {
    const station = await box16()
    await start(station)
    await stop(station, id, { meterStop: 4000 })
    expect(await session(station)).toMatchObject({ meterStopWh: 4000, energyWh: 3000, state: 'ended' })
    expect(await quarantined(station)).toEqual([])
  })
})

describe('3 · what is repeated', () => {
  it('is one start, although its message id is new and the tag charges already', async () => {
    const station = await box16()
    const first = await start(station)
    const again = await start(station)
    expect(again.transactionId).toBe(first.transactionId)
    expect(again.idTagInfo.status).toBe('Accepted')
    expect(await sessions(station)).toHaveLength(1)
    await stop(station, first.transactionId)
  })

  it('is another start when anything of it differs, although its message id is the same', async () => {
    const station = await box16()
    const ask = (meterStart: number) =>
      station.ask(
        'StartTransaction',
        { connectorId: 1, idTag: tagOf(station, 'BERT'), meterStart, timestamp: at(0) },
        '1',
      )
    const first = await ask(1000)
    const other = await ask(2000)
    expect(first.payload.transactionId).not.toBe(other.payload.transactionId)
    await stop(station, other.payload.transactionId as number)
  })

  it('is one stop, answered as the first time, and its energy counts once', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    const readings = [{ timestamp: at(60), sampledValue: [{ value: '6000', context: 'Transaction.End' }] }]
    const first = await stop(station, transactionId, { idTag: tagOf(station), transactionData: readings })
    const again = await stop(station, transactionId, { idTag: tagOf(station), transactionData: readings })
    expect(again).toEqual(first)
    expect(await session(station)).toMatchObject({ energyWh: 5000 })
    expect(await quarantined(station)).toEqual([])
  })

  it('is one event of 2.0.1', async () => {
    const station = await box201()
    for (let n = 0; n < 2; n++)
      await event(station, 'Started', 0, { evse, meterValue: [register(100, 0, 'Transaction.Begin')] })
    for (let n = 0; n < 2; n++) await event(station, 'Ended', 1, { meterValue: [register(700, 1, 'Transaction.End')] })
    expect(await session(station)).toMatchObject({ energyWh: 600, meterStartWh: 100, meterStopWh: 700 })
    const { uid } = await session(station)
    expect(await door.ask('transactions.samples', { uid })).toHaveLength(2)
  })
})

describe('4 · time', () => {
  it('of the message is the fact, whenever it comes', async () => {
    const station = await box16()
    const { transactionId } = await start(station, { timestamp: at(-600) })
    await stop(station, transactionId, { timestamp: at(-540) })
    expect(await session(station)).toMatchObject({ startedAt: t0 - 600 * minute, stoppedAt: t0 - 540 * minute })
  })

  it('is told to stations in UTC with Z', async () => {
    const one = await box16()
    const other = await box201()
    for (const station of [one, other]) {
      const boot = await station.boot()
      const beat = await station.tell('Heartbeat', {})
      for (const { currentTime } of [boot, beat] as { currentTime: string }[]) {
        expect(currentTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        expect(Math.abs(Date.parse(currentTime) - Date.now())).toBeLessThan(10_000)
      }
    }
  })

  it.each([
    ['of a clock that was never set', '1970-01-01T00:00:07Z'],
    ['of a clock that is years ahead', '2051-01-01T00:00:00Z'],
    ['that can not be read', 'yesterday'],
  ])('%s gives way to the time of receipt', async (_, timestamp) => {
    const station = await box16()
    const before = Date.now()
    const { transactionId } = await start(station, { timestamp })
    expect((await session(station)).startedAt).toBeGreaterThanOrEqual(before)
    await stop(station, transactionId, { timestamp })
    expect(await session(station)).toMatchObject({ state: 'ended', energyWh: 5000 })
  })

  it('without a zone is UTC', async () => {
    const station = await box16()
    const { transactionId } = await start(station, { timestamp: at(0).replace('.000Z', '') })
    expect(await session(station)).toMatchObject({ startedAt: t0 })
    await stop(station, transactionId, { timestamp: at(10).replace('.000Z', '') })
    expect(await session(station)).toMatchObject({ stoppedAt: t0 + 10 * minute })
  })
})

describe('5 · units', () => {
  it('of 1.6 are Wh and periodic when nothing is said', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    const meterValue = [{ timestamp: at(5), sampledValue: [{ value: '1500' }] }]
    await station.tell('MeterValues', { connectorId: 1, transactionId, meterValue })
    expect(await session(station)).toMatchObject({ energyWh: 500 })
    const { uid } = await session(station)
    expect(await door.ask('transactions.samples', { uid })).toMatchObject([{ context: 'periodic', energyWh: 1500 }])
    await stop(station, transactionId)
  })

  it('that say Wh and mean kWh are seen through by the start of the session', async () => {
    const station = await box16()
    const { transactionId } = await start(station, { meterStart: 12_000 })
    const meterValue = [{ timestamp: at(5), sampledValue: [{ value: '12.5', unit: 'Wh' }] }]
    await station.tell('MeterValues', { connectorId: 1, transactionId, meterValue })
    expect(await session(station)).toMatchObject({ energyWh: 500 })
    const transactionData = [{ timestamp: at(60), sampledValue: [{ value: '15.001', context: 'Transaction.End' }] }]
    await stop(station, transactionId, { meterStop: 15_000, transactionData })
    expect((await session(station)).energyWh).toBe(3001)
  })

  it('of 2.0.1 count their multiplier', async () => {
    const station = await box201()
    await event(station, 'Started', 0, { evse })
    const kWh = (value: number, minutes: number) => ({
      timestamp: at(minutes),
      sampledValue: [{ value, unitOfMeasure: { unit: 'Wh', multiplier: 3 } }],
    })
    await event(station, 'Updated', 1, { meterValue: [kWh(10, 1)] })
    await event(station, 'Ended', 2, { meterValue: [kWh(12.5, 2)] })
    expect(await session(station)).toMatchObject({ energyWh: 2500 })
  })
})

describe('6 · phases, contexts and signatures', () => {
  it('give a total once, and a beginning does not start the count anew', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    const power = (value: string, phase?: string) => ({
      measurand: 'Power.Active.Import',
      unit: 'W',
      value,
      ...(phase ? { phase } : {}),
    })
    const send = (minutes: number, sampledValue: object[]) =>
      station.tell('MeterValues', {
        connectorId: 1,
        transactionId,
        meterValue: [{ timestamp: at(minutes), sampledValue }],
      })
    await send(1, [{ value: '1100' }, power('9000'), power('3000', 'L1'), power('3000', 'L2'), power('3000', 'L3')])
    expect(await session(station)).toMatchObject({ powerW: 9000, energyWh: 100 })
    await send(2, [power('2000', 'L1-N'), power('2000', 'L2-N'), power('2000', 'L3-N')])
    expect(await session(station)).toMatchObject({ powerW: 6000, energyWh: 100 })
    await send(3, [
      { value: '1050', context: 'Trigger' },
      { value: '1200', context: 'Sample.Periodic' },
    ])
    await send(4, [{ value: '1000', context: 'Transaction.Begin' }])
    expect(await session(station)).toMatchObject({ energyWh: 200 })
    await stop(station, transactionId, { meterStop: 1300 })
  })

  it('keep signed readings verbatim with the session', async () => {
    const ocmf = 'OCMF|{"FV":"1.0","GI":"ACME","RD":[{"TM":"2026-05-01T10:00:00,000+0000 S","RV":6.0}]}|{"SD":"3045ab"}'
    const station = await box16()
    const { transactionId } = await start(station)
    await stop(station, transactionId, {
      transactionData: [
        { timestamp: at(60), sampledValue: [{ value: ocmf, format: 'SignedData', context: 'Transaction.End' }] },
      ],
    })
    const { uid } = await session(station)
    expect(await door.ask('transactions.samples', { uid })).toMatchObject([
      { context: 'end', detail: { signed: [ocmf] } },
    ])
    expect(await session(station)).toMatchObject({ energyWh: 5000 })
  })
})

describe('7 · closing readings', () => {
  it('count when they come with the stop', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    const transactionData = [
      { timestamp: at(0), sampledValue: [{ value: '1000', context: 'Transaction.Begin' }] },
      {
        timestamp: at(60),
        sampledValue: [
          { value: '6000', context: 'Transaction.End' },
          { value: '81', measurand: 'SoC' },
        ],
      },
    ]
    await stop(station, transactionId, { transactionData })
    expect(await session(station)).toMatchObject({ energyWh: 5000, soc: 81 })
  })

  it('count when they come after the stop', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    await stop(station, transactionId, { meterStop: 5000 })
    const meterValue = [{ timestamp: at(60), sampledValue: [{ value: '6000', context: 'Transaction.End' }] }]
    await station.tell('MeterValues', { connectorId: 1, transactionId, meterValue })
    expect(await session(station)).toMatchObject({ energyWh: 5000, state: 'ended' })
  })
})

describe('8 · a stop', () => {
  it('without a tag and without a reason is valid, and means Local', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    expect(await stop(station, transactionId)).toEqual({})
    expect(await session(station)).toMatchObject({ stopTag: null, stopReason: 'Local' })
  })

  it('by an unplugged car needs no tag, and an empty one is none', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    expect(await stop(station, transactionId, { idTag: '', reason: 'EVDisconnected' })).toEqual({})
    expect(await session(station)).toMatchObject({ stopTag: null, stopReason: 'EVDisconnected' })
  })

  it('by another tag of the same group is accepted, and the start told the group', async () => {
    const station = await box16()
    const { transactionId, idTagInfo } = await start(station)
    expect(idTagInfo).toMatchObject({ status: 'Accepted', parentIdTag: 'FAMILY' })
    const answer = await stop(station, transactionId, { idTag: tagOf(station, 'BERT') })
    expect(answer).toMatchObject({ idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' } })
    expect(await session(station)).toMatchObject({ startTag: tagOf(station), stopTag: tagOf(station, 'BERT') })
  })

  it('of 2.0.1 tells the group too', async () => {
    const station = await box201()
    expect(await event(station, 'Started', 0, { evse, idToken: token(tagOf(station)) })).toEqual({
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' } },
    })
    const answer = await event(station, 'Ended', 1, { idToken: token(tagOf(station, 'BERT')) })
    expect(answer).toMatchObject({ idTokenInfo: { status: 'Accepted' } })
    expect(await session(station)).toMatchObject({ startTag: tagOf(station), stopTag: tagOf(station, 'BERT') })
  })
})

describe('9 · tags', () => {
  it('are the same in any case', async () => {
    const station = await box16()
    expect(await station.tell('Authorize', { idTag: tagOf(station).toLowerCase() })).toMatchObject({
      idTagInfo: { status: 'Accepted' },
    })
    const { transactionId, idTagInfo } = await start(station, { idTag: `aNNa-${station.id}` })
    expect(idTagInfo.status).toBe('Accepted')
    await stop(station, transactionId)
    const other = await box201()
    expect(await other.tell('Authorize', { idToken: token(tagOf(other).toLowerCase()) })).toMatchObject({
      idTokenInfo: { status: 'Accepted' },
    })
  })

  it('have 20 characters in 1.6, where a longer one is refused, but its start is not lost', async () => {
    const station = await box16()
    const idTag = 'X'.repeat(36)
    expect(await station.ask('Authorize', { idTag })).toMatchObject({ type: 4, name: 'PropertyConstraintViolation' })
    expect((await start(station, { idTag })).idTagInfo.status).toBe('Invalid')
    expect(await session(station)).toMatchObject({ startTag: idTag })
  })

  it('have 36 characters in 2.0.1, and a group with a long name is not told to 1.6', async () => {
    const group = await door.ask('tags.create', { idTag: 'G'.repeat(30), name: 'Group' })
    await door.ask('tags.create', { idTag: 'MEMBER', name: 'Member', parentId: group.id })
    const long = await door.ask('tags.create', { idTag: 'L'.repeat(36), name: 'Long', parentId: group.id })
    const modern = await box201()
    expect(await modern.tell('Authorize', { idToken: token(long.idTag) })).toMatchObject({
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'G'.repeat(30) } },
    })
    const station = await box16()
    expect(await station.tell('Authorize', { idTag: 'MEMBER' })).toEqual({ idTagInfo: { status: 'Accepted' } })
  })
})

describe('10 · transaction events', () => {
  it('make a session in any order, with gaps, and its facts are the earliest and the latest', async () => {
    const station = await box201()
    await event(station, 'Updated', 5, { evse, meterValue: [register(500, 5)] })
    await event(station, 'Ended', 9, {
      transactionInfo: { stoppedReason: 'EVDisconnected' },
      meterValue: [register(900, 9, 'Transaction.End')],
    })
    await event(station, 'Started', 0, {
      evse,
      idToken: token(tagOf(station)),
      meterValue: [register(100, 0, 'Transaction.Begin')],
    })
    await event(station, 'Updated', 7, { meterValue: [register(700, 7)] })
    expect(await session(station)).toMatchObject({
      startTag: tagOf(station),
      startedAt: t0,
      stoppedAt: t0 + 9 * minute,
      stopReason: 'EVDisconnected',
      meterStartWh: 100,
      energyWh: 800,
      state: 'ended',
    })
  })

  it('make a session from its end alone', async () => {
    const station = await box201()
    await event(station, 'Ended', 3, {
      evse,
      meterValue: [register(100, 0, 'Transaction.Begin'), register(350, 3, 'Transaction.End')],
    })
    expect(await session(station)).toMatchObject({ state: 'ended', energyWh: 250 })
  })

  it('may tell EVSE and tag once only', async () => {
    const station = await box201()
    await event(station, 'Started', 0, { evse: { id: 2 } })
    await event(station, 'Updated', 1, { idToken: token(tagOf(station)), triggerReason: 'Authorized' })
    await event(station, 'Updated', 2, { meterValue: [register(1, 2)] })
    await event(station, 'Ended', 3)
    expect(await session(station)).toMatchObject({ evseNo: 2, startTag: tagOf(station), stopTag: null })
  })

  it('may use seqNo 0 again in the end', async () => {
    const station = await box201()
    await event(station, 'Started', 0, { evse, meterValue: [register(100, 0, 'Transaction.Begin')] })
    await event(station, 'Ended', 0, { timestamp: at(30), meterValue: [register(400, 30, 'Transaction.End')] })
    expect(await session(station)).toMatchObject({ state: 'ended', energyWh: 300 })
  })

  it('that happened offline do not change what is live', async () => {
    const station = await box201()
    await event(station, 'Started', 0, {
      evse,
      idToken: token(tagOf(station)),
      transactionInfo: { chargingState: 'Charging' },
    })
    const power = {
      timestamp: at(1),
      sampledValue: [{ value: 7000, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' } }],
    }
    await event(station, 'Updated', 1, { meterValue: [power] })
    const before = (await door.ask('stations.get', { id: station.id })).connectors[0]
    expect(before).toMatchObject({ isCharging: true, powerW: 7000 })
    const old = {
      timestamp: at(1),
      sampledValue: [{ value: 1, measurand: 'Power.Active.Import', unitOfMeasure: { unit: 'W' } }],
    }
    await event(station, 'Updated', 2, {
      offline: true,
      timestamp: at(0),
      meterValue: [old],
      transactionInfo: { chargingState: 'SuspendedEV' },
    })
    expect((await door.ask('stations.get', { id: station.id })).connectors[0]).toMatchObject({
      isCharging: true,
      powerW: 7000,
    })
    await event(station, 'Ended', 3)
  })

  it('of a whole session may come after it, from the queue of a station', async () => {
    const station = await box201()
    const minutesOf = [0, 1, 2, 3]
    for (const n of minutesOf)
      await event(station, n === 0 ? 'Started' : n === 3 ? 'Ended' : 'Updated', n, {
        offline: true,
        ...(n === 0 ? { evse, idToken: token(tagOf(station)) } : {}),
        meterValue: [register(1000 + n * 100, n)],
      })
    expect(await session(station)).toMatchObject({ state: 'ended', energyWh: 300, startedAt: t0 })
    const [connector] = (await door.ask('stations.get', { id: station.id })).connectors
    expect(connector).toMatchObject({ isCharging: false, transactionUid: null })
  })
})

describe('a message with a fact that can not be read', () => {
  it.each([
    [
      'ocpp1.6',
      'StopTransaction',
      { transactionId: 'none', meterStop: 1, timestamp: at(0) },
      'TypeConstraintViolation',
    ],
    [
      'ocpp1.6',
      'StartTransaction',
      { connectorId: 1, idTag: 'CARD', timestamp: at(0) },
      'OccurenceConstraintViolation',
    ],
    ['ocpp1.6', 'MeterValues', { connectorId: 1 }, 'OccurenceConstraintViolation'],
    ['ocpp2.0.1', 'TransactionEvent', { eventType: 'Started' }, 'OccurrenceConstraintViolation'],
    [
      'ocpp2.0.1',
      'TransactionEvent',
      {
        eventType: 'Paused',
        seqNo: 0,
        timestamp: at(0),
        triggerReason: 'Trigger',
        transactionInfo: { transactionId: 'x' },
      },
      'PropertyConstraintViolation',
    ],
    ['ocpp2.0.1', 'MeterValues', { evseId: 'one', meterValue: [register(1, 1)] }, 'TypeConstraintViolation'],
  ] as const)(
    'is refused by the name of its version, kept once, and shown: %s %s',
    async (protocol, action, payload, code) => {
      const station = await booted(protocol)
      for (let n = 0; n < 2; n++) expect(await station.ask(action, payload)).toMatchObject({ type: 4, name: code })
      const kept = await quarantined(station)
      expect(kept).toHaveLength(1)
      expect(JSON.parse(kept[0]?.payload ?? '')).toEqual(payload)
      const log = await door.ask('messages.list', { stationId: station.id, errorsOnly: true })
      expect(log.filter((row) => row.direction === 'in' && row.note !== null)).toHaveLength(2)
    },
  )

  it('is booked in spite of odd details', async () => {
    const station = await box16()
    const { transactionId } = await start(station)
    const answer = await station.tell('StopTransaction', {
      transactionId: String(transactionId),
      meterStop: 6000.4,
      reason: 'TheCatDidIt',
      timestamp: at(60),
      vendorSays: 'hello',
      idTag: null,
    })
    expect(answer).toEqual({})
    expect(await session(station)).toMatchObject({ state: 'ended', energyWh: 5000, stopReason: 'TheCatDidIt' })
    expect(await quarantined(station)).toEqual([])
    const [row] = await door.ask('messages.list', { stationId: station.id, action: 'StopTransaction', direction: 'in' })
    expect(row?.note).toContain('unknown field /vendorSays')
    await until('the count', () => door.server.oddities.get('StopTransaction: unknown field /vendorSays'))
  })
})
