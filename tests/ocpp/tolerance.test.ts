import { describe, expect, it } from 'vitest'
import type { Incoming } from '../../src/ocpp/protocol.ts'
import { checkMessage } from '../../src/ocpp/tolerance.ts'
import { v16 } from '../../src/ocpp/v16/version.ts'
import { v201 } from '../../src/ocpp/v201/version.ts'

function incomingOf(version: typeof v16, action: string): Incoming {
  const message = version.messages.get(action)?.in
  if (!message) throw new Error(`${action} is not served`)
  return message
}

const check16 = (action: string, payload: object) => checkMessage(incomingOf(v16, action), { ...payload })
const check201 = (action: string, payload: object) => checkMessage(incomingOf(v201, action), { ...payload })

const start = { connectorId: 1, idTag: 'CARD', meterStart: 0, timestamp: '2026-05-01T10:00:00Z' }
const stop = { transactionId: 1, meterStop: 5, timestamp: '2026-05-01T10:00:00Z' }
const event = {
  eventType: 'Started',
  timestamp: '2026-05-01T10:00:00Z',
  triggerReason: 'Authorized',
  seqNo: 0,
  transactionInfo: { transactionId: 'tx' },
}

describe('a message that matches its schema', () => {
  it('is handed on as it is, without a word', () => {
    const payload = { ...start }
    expect(check16('StartTransaction', payload)).toEqual({ ok: true, payload, oddities: [] })
  })
})

describe('in every message', () => {
  it('unknown fields are ignored and told, at any depth', () => {
    expect(check16('Heartbeat', { vendor: 1, 'a/b~c': 2 })).toMatchObject({
      ok: true,
      oddities: ['unknown field /vendor', 'unknown field /a/b~c'],
    })
    const boot = { reason: 'PowerUp', chargingStation: { vendorName: 'A', model: 'B', colour: 'red', modem: { x: 1 } } }
    expect(check201('BootNotification', boot)).toMatchObject({ ok: true })
  })

  it('a null in an optional field is no field', () => {
    const checked = check16('BootNotification', {
      chargePointVendor: 'A',
      chargePointModel: 'B',
      iccid: null,
      imsi: null,
    })
    expect(checked).toEqual({
      ok: true,
      payload: { chargePointVendor: 'A', chargePointModel: 'B' },
      oddities: ['/iccid is null', '/imsi is null'],
    })
  })

  it('a null in a required field is of the wrong type', () => {
    expect(check16('BootNotification', { chargePointVendor: null, chargePointModel: 'B' })).toMatchObject({
      ok: false,
      violation: 'type',
    })
  })

  it.each([
    [{}, 'occurrence'],
    [{ idTag: 7 }, 'type'],
    [{ idTag: ['A'] }, 'type'],
    [{ idTag: 'x'.repeat(21) }, 'property'],
  ])('Authorize %j breaks its schema by %s', (payload, violation) => {
    expect(check16('Authorize', payload)).toMatchObject({ ok: false, violation })
  })

  it('says where it breaks its schema', () => {
    expect(check16('Authorize', { idTag: 'x'.repeat(21) })).toMatchObject({
      reason: expect.stringContaining('/idTag must NOT have more than 20 characters'),
    })
  })
})

describe('a message with a fact', () => {
  it('may have texts that are too long: they are handed on whole', () => {
    const checked = check16('StartTransaction', { ...start, idTag: 'x'.repeat(36) })
    expect(checked).toMatchObject({ ok: true, payload: { idTag: 'x'.repeat(36) } })
    expect(checked).toMatchObject({ oddities: ['/idTag is longer than 20 characters'] })
  })

  it('may have words that are in no list', () => {
    expect(check16('StopTransaction', { ...stop, reason: 'Bored' })).toMatchObject({
      ok: true,
      payload: { reason: 'Bored' },
      oddities: ['/reason is "Bored"'],
    })
  })

  it('may have numbers in quotes, fractions for integers, and numbers for texts', () => {
    expect(check16('StopTransaction', { ...stop, meterStop: 1234.6, transactionId: '12' })).toMatchObject({
      ok: true,
      payload: { meterStop: 1235, transactionId: 12 },
    })
    const meterValue = [{ timestamp: stop.timestamp, sampledValue: [{ value: 12.5 }, { value: '13' }, { value: 14 }] }]
    expect(check16('MeterValues', { connectorId: 1, meterValue })).toMatchObject({
      ok: true,
      payload: { meterValue: [{ sampledValue: [{ value: '12.5' }, { value: '13' }, { value: '14' }] }] },
    })
    const sampledValue = [{ value: '12.5' }]
    expect(
      check201('MeterValues', { evseId: 1, meterValue: [{ timestamp: stop.timestamp, sampledValue }] }),
    ).toMatchObject({
      ok: true,
      payload: { meterValue: [{ sampledValue: [{ value: 12.5 }] }] },
    })
  })

  it('may have no time, or one that can not be read: the handler sees it as it is', () => {
    const { timestamp: _, ...timeless } = start
    expect(check16('StartTransaction', timeless)).toMatchObject({ ok: true, payload: timeless })
    const local = { ...start, timestamp: '2026-05-01T10:00:00' }
    expect(check16('StartTransaction', local)).toMatchObject({ ok: true, payload: local })
  })

  it('may have empty or missing readings', () => {
    const checked = check201('TransactionEvent', { ...event, meterValue: [] })
    expect(checked).toMatchObject({ ok: true, payload: { meterValue: [] } })
    expect(
      check201('TransactionEvent', { ...event, meterValue: [{ timestamp: 'x', sampledValue: [] }] }),
    ).toMatchObject({ ok: true })
    expect(check16('MeterValues', { connectorId: 1, meterValue: [{ timestamp: stop.timestamp }] })).toMatchObject({
      ok: true,
    })
  })

  it('is mended at all places at once, however many there are', () => {
    const meterValue = Array.from({ length: 1500 }, () => ({
      timestamp: '2026-05-01T10:00:00Z',
      sampledValue: [{ value: '50', unit: 'Hz', measurand: 'Frequency', vendor: 'x' }],
    }))
    const checked = check16('MeterValues', { connectorId: 1, meterValue })
    expect(checked).toMatchObject({ ok: true })
    expect(checked.ok && checked.oddities).toHaveLength(2)
  })

  it.each([
    ['StartTransaction', { ...start, meterStart: 'much' }, 'type'],
    ['StartTransaction', { connectorId: 1, idTag: 'A', timestamp: start.timestamp }, 'occurrence'],
    ['StartTransaction', { ...start, connectorId: {} }, 'type'],
    ['StopTransaction', { timestamp: start.timestamp, meterStop: 1 }, 'occurrence'],
    ['MeterValues', { connectorId: 1 }, 'occurrence'],
    ['MeterValues', { connectorId: 1, meterValue: 'none' }, 'type'],
  ])('is not guessed where it matters: %s %j', (action, payload, violation) => {
    expect(check16(action, payload)).toMatchObject({ ok: false, violation })
  })

  it.each([
    [{ ...event, eventType: 'Paused' }, 'property'],
    [{ ...event, seqNo: 'first' }, 'type'],
    [{ ...event, transactionInfo: {} }, 'occurrence'],
  ])('is not guessed in 2.0.1 either: %j', (payload, violation) => {
    expect(check201('TransactionEvent', payload)).toMatchObject({ ok: false, violation })
  })
})

describe('a status', () => {
  it('may name an error or a state that no list has', () => {
    expect(
      check16('StatusNotification', { connectorId: 1, errorCode: 'Error', status: 'Waiting', info: 'x'.repeat(80) }),
    ).toMatchObject({
      ok: true,
      payload: { errorCode: 'Error', status: 'Waiting', info: 'x'.repeat(80) },
    })
  })

  it('without a connector means nothing', () => {
    expect(check16('StatusNotification', { errorCode: 'NoError', status: 'Available' })).toMatchObject({
      ok: false,
      violation: 'occurrence',
    })
  })
})
