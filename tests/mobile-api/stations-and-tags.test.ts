import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Lan, openLan, problem } from './lan.ts'

describe('stations and tags by the LAN API', () => {
  let lan: Lan
  let token: string
  beforeEach(async () => {
    lan = await openLan()
    token = (await lan.login()).accessToken
  })
  afterEach(() => lan.close())

  const knock = (id: string) =>
    lan.test.site.execute({ kind: 'system', door: 'ocpp' }, 'stations.knock', {
      id,
      reason: 'unknown',
      remoteAddress: '192.0.2.7',
      subprotocols: 'ocpp2.0.1, ocpp1.6',
      username: null,
    })

  it('lists who knocks, and lets a station in', async () => {
    await knock('BOX:1')
    const knocking = await lan.ask('GET', '/v1/stations/knocking', { token })
    expect(knocking.body).toEqual({
      items: [
        {
          id: 'BOX:1',
          reason: 'unknown',
          remoteAddress: '192.0.2.7',
          subprotocols: ['ocpp2.0.1', 'ocpp1.6'],
          firstAt: '2040-03-01T12:00:00.000Z',
          lastAt: '2040-03-01T12:00:00.000Z',
          count: 1,
        },
      ],
      next: null,
    })
    const adopted = await lan.ask('POST', '/v1/stations', {
      token,
      body: { id: 'BOX:1', name: 'Left', password: 'a-station-password' },
    })
    expect(adopted).toMatchObject({
      status: 201,
      body: { id: 'BOX:1', name: 'Left', openAccess: false, online: false },
    })
    expect(adopted.headers.get('Location')).toBe('/v1/stations/BOX%3A1')
    const found = await lan.ask('GET', adopted.headers.get('Location') ?? '', { token })
    expect(found.body).toEqual(adopted.body)
    expect((await lan.ask('GET', '/v1/stations/knocking', { token })).body.items).toEqual([])
    expect((await lan.ask('GET', '/v1/stations', { token })).body.items).toEqual([found.body])
  })

  it('lets a station in without a password, and shows that', async () => {
    const { body } = await lan.ask('POST', '/v1/stations', { token, body: { id: 'OPEN' } })
    expect(body).toMatchObject({ id: 'OPEN', name: 'OPEN', openAccess: true, protocol: null, connectors: [] })
    const again = await lan.ask('POST', '/v1/stations', { token, body: { id: 'OPEN' } })
    expect(problem(again)).toMatchObject({ status: 409, code: 'AlreadyExists', errors: [{ in: 'body', field: 'id' }] })
  })

  it('shows a connector in the units of the site and in those of the source system', async () => {
    const { box, connectorId } = await lan.station()
    await lan.begin(box, 'UNKNOWN')
    lan.clock.advance(600_000)
    await lan.meter(box, 2234, 11_040)
    const { body } = await lan.ask('GET', '/v1/stations/BOX-1', { token })
    expect(body).toMatchObject({
      id: 'BOX-1',
      online: true,
      protocol: 'ocpp1.6',
      connectedSince: '2040-03-01T12:00:00.000Z',
    })
    expect(body.connectors).toEqual([
      {
        id: connectorId,
        stationId: 'BOX-1',
        evse: 1,
        connector: 1,
        status: 'Occupied',
        rawStatus: 'Available',
        errorCode: null,
        vendorErrorCode: null,
        info: null,
        statusAt: '2040-03-01T12:00:00.000Z',
        isCharging: true,
        reservation: null,
        transactionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        powerW: 11_040,
        energyWh: 1234,
        averagePowerW: 7404,
        meterWh: 2234,
        soc: 40,
        meterAt: '2040-03-01T12:10:00.000Z',
        powerInKW: 11.04,
        energyInKWH: 1.234,
        avgPowerInKW: 7.404,
      },
    ])
  })

  it('makes a tag and lists it', async () => {
    const made = await lan.ask('POST', '/v1/tags', { token, body: { id: '04a1b2c3', name: 'Fob' } })
    expect(made).toMatchObject({
      status: 201,
      body: { id: '04A1B2C3', name: 'Fob', standing: 'Accepted', blocked: false, userIds: [lan.test.admin.userId] },
    })
    expect((await lan.ask('GET', '/v1/tags', { token })).body).toEqual({ items: [made.body], next: null })
  })

  it('shows the last instant there is for one beyond it', async () => {
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'LONG', expiresAt: Number.MAX_SAFE_INTEGER })
    const { body } = await lan.ask('GET', '/v1/tags', { token })
    expect(body.items[0].expiresAt).toBe('9999-12-31T23:59:59.999Z')
  })
})

describe('who may see and do what by the LAN API', () => {
  let lan: Lan
  beforeEach(async () => {
    lan = await openLan()
  })
  afterEach(() => lan.close())

  const closedToDrivers = [
    ['GET', '/v1/stations/knocking', 'ManageChargingStations'],
    ['POST', '/v1/stations', 'ManageChargingStations', { id: 'NEW' }],
    ['GET', '/v1/tags', 'ReadTags'],
    ['POST', '/v1/tags', 'ManageTags', { id: 'NEW' }],
  ] as const

  it.each(closedToDrivers)('%s %s is not for drivers', async (method, path, needs, body?: object) => {
    const { accessToken: token } = await lan.user('driver')
    const refused = await lan.ask(method, path, { token, ...(body && { body }) })
    expect(problem(refused)).toMatchObject({ status: 403, code: 'Forbidden', details: { needs } })
  })

  it('accountants neither start nor stop, and see no stations', async () => {
    const { accessToken: token } = await lan.user('accountant')
    const { connectorId } = await lan.station()
    for (const path of [`/v1/connectors/${connectorId}/start`, `/v1/connectors/${connectorId}/stop`])
      expect(problem(await lan.ask('POST', path, { token }))).toMatchObject({ status: 403, code: 'Forbidden' })
    expect((await lan.ask('GET', '/v1/stations', { token })).status).toBe(403)
    expect((await lan.ask('GET', '/v1/transactions', { token })).status).toBe(200)
  })

  it('a station that is for others is not there for a driver', async () => {
    const driver = await lan.user('driver')
    const other = await lan.user('driver', { email: 'other@site.example' })
    const { connectorId } = await lan.station()
    await lan.test.site.execute(lan.test.admin, 'stations.update', { id: 'BOX-1', userIds: [other.id] })
    const token = driver.accessToken
    expect((await lan.ask('GET', '/v1/stations', { token })).body.items).toEqual([])
    expect(problem(await lan.ask('GET', '/v1/stations/BOX-1', { token }))).toMatchObject({ code: 'StationNotFound' })
    expect(problem(await lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token }))).toMatchObject({
      status: 404,
      code: 'NotFound',
    })
    expect((await lan.ask('GET', '/v1/stations', { token: other.accessToken })).body.items).toHaveLength(1)
  })

  it('another account of the site sees nothing, not even that it is there', async () => {
    const { box, connectorId } = await lan.station()
    const admin = (await lan.login()).accessToken
    await lan.ask('POST', '/v1/tags', { token: admin, body: { id: 'CARD' } })
    const started = await lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token: admin })
    await lan.begin(box, 'CARD')
    const session = (await lan.ask('GET', '/v1/transactions', { token: admin })).body.items[0]
    expect(session).toMatchObject({ state: 'running', startTag: 'CARD' })

    const stranger = await lan.user('administrator', { email: 'boss@others.example', accountId: lan.otherAccount() })
    const token = stranger.accessToken
    for (const path of ['/v1/stations', '/v1/transactions', '/v1/tags'])
      expect((await lan.ask('GET', path, { token })).body, path).toEqual({ items: [], next: null })
    const request = started.body.requestId
    for (const [method, place, id] of [
      ['GET', '/v1/stations/_', 'BOX-1'],
      ['GET', '/v1/transactions/_', session.id],
      ['GET', '/v1/transactions/_/samples', session.id],
      ['GET', '/v1/start-requests/_', request],
      ['POST', '/v1/connectors/_/start', connectorId],
      ['POST', '/v1/connectors/_/stop', connectorId],
    ] as const) {
      const theirs = problem(await lan.ask(method, place.replace('_', String(id)), { token }))
      const nowhere = problem(await lan.ask(method, place.replace('_', '424242'), { token }))
      expect(theirs.status, place).toBe(404)
      expect({ ...theirs, instance: '', details: {} }).toEqual({ ...nowhere, instance: '', details: {} })
    }
    const me = await lan.ask('GET', '/v1/me', { token })
    expect(me.body.tags).toEqual([])
  })
})
