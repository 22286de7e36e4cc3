import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import { silentLog } from '../../src/site/log.ts'
import { permissionPresets, type StationActor, type UserActor } from '../../src/site/permissions.ts'
import { isFor, keptFrom } from '../../src/site/reservations/reservation.ts'
import { ReservationUpkeep } from '../../src/site/reservations/reservation-upkeep.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

const holder = fc.record({
  idTag: fc.constantFrom('A', 'B', 'C', 'G'),
  groupIdTag: fc.option(fc.constantFrom('G', 'H')),
})
const reservations = fc.array(
  fc.record({
    idTag: fc.constantFrom('A', 'B', 'C'),
    groupIdTag: fc.constant(null),
    connectorId: fc.option(fc.nat(3)),
  }),
  { maxLength: 6 },
)

describe('who a reservation lets charge', () => {
  property.prop([holder, holder])('is the same seen from either tag', (a, b) => {
    expect(isFor(a, b)).toBe(isFor(b, a))
    expect(isFor(a, a)).toBe(true)
  })

  property.prop([reservations, fc.nat(3), fc.nat(4)])(
    'leaves a connector to everybody while there are more free ones than reservations',
    (open, connectorId, free) => {
      const kept = keptFrom({ idTag: 'X', groupIdTag: null }, connectorId, open, free)
      const here = open.filter((each) => each.connectorId === connectorId)
      const anywhere = open.filter((each) => each.connectorId === null)
      expect(kept === undefined).toBe(here.length === 0 && (anywhere.length === 0 || anywhere.length < free))
      for (const { idTag } of here.length === 1 ? here : [])
        expect(keptFrom({ idTag, groupIdTag: null }, connectorId, open, free)).toBeUndefined()
    },
  )
})

describe('reservations', () => {
  let clock: ManualClock
  let test: TestSite
  let box: StationActor
  let chargers: FakeChargers
  let driver: UserActor
  let other: UserActor
  let upkeep: ReservationUpkeep
  let ids: number[]

  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    chargers = new FakeChargers()
    test.site.attachChargers(chargers)
    upkeep = new ReservationUpkeep({ site: test.site, clock, log: silentLog })
    upkeep.start()
    box = await adoptStation(test)
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    for (const evseNo of [1, 2]) await status(evseNo, 'Available')
    ids = (await test.site.execute(test.admin, 'stations.get', { id: 'BOX-1' })).connectors.map(({ id }) => id)
    driver = await person('d@site.example', 'MINE')
    other = await person('o@site.example', 'THEIRS')
    await published()
  })
  afterEach(() => {
    upkeep.stop()
    expect(clock.pending).toBe(0)
    test.close()
  })

  const person = async (email: string, idTag: string) => {
    const { id } = await test.site.execute(test.admin, 'users.create', { email, password: 'long enough pw' })
    await test.site.execute(test.admin, 'tags.create', { idTag, userIds: [id] })
    return userActor(id, test.accountId, permissionPresets.driver)
  }
  const status = (evseNo: number, rawStatus: string) =>
    test.site.execute(box, 'stations.reportStatus', {
      evseNo,
      connectorNo: 1,
      rawStatus,
      errorCode: null,
      vendorErrorCode: null,
      info: null,
      at: clock.now(),
    })
  const hour = 3_600_000
  const reserve = (actor = driver, more: { connectorId?: number; stationId?: string; idTag?: string } = {}) =>
    test.site.execute(actor, 'reservations.create', {
      ...(more.stationId === undefined ? { connectorId: ids[0] ?? 0 } : {}),
      expiresAt: clock.now() + hour,
      ...more,
    })
  const start = (actor: UserActor, n = 0) =>
    test.site.execute(actor, 'transactions.start', { connectorId: ids[n] ?? 0 })
  const begin = (idTag: string, evseNo = 1, reservationId?: number) =>
    test.site.execute(box, 'transactions.begin', {
      evseNo,
      idTag,
      meterStartWh: 0,
      at: clock.now(),
      ...(reservationId === undefined ? {} : { reservationId }),
    })
  const state = async (id: string) => (await test.site.execute(test.admin, 'reservations.get', { id })).state
  const connector = async (n = 0) =>
    (await test.site.execute(test.admin, 'stations.get', { id: 'BOX-1' })).connectors[n]
  const asked = (what: string) => chargers.asked.filter((each) => each.what === what).map(({ order }) => order)
  const settled = async () => {
    for (let n = 0; n < 10; n++) await published()
  }

  it('keep a connector for the driver’s own tag, and show it there', async () => {
    const seen: unknown[] = []
    test.site.events.on('connector.changed', 'test', ({ reservation }) => seen.push(reservation?.idTag))
    const made = await reserve()
    expect(made).toMatchObject({ state: 'active', idTag: 'MINE', stationId: 'BOX-1', userId: driver.userId })
    expect(asked('reserve')).toEqual([
      { reservationId: 1, evseNo: 1, idTag: 'MINE', groupIdTag: null, expiresAt: made.expiresAt },
    ])
    expect((await connector())?.reservation).toEqual({
      id: made.id,
      idTag: 'MINE',
      userId: driver.userId,
      expiresAt: made.expiresAt,
    })
    await published()
    expect(seen.at(-1)).toBe('MINE')
  })

  it('refuse the connector to another tag, and let their own start', async () => {
    const made = await reserve()
    await expect(start(other)).rejects.toMatchObject({
      code: 'ConnectorReserved',
      status: 409,
      details: { until: made.expiresAt },
    })
    expect(asked('startCharging')).toEqual([])
    await expect(reserve(other)).rejects.toMatchObject({ code: 'ConnectorReserved' })
    expect((await start(other, 1)).state).toBe('accepted')
    expect((await start(driver)).state).toBe('accepted')
  })

  it('let the other tags of the group start', async () => {
    const parent = await test.site.execute(test.admin, 'tags.create', { idTag: 'FLEET' })
    for (const idTag of ['MINE', 'THEIRS']) {
      const [tag] = (await test.site.execute(test.admin, 'tags.list', {})).filter((each) => each.idTag === idTag)
      await test.site.execute(test.admin, 'tags.update', { id: tag?.id ?? '', parentId: parent.id })
    }
    await reserve()
    expect(asked('reserve')).toMatchObject([{ groupIdTag: 'FLEET' }])
    expect((await start(other)).state).toBe('accepted')
  })

  it('of any connector leave the others free while there are enough', async () => {
    await reserve(driver, { stationId: 'BOX-1' })
    expect(asked('reserve')).toMatchObject([{ evseNo: null }])
    expect((await start(other)).state).toBe('accepted')
    await begin('THEIRS')
    await expect(
      test.site.execute(test.admin, 'transactions.start', { connectorId: ids[1] ?? 0, idTag: 'THEIRS' }),
    ).rejects.toMatchObject({ code: 'TagNotAccepted' })
    const third = await person('t@site.example', 'THIRD')
    await expect(start(third, 1)).rejects.toMatchObject({ code: 'ConnectorReserved' })
    expect((await start(driver, 1)).state).toBe('accepted')
  })

  it('end when a session begins with them, whether the station names them or not', async () => {
    const named = await reserve()
    await begin('MINE', 1, 1)
    expect(await state(named.id)).toBe('used')
    expect((await connector())?.reservation).toBeNull()
    const unnamed = await reserve(other, { connectorId: ids[1] ?? 0 })
    await begin('THEIRS', 2)
    const used = await test.site.execute(test.admin, 'reservations.get', { id: unnamed.id })
    const { items } = await test.site.execute(test.admin, 'transactions.list', {})
    expect(used).toMatchObject({ state: 'used', transactionUid: items.find((row) => row.startTag === 'THEIRS')?.uid })
    // the station did not say that it used it, so it is told to forget it
    clock.advance(10_000)
    await settled()
    expect(asked('cancelReservation')).toEqual([{ reservationId: 2 }])
  })

  it('stay when a stranger starts at the station itself', async () => {
    const made = await reserve()
    await begin('STRANGER')
    expect(await state(made.id)).toBe('active')
  })

  it('end with their time, and the station is told, since its clock may be wrong', async () => {
    const made = await reserve()
    clock.advance(hour - 1)
    await settled()
    expect(await state(made.id)).toBe('active')
    clock.advance(20_000)
    await settled()
    expect(await state(made.id)).toBe('expired')
    expect(asked('cancelReservation')).toEqual([{ reservationId: 1 }])
    expect((await start(other)).state).toBe('accepted')
    clock.advance(60_000)
    await settled()
    expect(asked('cancelReservation')).toHaveLength(1)
  })

  it('are cancelled by their driver, not by another, and free the connector at once', async () => {
    const made = await reserve()
    await expect(test.site.execute(other, 'reservations.cancel', { id: made.id })).rejects.toMatchObject({
      code: 'NotFound',
    })
    chargers.answers.cancelReservation = async () => {
      throw new SiteError('StationRejected', { answer: 'Rejected' })
    }
    expect(await test.site.execute(driver, 'reservations.cancel', { id: made.id })).toMatchObject({
      state: 'cancelled',
    })
    expect(await test.site.execute(driver, 'reservations.cancel', { id: made.id })).toMatchObject({
      state: 'cancelled',
    })
    expect(asked('cancelReservation')).toHaveLength(1)
    expect((await start(other)).state).toBe('accepted')
  })

  it('cancelled while the station is away are told to it when it is back', async () => {
    const made = await reserve()
    chargers.ready = false
    await test.site.execute(box, 'stations.disconnected', {})
    await test.site.execute(test.admin, 'reservations.cancel', { id: made.id })
    await settled()
    expect(asked('cancelReservation')).toEqual([])
    chargers.ready = true
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await settled()
    expect(asked('cancelReservation')).toEqual([{ reservationId: 1 }])
  })

  it('are given again to a station that was restarted', async () => {
    await reserve()
    const told = { vendor: 'V', model: 'M', serialNumber: null, firmware: null, iccid: null, imsi: null, reason: null }
    clock.advance(1000)
    await test.site.execute(box, 'stations.boot', told)
    await settled()
    expect(asked('reserve')).toHaveLength(2)
    expect(asked('reserve')[1]).toEqual(asked('reserve')[0])
  })

  it('tell a refusal from no answer, and drop what was perhaps kept', async () => {
    chargers.answers.reserve = async () => {
      throw new SiteError('StationRejected', { answer: 'Occupied' })
    }
    await expect(reserve()).rejects.toMatchObject({ code: 'StationRejected', details: { answer: 'Occupied' } })
    chargers.answers.reserve = async () => {
      throw new SiteError('StationTimeout')
    }
    await expect(reserve()).rejects.toMatchObject({ code: 'StationTimeout' })
    const all = await test.site.execute(driver, 'reservations.list', { state: 'all' })
    expect(all.map(({ state, reason }) => [state, reason])).toEqual([
      ['unanswered', 'StationTimeout'],
      ['refused', 'Occupied'],
    ])
    clock.advance(10_000)
    await settled()
    expect(asked('cancelReservation')).toEqual([{ reservationId: 2 }])
  })

  it('end when the station says so, and only its own', async () => {
    const made = await reserve()
    const stranger = await adoptStation(test, 'BOX-2')
    await test.site.execute(stranger, 'reservations.report', { reservationId: 1, outcome: 'removed' })
    expect(await state(made.id)).toBe('active')
    await test.site.execute(box, 'reservations.report', { reservationId: 1, outcome: 'removed' })
    expect(await state(made.id)).toBe('removed')
    await test.site.execute(box, 'reservations.report', { reservationId: 77, outcome: 'expired' })
  })

  it('are refused where they make no sense, each with its reason', async () => {
    const at = (expiresAt: number, actor = driver) =>
      test.site.execute(actor, 'reservations.create', { connectorId: ids[0] ?? 0, expiresAt })
    for (const expiresAt of [clock.now(), clock.now() + 25 * hour])
      await expect(at(expiresAt)).rejects.toMatchObject({
        code: 'InvalidInput',
        details: { fields: { expiresAt: expect.stringContaining('ahead') } },
      })
    await expect(
      test.site.execute(driver, 'reservations.create', { expiresAt: clock.now() + hour }),
    ).rejects.toMatchObject({ code: 'InvalidInput' })
    await expect(reserve(driver, { idTag: 'THEIRS' })).rejects.toMatchObject({ code: 'TagNotAccepted' })
    await reserve()
    await expect(reserve(driver, { connectorId: ids[1] ?? 0 })).rejects.toMatchObject({ code: 'AlreadyExists' })
    await status(2, 'Faulted')
    await expect(reserve(other, { connectorId: ids[1] ?? 0 })).rejects.toMatchObject({ code: 'ConnectorUnavailable' })
    chargers.ready = false
    await expect(reserve(other, { stationId: 'BOX-1' })).rejects.toMatchObject({ code: 'StationOffline' })
    expect((await test.site.execute(driver, 'reservations.list', { state: 'all' })).length).toBe(1)
  })

  it('are shown to drivers where they are their own, and to no other account', async () => {
    const made = await reserve()
    expect(await test.site.execute(other, 'reservations.list', {})).toEqual([])
    expect(await test.site.execute(driver, 'reservations.list', { stationId: 'BOX-1' })).toMatchObject([
      { id: made.id },
    ])
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), permissionPresets.administrator)
    expect(await test.site.execute(stranger, 'reservations.list', {})).toEqual([])
    await expect(test.site.execute(stranger, 'reservations.cancel', { id: made.id })).rejects.toMatchObject({
      code: 'NotFound',
    })
  })
})
