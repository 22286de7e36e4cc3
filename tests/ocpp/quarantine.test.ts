import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { permissionPresets } from '../../src/site/permissions.ts'
import { userActor } from '../kit/site.ts'
import { type Door, openDoor, type RawStation } from './door.ts'

let door: Door
let box: RawStation
beforeEach(async () => {
  door = await openDoor()
  box = await door.station('BOX-1', 'ocpp1.6')
  await box.boot()
})
afterEach(async () => {
  await door.close()
  expect(door.breaches).toEqual([])
})

const startedAt = '2026-03-01T10:00:00Z'
const stoppedAt = '2026-03-01T12:00:00Z'

async function start(): Promise<number> {
  const { transactionId } = await box.tell('StartTransaction', {
    connectorId: 1,
    idTag: 'CARD-1',
    meterStart: 1000,
    timestamp: startedAt,
  })
  return Number(transactionId)
}

const stop = (transactionId: number) => ({ transactionId, meterStop: 8000, timestamp: stoppedAt })
const open = () => door.ask('quarantine.list', {})
const sessions = async () => (await door.ask('transactions.list', {})).items

async function only() {
  const [fact, ...others] = await open()
  expect(others).toEqual([])
  if (!fact) throw new Error('there is none')
  return fact
}

describe('a stop of a session that nobody knows', () => {
  it('can be repaired and booked, and then counts as if it had come like this', async () => {
    const transactionId = await start()
    await box.tell('StopTransaction', stop(4711))
    const fact = await only()
    expect(fact).toMatchObject({ stationId: 'BOX-1', protocol: 'ocpp1.6', action: 'StopTransaction', resolution: null })
    await expect(door.ask('quarantine.book', { id: fact.id })).rejects.toMatchObject({
      code: 'NotBookable',
      details: { reason: expect.stringContaining('4711') },
    })
    const payload = JSON.stringify(stop(transactionId))
    expect(await door.ask('quarantine.repair', { id: fact.id, payload })).toMatchObject({
      payload: JSON.stringify(stop(4711)),
      repaired: payload,
    })
    const booked = await door.ask('quarantine.book', { id: fact.id })
    expect(booked).toMatchObject({ resolution: 'booked', resolvedBy: `user ${door.test.admin.userId}` })
    expect(await sessions()).toMatchObject([{ stoppedAt: Date.parse(stoppedAt), energyWh: 7000, meterStopWh: 8000 }])
    expect(await open()).toEqual([])
    expect(await door.ask('quarantine.list', { state: 'resolved' })).toMatchObject([{ id: fact.id }])
  })

  it('is booked once, however often it is asked for, and stays out when the station repeats it', async () => {
    const transactionId = await start()
    await box.tell('StopTransaction', stop(4711))
    const { id } = await only()
    await door.ask('quarantine.repair', { id, payload: JSON.stringify(stop(transactionId)) })
    const first = await door.ask('quarantine.book', { id })
    expect(await door.ask('quarantine.book', { id })).toEqual(first)
    await box.tell('StopTransaction', stop(4711))
    expect(await open()).toEqual([])
    expect(await sessions()).toHaveLength(1)
    await expect(door.ask('quarantine.discard', { id, reason: 'late' })).rejects.toMatchObject({ code: 'Conflict' })
    await expect(door.ask('quarantine.repair', { id, payload: JSON.stringify(stop(1)) })).rejects.toMatchObject({
      code: 'Conflict',
    })
  })

  it('leaves nothing behind when it still can not be booked', async () => {
    await box.tell('StopTransaction', { ...stop(4711), idTag: 'CARD-1' })
    const { id } = await only()
    await expect(door.ask('quarantine.book', { id })).rejects.toMatchObject({ code: 'NotBookable' })
    expect(await only()).toMatchObject({ id, resolution: null })
    expect(await sessions()).toEqual([])
  })

  it('can be discarded with a reason that stays', async () => {
    await box.tell('StopTransaction', stop(4711))
    const { id } = await only()
    await expect(door.ask('quarantine.discard', { id, reason: ' ' })).rejects.toMatchObject({ code: 'InvalidInput' })
    const discarded = await door.ask('quarantine.discard', { id, reason: 'test of the installer' })
    expect(discarded).toMatchObject({ resolution: 'discarded', resolvedNote: 'test of the installer' })
    expect(await door.ask('quarantine.discard', { id, reason: 'again' })).toEqual(discarded)
    await expect(door.ask('quarantine.book', { id })).rejects.toMatchObject({ code: 'Conflict' })
  })
})

describe('a start that could not be read', () => {
  const broken = { connectorId: 1, idTag: 'CARD-1', meterStart: 'many', timestamp: startedAt }

  it('is booked at its own instant once it is repaired', async () => {
    await box.ask('StartTransaction', broken)
    const { id, reason } = await only()
    expect(reason).toContain('meterStart')
    await expect(door.ask('quarantine.book', { id })).rejects.toMatchObject({ code: 'NotBookable' })
    for (const [payload, field] of [
      ['{"connectorId": 1', 'payload'],
      ['[]', 'payload'],
      [JSON.stringify({ ...broken, meterStart: null }), 'payload.meterStart'],
    ] as const)
      await expect(door.ask('quarantine.repair', { id, payload })).rejects.toMatchObject({
        code: 'InvalidInput',
        details: { fields: { [field]: expect.any(String) } },
      })
    await door.ask('quarantine.repair', { id, payload: JSON.stringify({ ...broken, meterStart: 1000 }) })
    await door.ask('quarantine.book', { id })
    expect(await sessions()).toMatchObject([
      { startedAt: Date.parse(startedAt), meterStartWh: 1000, startTag: 'CARD-1', stoppedAt: null },
    ])
  })

  it('may have what the door would let pass', async () => {
    await box.ask('StartTransaction', broken)
    const { id } = await only()
    // the tag is too long for 1.6, the timestamp is missing: both are tolerated
    const payload = JSON.stringify({ connectorId: 1, idTag: 'X'.repeat(25), meterStart: '1000' })
    await door.ask('quarantine.repair', { id, payload })
    const { receivedAt } = await door.ask('quarantine.book', { id })
    expect(await sessions()).toMatchObject([{ startedAt: receivedAt, meterStartWh: 1000 }])
  })
})

describe('an event of a 2.0.1 session that could not be read', () => {
  it('is booked by the way of its own version', async () => {
    const newer = await door.station('BOX-2', 'ocpp2.0.1')
    await newer.boot()
    const event = {
      eventType: 'Started',
      timestamp: startedAt,
      triggerReason: 'Authorized',
      seqNo: 0,
      transactionInfo: { transactionId: 'TX-1' },
      evse: { id: 1, connectorId: 1 },
    }
    await newer.ask('TransactionEvent', { ...event, seqNo: {} })
    const { id } = await only()
    await door.ask('quarantine.repair', { id, payload: JSON.stringify(event) })
    await door.ask('quarantine.book', { id })
    expect(await sessions()).toMatchObject([{ stationId: 'BOX-2', startedAt: Date.parse(startedAt) }])
  })
})

describe('quarantined facts', () => {
  it('are seen by those who read sessions, and resolved by those who manage stations', async () => {
    await box.tell('StopTransaction', stop(4711))
    const { id } = await only()
    const accountant = userActor('a', door.test.accountId, permissionPresets.accountant)
    const stranger = userActor('s', 'elsewhere', permissionPresets.administrator)
    const { site } = door.test
    expect(await site.execute(accountant, 'quarantine.get', { id })).toMatchObject({ id })
    await expect(site.execute(accountant, 'quarantine.book', { id })).rejects.toMatchObject({ code: 'Forbidden' })
    expect(await site.execute(stranger, 'quarantine.list', {})).toEqual([])
    for (const name of ['quarantine.get', 'quarantine.book'] as const)
      await expect(site.execute(stranger, name, { id })).rejects.toMatchObject({ code: 'NotFound' })
  })
})
