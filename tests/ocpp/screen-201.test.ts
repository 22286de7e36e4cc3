import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { silentLog } from '../../src/site/log.ts'
import { CostUpdates } from '../../src/site/prices/cost-updates.ts'
import { SessionStatusQuestions } from '../../src/site/transactions/session-status.ts'
import { ManualClock } from '../kit/clock.ts'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
let box: RawStation
beforeEach(async () => {
  door = await openDoor()
  box = await ready('BOX-1', 'ocpp2.0.1')
})
afterEach(async () => {
  await door.close()
  expect(door.breaches).toEqual([])
})

async function ready(id: string, protocol: 'ocpp1.6' | 'ocpp2.0.1'): Promise<RawStation> {
  const station = await door.station(id, protocol)
  await station.boot()
  await until('readiness', () => door.server.online.all().find((each) => each.name === id)?.ready)
  return station
}

const stationId = 'BOX-1'
const list = () => door.ask('displayMessages.list', { stationId })

async function event(eventType: string, seqNo: number, more: object = {}, station = box) {
  return station.tell('TransactionEvent', {
    eventType,
    seqNo,
    timestamp: new Date(Date.now() - 60_000 + seqNo * 1000).toISOString(),
    triggerReason: 'Authorized',
    transactionInfo: { transactionId: 'TX-1' },
    evse: { id: 1, connectorId: 1 },
    ...more,
  })
}

const meter = (value: number) => ({
  meterValue: [
    {
      timestamp: new Date().toISOString(),
      sampledValue: [{ value, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } }],
    },
  ],
})

describe('messages on the screen of a 2.0.1 station', () => {
  it('are written with all that was said of them, and listed as shown', async () => {
    const endAt = Date.UTC(2040, 0, 1)
    const asked = door.ask('displayMessages.set', {
      stationId,
      content: 'Heute bitte an Platz 2 laden',
      language: 'de',
      priority: 'in-front',
      shownWhile: 'idle',
      endAt,
    })
    const call = await box.called('SetDisplayMessage')
    expect(call.payload).toEqual({
      message: {
        id: 1,
        priority: 'InFront',
        state: 'Idle',
        endDateTime: '2040-01-01T00:00:00.000Z',
        message: { format: 'UTF8', language: 'de', content: 'Heute bitte an Platz 2 laden' },
      },
    })
    expect(await list()).toMatchObject([{ state: 'sent', ocppId: 1 }])
    box.answer(call, { status: 'Accepted' })
    expect(await asked).toMatchObject({ state: 'shown', origin: 'site', content: 'Heute bitte an Platz 2 laden' })
    expect(await list()).toMatchObject([{ state: 'shown', confirmedAt: expect.any(Number) }])
  })

  it('are listed with the reason where the station refuses them', async () => {
    const asked = door.ask('displayMessages.set', { stationId, content: '<b>x</b>', format: 'html' })
    box.answer(await box.called('SetDisplayMessage'), { status: 'NotSupportedMessageFormat' })
    await expect(asked).rejects.toMatchObject({
      code: 'StationRejected',
      details: { answer: 'NotSupportedMessageFormat' },
    })
    expect(await list()).toMatchObject([{ state: 'refused', problem: 'StationRejected: NotSupportedMessageFormat' }])
  })

  it.each([
    ['is too long', { content: 'x'.repeat(513) }, 'content'],
    ['says nothing', { content: '  ' }, 'content'],
    ['is over before it begins', { content: 'x', endAt: 1000 }, 'endAt'],
    ['has what ASCII has not', { content: 'Grüße', format: 'ascii' as const }, 'content'],
    ['is in no language', { content: 'x', language: 'German please' }, 'language'],
  ])('are not sent when one %s', async (_, given, field) => {
    await expect(door.ask('displayMessages.set', { stationId, ...given })).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { [field]: expect.any(String) } },
    })
    expect(box.received).toEqual([])
    expect(await list()).toEqual([])
  })

  it('are taken off, and one that is off already is gone', async () => {
    for (const [status, state] of [
      ['Accepted', 'cleared'],
      ['Unknown', 'gone'],
    ] as const) {
      const asked = door.ask('displayMessages.set', { stationId, content: 'x' })
      box.answer(await box.called('SetDisplayMessage'), { status: 'Accepted' })
      const { id, ocppId } = await asked
      const cleared = door.ask('displayMessages.clear', { stationId, id })
      const call = await box.called('ClearDisplayMessage')
      expect(call.payload).toEqual({ id: ocppId })
      box.answer(call, { status })
      expect(await cleared).toMatchObject({ state })
    }
  })

  it('are read from the station in parts; what it does not tell is gone', async () => {
    const asked = door.ask('displayMessages.set', { stationId, content: 'forgotten by the station' })
    box.answer(await box.called('SetDisplayMessage'), { status: 'Accepted' })
    await asked
    const refresh = door.ask('displayMessages.refresh', { stationId })
    const call = await box.called('GetDisplayMessages')
    const { requestId } = call.payload
    const message = { format: 'ASCII', content: 'Made in a factory' }
    await box.tell('NotifyDisplayMessages', {
      requestId,
      tbc: true,
      messageInfo: [{ id: 77, priority: 'AlwaysFront', state: 'Faulted', message }],
    })
    expect((await list()).map(({ state }) => state)).toEqual(['shown', 'shown'])
    box.answer(call, { status: 'Accepted' })
    expect(await refresh).toEqual({ outcome: 'coming' })
    await box.tell('NotifyDisplayMessages', {
      requestId,
      messageInfo: [{ id: 78, priority: 'Urgent', message: { ...message, content: 'Second' } }],
    })
    expect(await list()).toMatchObject([
      { ocppId: 78, origin: 'station', state: 'shown', priority: 'normal-cycle' },
      {
        ocppId: 77,
        origin: 'station',
        state: 'shown',
        priority: 'always-front',
        shownWhile: 'faulted',
        format: 'ascii',
      },
      { ocppId: 1, origin: 'site', state: 'gone' },
    ])
  })

  it('are none where the station says so', async () => {
    const refresh = door.ask('displayMessages.refresh', { stationId })
    box.answer(await box.called('GetDisplayMessages'), { status: 'Unknown' })
    expect(await refresh).toEqual({ outcome: 'none' })
  })

  it('are nothing that 1.6 knows', async () => {
    await ready('OLD', 'ocpp1.6')
    await expect(door.ask('displayMessages.set', { stationId: 'OLD', content: 'x' })).rejects.toMatchObject({
      code: 'NotSupported',
    })
    await expect(door.ask('customerInformation.ask', { stationId: 'OLD', idTag: 'A' })).rejects.toMatchObject({
      code: 'NotSupported',
    })
  })
})

describe('prices on the screen', () => {
  beforeEach(async () => {
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
  })
  const token = { idToken: { idToken: 'CARD-1', type: 'ISO14443' } }

  it('are not told unless the station is set to', async () => {
    const { idTokenInfo } = await box.tell('Authorize', token)
    expect(idTokenInfo).not.toHaveProperty('personalMessage')
    await event('Started', 0, { ...token, ...meter(1000) })
    expect(await event('Ended', 1, meter(11_670))).toEqual({})
  })

  it('come with the answer to a card and to an end', async () => {
    await door.ask('stations.setPriceDisplay', { id: stationId, prices: true, costEveryS: null })
    const personalMessage = { format: 'UTF8', language: 'en', content: 'Price: €0.30/kWh' }
    expect(await box.tell('Authorize', token)).toMatchObject({ idTokenInfo: { status: 'Accepted', personalMessage } })
    const strange = await box.tell('Authorize', { idToken: { idToken: 'NOBODY', type: 'Central' } })
    expect(strange.idTokenInfo).not.toHaveProperty('personalMessage')
    const started = await event('Started', 0, { ...token, ...meter(1000) })
    expect(started).toMatchObject({ idTokenInfo: { personalMessage } })
    expect(await event('Updated', 1, meter(5000))).toEqual({})
    expect(await event('Ended', 2, meter(11_670))).toEqual({
      totalCost: 3.2,
      updatedPersonalMessage: { format: 'UTF8', language: 'en', content: 'Total: €3.20 (10.67 kWh)' },
    })
  })

  it('are in the language of the driver', async () => {
    await door.ask('stations.setPriceDisplay', { id: stationId, prices: true, costEveryS: null })
    await door.ask('users.updateMe', { language: 'de' })
    const [tag] = await door.ask('tags.list', {})
    await door.ask('tags.update', { id: tag?.id ?? '', userIds: [door.test.admin.userId] })
    expect(await box.tell('Authorize', token)).toMatchObject({
      idTokenInfo: { personalMessage: { language: 'de', content: expect.stringMatching(/^Preis: 0,30\s€\/kWh$/) } },
    })
  })

  it('run with the session: the cost is told when it has changed, not too often, and to the end', async () => {
    const clock = new ManualClock(Date.now())
    const updates = new CostUpdates({ site: door.test.site, clock, log: silentLog })
    updates.start()
    try {
      await door.ask('stations.setPriceDisplay', { id: stationId, prices: false, costEveryS: 30 })
      await event('Started', 0, { ...token, ...meter(1000) })
      clock.advance(5_000)
      const first = await box.called('CostUpdated')
      expect(first.payload).toEqual({ transactionId: 'TX-1', totalCost: 0 })
      box.answer(first, {})
      await until('the answer', () =>
        door.test.site
          .execute(door.test.admin, 'messages.list', { stationId, direction: 'in', action: 'CostUpdated' })
          .then((rows) => rows.length > 0),
      )
      await event('Updated', 1, meter(11_000))
      clock.advance(20_000)
      await box.tell('Heartbeat', {})
      expect(box.received).toEqual([])
      clock.advance(10_000)
      const second = await box.called('CostUpdated')
      expect(second.payload).toEqual({ transactionId: 'TX-1', totalCost: 3 })
      box.raw(JSON.stringify([4, second.id, 'NotSupported', '', {}]))
      await event('Updated', 2, meter(21_000))
      await box.tell('Heartbeat', {})
      clock.advance(60_000)
      await box.tell('Heartbeat', {})
      expect(box.received).toEqual([])
    } finally {
      await updates.stop()
      expect(clock.pending).toBe(0)
    }
  })
})

describe('what a station keeps about a customer', () => {
  const ask = (more: object = {}) => door.ask('customerInformation.ask', { stationId, idTag: 'CARD-1', ...more })

  it('comes in parts, in any order, and is put together', async () => {
    const asked = ask({ clear: true })
    const call = await box.called('CustomerInformation')
    const { requestId } = call.payload
    expect(call.payload).toEqual({
      requestId,
      report: true,
      clear: true,
      idToken: { idToken: 'CARD-1', type: 'Central' },
    })
    box.answer(call, { status: 'Accepted' })
    const { id } = await asked
    const part = (seqNo: number, data: string, tbc: boolean) =>
      box.tell('NotifyCustomerInformation', { requestId, seqNo, data, tbc, generatedAt: new Date().toISOString() })
    const get = () => door.ask('customerInformation.get', { stationId, id })
    await part(2, 'and 3.', false)
    await part(0, 'Sessions 1, ', true)
    await part(0, 'Sessions 1, ', true)
    expect(await get()).toMatchObject({ state: 'running' })
    await part(1, '2 ', true)
    expect(await get()).toMatchObject({ state: 'complete', text: 'Sessions 1, 2 and 3.', incomplete: null })
    await part(3, 'late', false)
    expect(await get()).toMatchObject({ text: 'Sessions 1, 2 and 3.' })
    await door.ask('customerInformation.remove', { stationId, id })
    await expect(get()).rejects.toMatchObject({ code: 'NotFound' })
    expect(await door.ask('customerInformation.list', { stationId })).toEqual([])
  })

  it('is bounded', async () => {
    const asked = ask()
    const call = await box.called('CustomerInformation')
    box.answer(call, { status: 'Accepted' })
    const { id } = await asked
    const { requestId } = call.payload
    for (let seqNo = 0; seqNo < 6; seqNo++)
      await box.tell('NotifyCustomerInformation', {
        requestId,
        seqNo,
        data: 'x'.repeat(50_000),
        tbc: seqNo < 5,
        generatedAt: new Date().toISOString(),
      })
    expect(await door.ask('customerInformation.get', { stationId, id })).toMatchObject({
      state: 'complete',
      length: 256 * 1024,
      incomplete: 'The station told more than is kept.',
    })
  })

  it('is refused with a reason, or cleared without a report', async () => {
    const refused = ask()
    box.answer(await box.called('CustomerInformation'), { status: 'Invalid' })
    await expect(refused).rejects.toMatchObject({ code: 'StationRejected', details: { answer: 'Invalid' } })
    const cleared = ask({ report: false, clear: true })
    box.answer(await box.called('CustomerInformation'), { status: 'Accepted' })
    expect(await cleared).toMatchObject({ state: 'complete' })
    expect(await door.ask('customerInformation.list', { stationId })).toMatchObject([
      { state: 'complete' },
      { state: 'refused' },
    ])
    await expect(ask({ report: false })).rejects.toMatchObject({ code: 'InvalidInput' })
    await expect(ask({ identifier: 'both' })).rejects.toMatchObject({ code: 'InvalidInput' })
  })
})

describe('a station that comes back with open sessions', () => {
  it('is asked whether it still holds messages of them, until it has none', async () => {
    const clock = new ManualClock(Date.now())
    const questions = new SessionStatusQuestions({ site: door.test.site, clock, log: silentLog })
    questions.start()
    try {
      await event('Started', 0, meter(1000))
      box.terminate()
      await until('the end', async () => !(await door.ask('stations.get', { id: stationId })).online)
      const again = await door.station(stationId, 'ocpp2.0.1')
      const call = await again.called('GetTransactionStatus')
      expect(call.payload).toEqual({ transactionId: 'TX-1' })
      again.answer(call, { messagesInQueue: true, ongoingIndicator: true })
      const session = async () => (await door.ask('transactions.list', {})).items[0]
      await until('what it says', async () => (await session())?.messagesQueued === true)
      await until('the next question to be set', () => clock.pending > 0)
      clock.advance(60_000)
      again.answer(await again.called('GetTransactionStatus'), { messagesInQueue: false })
      await until('the end of the queue', async () => (await session())?.messagesQueued === false)
    } finally {
      questions.stop()
      expect(clock.pending).toBe(0)
    }
  })
})
