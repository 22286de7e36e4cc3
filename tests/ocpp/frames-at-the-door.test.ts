import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
let count = 0

beforeAll(async () => {
  door = await openDoor()
})
afterAll(() => door.close())
afterEach(() => expect(door.breaches.splice(0)).toEqual([]))

const station = (protocol: Protocol) => door.station(`F-${++count}`, protocol)

/** What comes back for a raw frame: the server answers in order, so what follows it marks the end. */
async function answerTo(box: RawStation, text: string): Promise<[number, string, string] | undefined> {
  box.raw(text)
  await box.tell('Heartbeat', {})
  const [answer] = box.received.splice(0)
  return answer && [answer.type, answer.id, answer.name ?? '']
}

const codes = {
  'ocpp1.6': { format: 'FormationViolation', occurrence: 'OccurenceConstraintViolation' },
  'ocpp2.0.1': { format: 'FormatViolation', occurrence: 'OccurrenceConstraintViolation' },
}

describe.each<keyof typeof codes>(['ocpp1.6', 'ocpp2.0.1'])('a station of %s', (protocol) => {
  const { format, occurrence } = codes[protocol]

  it.each([
    ['[2,"x","Heartbeat"]', format],
    ['[2,"x","Heartbeat",{},{}]', format],
    ['[2,"x","Heartbeat",[]]', format],
    ['[2,"x","Heartbeat",null]', format],
    ['[2,"x",{},{}]', format],
    ['[2,"x","Heartbeat",{', format],
    ['[2,"x","MakeCoffee",{}]', 'NotImplemented'],
    ['[2,"x","__proto__",{}]', 'NotImplemented'],
    ['[2,"x","constructor",{}]', 'NotImplemented'],
    ['[2,"x","",{}]', 'NotImplemented'],
    ['[2,"x","heartbeat",{}]', 'NotImplemented'],
    // ours to send, not theirs
    ['[2,"x","Reset",{"type":"Hard"}]', 'NotSupported'],
    ['[2,"x","BootNotification",{}]', occurrence],
    [
      '[2,"x","Authorize",{"idTag":5,"idToken":5}]',
      protocol === 'ocpp1.6' ? 'TypeConstraintViolation' : 'TypeConstraintViolation',
    ],
  ])('is told by the name of its version what is wrong with %s', async (frame, code) => {
    const box = await station(protocol)
    expect(await answerTo(box, frame)).toEqual([4, 'x', code])
    const log = await until('the log', async () => {
      const rows = await door.ask('messages.list', { stationId: box.id, errorsOnly: true })
      return rows.length > 0 && rows
    })
    expect(log.some((row) => row.direction === 'in' && row.frame === frame && row.note !== null)).toBe(true)
  })

  it.each(['', 'hello', '{}', '[]', '[2]', '[2,7,"Heartbeat",{}]', 'null', '"2"', '\u0000', '[[[[[[', '[2,"'])(
    'survives %j, and goes on',
    async (text) => {
      const box = await station(protocol)
      const answer = await answerTo(box, text)
      // 1.6 has no answer for a message without an id; 2.0.1 has
      expect(answer).toEqual(protocol === 'ocpp1.6' ? undefined : [4, '-1', 'RpcFrameworkError'])
      expect(box.closed).toBeUndefined()
    },
  )

  it('is told that a message type is not known, where its version has a word for it', async () => {
    const box = await station(protocol)
    const answer = await answerTo(box, '[7,"x","Heartbeat",{}]')
    expect(answer).toEqual(protocol === 'ocpp1.6' ? undefined : [4, 'x', 'MessageTypeNotSupported'])
  })

  it('may answer what nobody asked: that is logged', async () => {
    const box = await station(protocol)
    for (const frame of ['[3,"never",{}]', '[4,"never","InternalError","",{}]', '[4,"never"]'])
      expect(await answerTo(box, frame)).toBeUndefined()
    const log = await until('the log', async () => {
      const rows = await door.ask('messages.list', { stationId: box.id, errorsOnly: true })
      return rows.length === 3 && rows
    })
    expect(log.every((row) => row.kind === 'invalid' && row.messageId === 'never')).toBe(true)
  })

  it('may use the same message ids as every other, and start again at 1 with each connection', async () => {
    const one = await station(protocol)
    const other = await station(protocol)
    for (const box of [one, other, one]) expect(await box.ask('Heartbeat', {}, '1')).toMatchObject({ type: 3, id: '1' })
  })

  it('may have longer ids than allowed', async () => {
    const box = await station(protocol)
    const id = 'x'.repeat(200)
    expect(await box.ask('Heartbeat', {}, id)).toMatchObject({ type: 3, id })
  })

  it('may talk of what only its vendor knows: it is told so, and it is shown', async () => {
    const box = await station(protocol)
    expect(await box.tell('DataTransfer', { vendorId: 'com.acme', messageId: 'hello', data: 'world' })).toEqual({
      status: 'UnknownVendorId',
    })
    expect(await door.ask('stations.events', { id: box.id })).toMatchObject([
      { subject: 'DataTransfer com.acme', value: 'hello', text: 'world' },
    ])
  })

  it('is served, message by message, although it never booted', async () => {
    const box = await station(protocol)
    const status =
      protocol === 'ocpp1.6'
        ? { connectorId: 1, errorCode: 'NoError', status: 'Available' }
        : {
            evseId: 1,
            connectorId: 1,
            connectorStatus: 'Available',
            timestamp: new Date().toISOString(),
          }
    expect(await box.tell('StatusNotification', status)).toEqual({})
    expect((await door.ask('stations.get', { id: box.id })).connectors).toMatchObject([{ status: 'Available' }])
  })
})

describe('events of a 2.0.1 station', () => {
  it('are shown with what they are about', async () => {
    const box = await station('ocpp2.0.1')
    const at = new Date(Date.now() - 60_000)
    await box.tell('NotifyEvent', {
      generatedAt: at.toISOString(),
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: at.toISOString(),
          trigger: 'Alerting',
          actualValue: 'true',
          techCode: 'E42',
          techInfo: 'relay welded',
          cleared: false,
          eventNotificationType: 'HardWiredNotification',
          component: { name: 'Connector', evse: { id: 1, connectorId: 1 } },
          variable: { name: 'Problem' },
        },
      ],
    })
    expect(await door.ask('stations.events', { id: box.id })).toMatchObject([
      {
        at: at.getTime(),
        evseNo: 1,
        subject: 'Connector#1:1.Problem',
        value: 'true',
        trigger: 'Alerting',
        cleared: false,
        text: 'E42: relay welded',
      },
    ])
  })

  it('are logged with what answers them', async () => {
    const box = await station('ocpp2.0.1')
    await box.tell('Heartbeat', {})
    const log = await door.ask('messages.list', { stationId: box.id })
    expect(log.map((row) => [row.direction, row.kind, row.action])).toEqual([
      ['out', 'result', 'Heartbeat'],
      ['in', 'call', 'Heartbeat'],
    ])
    expect(log[0]?.frame).toContain('currentTime')
  })
})
