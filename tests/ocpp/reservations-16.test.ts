import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }
const hour = 3_600_000

describe('reservations in OCPP 1.6', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp1.6')
    await yard.door.ask('tags.create', { idTag: 'MINE' })
    await yard.door.ask('tags.create', { idTag: 'OTHER' })
  })
  afterEach(() => yard.close())

  const state = async (id: string) => (await yard.door.ask('reservations.get', { id })).state

  it('keep a connector, which shows it, for a card that then uses it', async () => {
    const box = await yard.box({ connectors: 2 })
    const { id: connectorId } = await yard.connectorOf()
    const made = await yard.door.ask('reservations.create', {
      connectorId,
      idTag: 'MINE',
      expiresAt: Date.now() + hour,
    })
    expect(made.state).toBe('active')
    expect(await yard.calls('ReserveNow')).toEqual([
      { reservationId: 1, connectorId: 1, idTag: 'MINE', expiryDate: new Date(made.expiresAt).toISOString() },
    ])
    await until('the connector to be reserved', async () => (await yard.connectorOf()).status === 'Reserved')
    await expect(yard.door.ask('transactions.start', { connectorId, idTag: 'OTHER' })).rejects.toMatchObject({
      code: 'ConnectorReserved',
    })
    box.plug(1, car)
    expect(await box.swipe(1, 'OTHER')).not.toBe('started')
    expect(await box.swipe(1, 'MINE')).toBe('started')
    await box.settled()
    expect(await yard.calls('StartTransaction')).toMatchObject([{ reservationId: 1 }])
    expect(await yard.door.ask('reservations.get', { id: made.id })).toMatchObject({
      state: 'used',
      transactionUid: (await yard.connectorOf()).transactionUid,
    })
    expect(await yard.calls('CancelReservation')).toEqual([])
  })

  it('keep any connector, are cancelled, and tell a box’s refusal', async () => {
    const box = await yard.box({ settings: { reserveAny: true } })
    const expiresAt = Date.now() + hour
    const made = await yard.door.ask('reservations.create', { stationId: 'BOX-1', idTag: 'MINE', expiresAt })
    expect(await yard.calls('ReserveNow')).toMatchObject([{ connectorId: 0 }])
    expect(await yard.door.ask('reservations.cancel', { id: made.id })).toMatchObject({ state: 'cancelled' })
    expect(await yard.calls('CancelReservation')).toEqual([{ reservationId: 1 }])
    await until('the connector to be free', async () => (await yard.connectorOf()).status === 'Available')
    box.plug(1, car)
    await box.settled()
    await expect(
      yard.door.ask('reservations.create', { connectorId: (await yard.connectorOf()).id, idTag: 'MINE', expiresAt }),
    ).rejects.toMatchObject({ code: 'StationRejected', details: { answer: 'Occupied' } })
  })

  it('cancelled while the box is away are told to it when it is back', async () => {
    const box = await yard.box()
    const made = await yard.door.ask('reservations.create', {
      connectorId: (await yard.connectorOf()).id,
      idTag: 'MINE',
      expiresAt: Date.now() + hour,
    })
    box.goOffline()
    await until('the station to be offline', async () => !(await yard.door.ask('stations.get', { id: 'BOX-1' })).online)
    await yard.door.ask('reservations.cancel', { id: made.id })
    expect(await state(made.id)).toBe('cancelled')
    box.goOnline()
    await until('the box to be told', async () => (await yard.calls('CancelReservation')).length === 1)
    await until('the connector to be free', async () => (await yard.connectorOf()).status === 'Available')
  })
})
