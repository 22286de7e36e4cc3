import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }
const hour = 3_600_000

describe('reservations in OCPP 2.0.1', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp2.0.1')
    const parent = await yard.door.ask('tags.create', { idTag: 'FLEET' })
    await yard.door.ask('tags.create', { idTag: '04A1B2C3', parentId: parent.id })
  })
  afterEach(() => yard.close())

  const reserve = async (place: { connectorId: number } | { stationId: string }) =>
    yard.door.ask('reservations.create', { ...place, idTag: '04A1B2C3', expiresAt: Date.now() + hour })
  const state = async (id: string) => (await yard.door.ask('reservations.get', { id })).state

  it('keep a connector for a card that then uses it', async () => {
    const box = await yard.box({ connectors: 2 })
    const made = await reserve({ connectorId: (await yard.connectorOf('BOX-1', 2)).id })
    expect(await yard.calls('ReserveNow')).toEqual([
      {
        id: 1,
        evseId: 2,
        expiryDateTime: new Date(made.expiresAt).toISOString(),
        idToken: { idToken: '04A1B2C3', type: 'ISO14443' },
        groupIdToken: { idToken: 'FLEET', type: 'Central' },
      },
    ])
    await until('the connector to be reserved', async () => (await yard.connectorOf('BOX-1', 2)).status === 'Reserved')
    box.plug(2, car)
    expect(await box.swipe(2, '04a1b2c3')).toBe('started')
    await box.settled()
    expect((await yard.calls('TransactionEvent')).some((each) => each.reservationId === 1)).toBe(true)
    expect(await yard.door.ask('reservations.get', { id: made.id })).toMatchObject({
      state: 'used',
      transactionUid: (await yard.connectorOf('BOX-1', 2)).transactionUid,
    })
  })

  it('of any connector name no EVSE, and are cancelled', async () => {
    await yard.box({ settings: { reserveAny: true } })
    const made = await reserve({ stationId: 'BOX-1' })
    expect((await yard.calls('ReserveNow'))[0]).not.toHaveProperty('evseId')
    await yard.door.ask('reservations.cancel', { id: made.id })
    expect(await yard.calls('CancelReservation')).toEqual([{ reservationId: 1 }])
  })

  it('end when the box says so: expired by its clock, or removed by a fault', async () => {
    const box = await yard.box()
    const { id: connectorId } = await yard.connectorOf()
    const first = await reserve({ connectorId })
    await box.tick(hour + 60_000)
    await until('the end', async () => (await state(first.id)) === 'expired')
    expect(await yard.calls('ReservationStatusUpdate')).toEqual([
      { reservationId: 1, reservationUpdateStatus: 'Expired' },
    ])
    const second = await yard.door.ask('reservations.create', {
      connectorId,
      idTag: '04A1B2C3',
      expiresAt: Date.now() + 5 * hour,
    })
    box.fault(1, 'GroundFailure')
    await until('the end', async () => (await state(second.id)) === 'removed')
    expect((await yard.connectorOf()).reservation).toBeNull()
  })
})
