import { describe, expect, it } from 'vitest'
import { at, CAR, Harness } from './wallbox-harness.ts'

describe('a reservation on a 1.6 wallbox', () => {
  const test = new Harness('ocpp1.6')
  const reserve = (reservationId: number, connectorId: number, idTag: string, more: object = {}) =>
    test.ask('ReserveNow', { reservationId, connectorId, idTag, expiryDate: at(600), ...more })
  const statuses = () =>
    test
      .seen('StatusNotification')
      .filter((each) => each.connectorId === 1)
      .map((each) => each.status)

  it('keeps the connector free for its driver, is used up by the start, and lets nobody else in', async () => {
    const box = await test.online()
    expect(await reserve(5, 1, 'MINE')).toEqual({ status: 'Accepted' })
    box.plug(1, CAR)
    expect(await box.swipe(1, 'OTHER')).toBe('refused')
    expect(await test.ask('RemoteStartTransaction', { connectorId: 1, idTag: 'OTHER' })).toEqual({ status: 'Rejected' })
    expect(await box.swipe(1, 'mine')).toBe('started')
    await box.settled()
    expect(test.seen('StartTransaction')).toMatchObject([{ idTag: 'mine', reservationId: 5 }])
    expect(box.state().reservations).toEqual([])
    expect(statuses()).toEqual(['Available', 'Reserved', 'Charging'])
    expect(box.violations).toEqual([])
  })

  it('is open to the family of its driver, also when the card comes before the car', async () => {
    test.server.answers.Authorize = { idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' } }
    const box = await test.online()
    await reserve(6, 1, 'MINE', { parentIdTag: 'FAMILY' })
    expect(await box.swipe(1, 'COUSIN')).toBe('waiting-for-car')
    box.plug(1, CAR)
    await box.settled()
    expect(test.seen('StartTransaction')).toMatchObject([{ idTag: 'COUSIN', reservationId: 6 }])
  })

  it('ends with its time, or when it is cancelled', async () => {
    const box = await test.online()
    await reserve(1, 1, 'MINE')
    expect(await test.ask('CancelReservation', { reservationId: 2 })).toEqual({ status: 'Rejected' })
    expect(await test.ask('CancelReservation', { reservationId: 1 })).toEqual({ status: 'Accepted' })
    await reserve(3, 1, 'MINE')
    await box.tick(599_000)
    expect(box.state().connectors[0]?.status).toBe('Reserved')
    await box.tick(2_000)
    expect(box.state().connectors[0]?.status).toBe('Available')
    expect(statuses()).toEqual(['Available', 'Reserved', 'Available', 'Reserved', 'Available'])
  })

  it('is refused with the reason: unknown, taken, broken, out of service, over', async () => {
    const box = await test.online({ connectors: 2 })
    expect(await reserve(1, 9, 'MINE')).toEqual({ status: 'Rejected' })
    expect(await reserve(1, 1, 'MINE', { expiryDate: at(-1) })).toEqual({ status: 'Rejected' })
    await reserve(1, 1, 'MINE')
    expect(await reserve(2, 1, 'OTHER')).toEqual({ status: 'Occupied' })
    expect(await reserve(1, 1, 'MINE', { expiryDate: at(900) })).toEqual({ status: 'Accepted' })
    box.plug(2, CAR)
    expect(await reserve(2, 2, 'OTHER')).toEqual({ status: 'Occupied' })
    box.unplug(2)
    box.fault(2, 'GroundFailure')
    expect(await reserve(2, 2, 'OTHER')).toEqual({ status: 'Faulted' })
    box.clearFault(2)
    await test.ask('ChangeAvailability', { connectorId: 2, type: 'Inoperative' })
    expect(await reserve(2, 2, 'OTHER')).toEqual({ status: 'Unavailable' })
    expect(box.violations).toEqual([])
  })

  it('of the whole station keeps as many connectors free as it has promised', async () => {
    const box = await test.online({ connectors: 2 })
    expect(await reserve(1, 0, 'MINE')).toEqual({ status: 'Accepted' })
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Available', 'Available'])
    box.plug(1, CAR)
    expect(await box.swipe(1, 'OTHER')).toBe('started')
    box.plug(2, CAR)
    expect(await box.swipe(2, 'THIRD')).toBe('refused')
    expect(await box.swipe(2, 'MINE')).toBe('started')
    await box.settled()
    expect(test.seen('StartTransaction').map((each) => each.reservationId)).toEqual([undefined, 1])
    expect(await reserve(2, 0, 'LATE')).toEqual({ status: 'Occupied' })
  })
})

describe('a reservation on a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const reserve = (id: number, more: object = {}) =>
    test.ask('ReserveNow', {
      id,
      expiryDateTime: at(600),
      idToken: { idToken: 'MINE', type: 'ISO14443' },
      evseId: 1,
      ...more,
    })

  it('is used by a remote start and named in the first event', async () => {
    const box = await test.online()
    expect(await reserve(5)).toEqual({ status: 'Accepted' })
    await box.settled()
    expect(test.seen('StatusNotification').at(-1)).toMatchObject({ connectorStatus: 'Reserved' })
    box.plug(1, CAR)
    const start = (idToken: string) =>
      test.ask('RequestStartTransaction', { evseId: 1, remoteStartId: 1, idToken: { idToken, type: 'Central' } })
    expect(await start('OTHER')).toEqual({ status: 'Rejected' })
    expect(await start('MINE')).toEqual({ status: 'Accepted' })
    await box.settled()
    expect(test.seen('TransactionEvent')[0]).toMatchObject({ eventType: 'Started', reservationId: 5 })
    expect(box.violations).toEqual([])
  })

  it('tells when it expires, or when the connector can no longer be kept free', async () => {
    const box = await test.online()
    expect(await reserve(1, { connectorType: 'cCCS2' })).toEqual({ status: 'Rejected' })
    await reserve(1, { connectorType: 'cType2' })
    await box.tick(601_000)
    await reserve(2, { expiryDateTime: at(9_999) })
    box.fault(1, 'GroundFault')
    await box.settled()
    expect(test.seen('ReservationStatusUpdate')).toEqual([
      { reservationId: 1, reservationUpdateStatus: 'Expired' },
      { reservationId: 2, reservationUpdateStatus: 'Removed' },
    ])
    expect(await test.ask('CancelReservation', { reservationId: 2 })).toEqual({ status: 'Rejected' })
    expect(box.violations).toEqual([])
  })
})
