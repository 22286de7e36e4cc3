/** Whatever a station sends: the process lives, other stations do not feel it, and each CALL with an id gets one answer. */
import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import * as schemas16 from '../../src/ocpp/generated/v16/validators.mjs'
import * as schemas201 from '../../src/ocpp/generated/v201/validators.mjs'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
let witness: RawStation
type Protocol = 'ocpp1.6' | 'ocpp2.0.1'

const boxes = new Map<Protocol, RawStation>()

beforeAll(async () => {
  door = await openDoor({ limits: { messagesPerSecond: 1e6, messageBurst: 1e6 } })
  witness = await door.station('WITNESS')
})
afterAll(() => door.close())

async function boxOf(protocol: Protocol): Promise<RawStation> {
  const known = boxes.get(protocol)
  if (known && !known.closed) return known
  const fresh = await door.station(`FUZZ-${protocol}`, protocol)
  boxes.set(protocol, fresh)
  return fresh
}

const protocols = fc.constantFrom<Protocol>('ocpp1.6', 'ocpp2.0.1')
const actions = [...new Set([...Object.keys(schemas16), ...Object.keys(schemas201)])]
  .filter((name) => name.endsWith('Request'))
  .map((name) => name.slice(0, -'Request'.length))

/** Values as they lie about in messages, and some that never should. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -0,
    '',
    'Accepted',
    'Started',
    'Ended',
    '2026-05-01T10:00:00Z',
  ),
  fc.integer(),
  fc.double(),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
)
const fieldName = fc.constantFrom(
  'connectorId',
  'idTag',
  'meterStart',
  'meterStop',
  'timestamp',
  'transactionId',
  'meterValue',
  'sampledValue',
  'value',
  'unit',
  'measurand',
  'phase',
  'context',
  'location',
  'format',
  'reason',
  'transactionData',
  'status',
  'errorCode',
  'info',
  'evseId',
  'connectorStatus',
  'eventType',
  'triggerReason',
  'seqNo',
  'transactionInfo',
  'evse',
  'id',
  'idToken',
  'type',
  'chargingStation',
  'model',
  'vendorName',
  'eventData',
  'component',
  'variable',
  'name',
  'vendorId',
  'data',
  'chargePointVendor',
  'chargePointModel',
  'offline',
  'chargingState',
  'remoteStartId',
  'unitOfMeasure',
  'multiplier',
  'signedMeterValue',
  'customData',
  '__proto__',
  'constructor',
)
const { payload } = fc.letrec<{ node: unknown; payload: Record<string, unknown> }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fieldName, tie('node'), { maxKeys: 6 }),
  ),
  payload: fc.dictionary(fieldName, tie('node'), { maxKeys: 8 }),
}))

/** A good message with one of its values replaced. */
const good: Record<Protocol, Record<string, object>> = {
  'ocpp1.6': {
    BootNotification: { chargePointVendor: 'A', chargePointModel: 'B', iccid: '1' },
    StatusNotification: {
      connectorId: 1,
      errorCode: 'NoError',
      status: 'Available',
      timestamp: '2026-05-01T10:00:00Z',
      info: 'x',
    },
    StartTransaction: { connectorId: 1, idTag: 'CARD', meterStart: 5, timestamp: '2026-05-01T10:00:00Z' },
    StopTransaction: {
      transactionId: 1,
      meterStop: 50,
      timestamp: '2026-05-01T11:00:00Z',
      idTag: 'CARD',
      reason: 'Local',
      transactionData: [{ timestamp: '2026-05-01T10:30:00Z', sampledValue: [{ value: '7', unit: 'Wh' }] }],
    },
    MeterValues: {
      connectorId: 1,
      transactionId: 1,
      meterValue: [
        {
          timestamp: '2026-05-01T10:30:00Z',
          sampledValue: [{ value: '7', unit: 'kWh', phase: 'L1', measurand: 'Voltage' }],
        },
      ],
    },
    Authorize: { idTag: 'CARD' },
    DataTransfer: { vendorId: 'a', messageId: 'b', data: 'c' },
  },
  'ocpp2.0.1': {
    BootNotification: { reason: 'PowerUp', chargingStation: { model: 'A', vendorName: 'B', modem: { iccid: '1' } } },
    StatusNotification: { timestamp: '2026-05-01T10:00:00Z', connectorStatus: 'Available', evseId: 1, connectorId: 1 },
    TransactionEvent: {
      eventType: 'Updated',
      timestamp: '2026-05-01T10:00:00Z',
      triggerReason: 'Trigger',
      seqNo: 1,
      transactionInfo: { transactionId: 'fuzz', chargingState: 'Charging', remoteStartId: 1 },
      evse: { id: 1, connectorId: 1 },
      idToken: { idToken: 'CARD', type: 'ISO14443' },
      meterValue: [
        {
          timestamp: '2026-05-01T10:00:00Z',
          sampledValue: [{ value: 7, unitOfMeasure: { unit: 'Wh', multiplier: 3 } }],
        },
      ],
    },
    MeterValues: { evseId: 1, meterValue: [{ timestamp: '2026-05-01T10:00:00Z', sampledValue: [{ value: 7 }] }] },
    NotifyEvent: {
      generatedAt: '2026-05-01T10:00:00Z',
      seqNo: 0,
      eventData: [
        {
          eventId: 1,
          timestamp: '2026-05-01T10:00:00Z',
          trigger: 'Alerting',
          actualValue: 'x',
          eventNotificationType: 'CustomMonitor',
          component: { name: 'A', evse: { id: 1 } },
          variable: { name: 'B' },
        },
      ],
    },
    Authorize: { idToken: { idToken: 'CARD', type: 'ISO14443' } },
  },
}

function places(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))].filter(
    (each) => each.length > 0,
  )
}

function replaced(value: object, path: (string | number)[], by: unknown): object {
  const copy = structuredClone(value) as Record<string | number, unknown>
  let holder = copy
  for (const key of path.slice(0, -1)) holder = holder[key] as typeof holder
  const last = path.at(-1) as string | number
  if (by === undefined) delete holder[last]
  else holder[last] = by
  return copy
}

const mutation = protocols.chain((protocol) =>
  fc.constantFrom(...Object.entries(good[protocol])).chain(([action, message]) =>
    fc.record({
      protocol: fc.constant(protocol),
      action: fc.constant(action),
      payload: fc
        .tuple(
          fc.constantFrom(...places(message)),
          fc.oneof(leaf, fc.constant(undefined), payload, fc.array(leaf, { maxLength: 2 })),
        )
        .map(([path, by]) => replaced(message, path, by)),
    }),
  ),
)

async function expectServed() {
  expect(await witness.tell('Heartbeat', {})).toHaveProperty('currentTime')
  expect(door.breaches).toEqual([])
}

async function expectOneAnswer(protocol: Protocol, action: string, body: unknown) {
  const box = await boxOf(protocol)
  const answer = await box.ask(action, body as object)
  expect([3, 4]).toContain(answer.type)
  // an InternalError would be a mistake of ours: whatever comes in has a name of its own
  expect(answer.name).not.toBe('InternalError')
  await expectServed()
}

describe('over a live socket', () => {
  test.prop(
    [protocols, fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json(), fc.string({ unit: 'grapheme' }))],
    { numRuns: 150 },
  )('any text leaves the server and the others alone', async (protocol, text) => {
    const box = await boxOf(protocol)
    box.raw(text)
    expect(await box.tell('Heartbeat', {})).toHaveProperty('currentTime')
    box.received.length = 0
    await expectServed()
  })

  test.prop([protocols, fc.uint8Array({ maxLength: 200 })], { numRuns: 80 })(
    'any bytes, also those that are no UTF-8 and no WebSocket frame, end at most their own connection',
    async (protocol, bytes) => {
      const box = await boxOf(protocol)
      const stream = (box.socket as unknown as { _socket: import('node:net').Socket })._socket
      stream.write(bytes)
      box.raw('[2,"end","Heartbeat",{}]')
      box.socket.close()
      box.terminate()
      await until('the end', () => box.closed)
      await expectServed()
    },
  )

  test.prop([protocols, fc.constantFrom(...actions), payload], { numRuns: 400 })(
    'any payload of any action gets one answer',
    expectOneAnswer,
  )

  test.prop([mutation], { numRuns: 600 })(
    'a good message with anything in one of its places gets one answer',
    async ({ protocol, action, payload: body }) => expectOneAnswer(protocol, action, body),
  )
})
