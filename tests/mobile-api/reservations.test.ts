import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Lan, openLan, problem } from './lan.ts'

describe('reservations by the LAN API', () => {
  let lan: Lan
  let connectorId: number
  let driver: Awaited<ReturnType<Lan['user']>>
  let token: string

  beforeEach(async () => {
    lan = await openLan()
    connectorId = (await lan.station()).connectorId
    driver = await lan.user('driver')
    token = driver.accessToken
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'MINE', name: 'Fob', userIds: [driver.id] })
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'THEIRS' })
  })
  afterEach(() => lan.close())

  const reserve = (body: object = {}, asker = token) =>
    lan.ask('POST', '/v1/reservations', {
      token: asker,
      body: { connectorId, until: '2040-03-01T14:00:00+01:00', ...body },
    })

  it('keeps a connector with the driver’s own tag, shows it, and gives it up', async () => {
    const made = await reserve()
    expect(made).toMatchObject({
      status: 201,
      body: {
        stationId: 'BOX-1',
        connectorId,
        tag: 'MINE',
        tagName: 'Fob',
        userId: driver.id,
        state: 'active',
        until: '2040-03-01T13:00:00.000Z',
      },
    })
    const place = made.headers.get('Location') ?? ''
    expect((await lan.ask('GET', place, { token })).body).toEqual(made.body)
    const station = await lan.ask('GET', '/v1/stations/BOX-1', { token })
    expect(station.body.connectors[0].reservation).toEqual({ id: made.body.id, until: made.body.until })

    const manager = await lan.user('manager')
    expect(
      problem(
        await lan.ask('POST', `/v1/connectors/${connectorId}/start`, {
          token: manager.accessToken,
          body: { tag: 'THEIRS' },
        }),
      ),
    ).toMatchObject({ status: 409, code: 'ConnectorReserved' })

    const gone = await lan.ask('DELETE', place, { token })
    expect(gone).toMatchObject({ status: 200, body: { state: 'cancelled', endedAt: '2040-03-01T12:00:00.000Z' } })
    expect((await lan.ask('DELETE', place, { token })).body).toEqual(gone.body)
    expect((await lan.ask('GET', '/v1/reservations', { token })).body.items).toEqual([])
    expect((await lan.ask('GET', '/v1/reservations?state=all&stationId=BOX-1', { token })).body.items).toEqual([
      gone.body,
    ])
    expect(lan.chargers.asked.map(({ what }) => what)).toEqual(['reserve', 'cancelReservation'])
  })

  it('shows and gives a driver nothing of another’s', async () => {
    const { body } = await reserve()
    const other = await lan.user('driver', { email: 'other@site.example' })
    const asked = { token: other.accessToken }
    expect((await lan.ask('GET', '/v1/reservations', asked)).body.items).toEqual([])
    expect(problem(await lan.ask('GET', `/v1/reservations/${body.id}`, asked))).toMatchObject({ code: 'NotFound' })
    expect(problem(await lan.ask('DELETE', `/v1/reservations/${body.id}`, asked))).toMatchObject({ code: 'NotFound' })
    expect(
      problem(await reserve({ connectorId: undefined, stationId: 'BOX-1', tag: 'THEIRS' }, other.accessToken)),
    ).toMatchObject({ code: 'TagNotAccepted' })
    const manager = await lan.user('manager')
    expect((await lan.ask('DELETE', `/v1/reservations/${body.id}`, { token: manager.accessToken })).body).toMatchObject(
      { state: 'cancelled' },
    )
  })

  it('says what is wrong by the names of the wire', async () => {
    expect(problem(await reserve({ until: '2040-03-01T12:00:00Z' }))).toMatchObject({
      code: 'InvalidInput',
      errors: [{ in: 'body', field: 'until' }],
    })
    expect(problem(await reserve({ until: 'tomorrow' }))).toMatchObject({ code: 'InvalidInput' })
    expect(problem(await reserve({ stationId: 'BOX-1' }))).toMatchObject({
      code: 'InvalidInput',
      errors: [{ field: 'connectorId' }],
    })
    expect(problem(await reserve({ connectorId: 4242 }))).toMatchObject({ code: 'NotFound' })
    expect((await reserve({ connectorId: undefined, stationId: 'BOX-1' })).body).toMatchObject({ connectorId: null })
  })
})
