import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import type { StationActor } from '../../src/site/permissions.ts'
import { type Lan, openLan, problem } from './lan.ts'

describe('charging by the LAN API', () => {
  let lan: Lan
  let box: StationActor
  let connectorId: number
  let driver: Awaited<ReturnType<Lan['user']>>
  let token: string
  beforeEach(async () => {
    lan = await openLan()
    const station = await lan.station()
    box = station.box
    connectorId = station.connectorId
    driver = await lan.user('driver')
    token = driver.accessToken
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'MINE', name: 'Fob', userIds: [driver.id] })
  })
  afterEach(() => lan.close())

  const start = (asked: { body?: unknown; token?: string } = {}) =>
    lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token, ...asked })
  const stop = (asked: { token?: string } = {}) =>
    lan.ask('POST', `/v1/connectors/${connectorId}/stop`, { token, ...asked })

  it('starts with the driver’s own tag, and follows the request to its session and its cost', async () => {
    const started = await start()
    expect(started).toMatchObject({
      status: 202,
      body: { connectorId, state: 'accepted', transactionId: null, requestedAt: '2040-03-01T12:00:00.000Z' },
    })
    expect(lan.chargers.asked).toMatchObject([
      { what: 'startCharging', order: { evseNo: 1, connectorNo: 1, idTag: 'MINE' } },
    ])
    const place = started.headers.get('Location') ?? ''
    expect((await lan.ask('GET', place, { token })).body).toEqual(started.body)

    const { transactionId } = await lan.begin(box, 'MINE')
    const request = (await lan.ask('GET', place, { token })).body
    expect(request).toMatchObject({ state: 'started', transactionId: expect.any(String) })
    lan.clock.advance(600_000)
    await lan.meter(box, 6000, 11_000)

    const stopped = await stop()
    expect(stopped).toMatchObject({ status: 202, body: { transactionId: request.transactionId } })
    expect(lan.chargers.asked.at(-1)).toMatchObject({ what: 'stopCharging' })
    await lan.end(box, transactionId, 6500)

    const session = await lan.ask('GET', stopped.headers.get('Location') ?? '', { token })
    expect(session.body).toMatchObject({
      id: request.transactionId,
      state: 'ended',
      stationId: 'BOX-1',
      connectorId,
      startTag: 'MINE',
      tagName: 'Fob',
      userId: driver.id,
      userName: 'A driver',
      startedAt: '2040-03-01T12:00:00.000Z',
      stoppedAt: '2040-03-01T12:10:00.000Z',
      durationMs: 600_000,
      meterStartWh: 1000,
      meterStopWh: 6500,
      energyWh: 5500,
      pricePerKWhMicros: 300_000,
      cost: { minor: 165, currency: 'EUR' },
      startReason: 'Remote',
      stopReason: 'Local',
    })
    const samples = await lan.ask('GET', `/v1/transactions/${request.transactionId}/samples?most=100`, { token })
    expect(samples.body.items.map((sample: { meterWh: number }) => sample.meterWh)).toEqual([6000])
    expect(samples.body.items[0]).toEqual({
      at: '2040-03-01T12:10:00.000Z',
      context: 'periodic',
      meterWh: 6000,
      powerW: 11_000,
      soc: 40,
      phases: { currentA: [16, 16, 16] },
      signed: ['OCMF|{}|{}'],
      other: { 'Temperature/Body': '31 Celsius' },
    })
  })

  it('starts with a tag that is named', async () => {
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'SECOND', userIds: [driver.id] })
    expect((await start({ body: { tag: 'second' } })).status).toBe(202)
    expect(lan.chargers.asked).toMatchObject([{ order: { idTag: 'SECOND' } }])
  })

  it('refuses the tag of somebody else, a blocked one, and none', async () => {
    const { id } = await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'THEIRS' })
    expect(problem(await start({ body: { tag: 'THEIRS' } }))).toMatchObject({
      status: 409,
      code: 'TagNotAccepted',
      details: { reason: 'Invalid' },
    })
    await lan.test.site.execute(lan.test.admin, 'tags.update', { id, userIds: [driver.id], blocked: true })
    expect(problem(await start({ body: { tag: 'THEIRS' } }))).toMatchObject({ details: { reason: 'Blocked' } })
    const without = await lan.user('driver', { email: 'new@site.example' })
    expect(problem(await start({ token: without.accessToken }))).toMatchObject({ status: 409, code: 'NoTag' })
    expect(problem(await start({ body: { tag: '' } }))).toMatchObject({
      code: 'InvalidInput',
      errors: [{ field: 'tag' }],
    })
    expect(lan.chargers.asked).toEqual([])
  })

  it('tells an offline station from one that refuses and one that does not answer', async () => {
    lan.chargers.ready = false
    expect(problem(await start())).toMatchObject({ status: 503, code: 'StationOffline', details: { station: 'BOX-1' } })
    lan.chargers.ready = true
    lan.chargers.answers.startCharging = async () => {
      throw new SiteError('StationRejected', { answer: 'Rejected' })
    }
    expect(problem(await start())).toMatchObject({
      status: 409,
      code: 'StationRejected',
      details: { answer: 'Rejected' },
    })
    lan.chargers.answers.startCharging = async () => {
      throw new SiteError('StationTimeout')
    }
    expect(problem(await start())).toMatchObject({ status: 504, code: 'StationTimeout' })
  })

  it('starts no second session on a connector, and none on one out of service', async () => {
    await lan.begin(box, 'MINE')
    expect(problem(await start())).toMatchObject({ status: 409, code: 'ConnectorBusy' })
    lan.sql((db) => db.prepare("update connector set transaction_id = null, status = 'Faulted'").run())
    expect(problem(await start())).toMatchObject({
      status: 409,
      code: 'ConnectorUnavailable',
      details: { status: 'Faulted' },
    })
    await lan.test.site.execute(lan.test.admin, 'stations.update', { id: 'BOX-1', enabled: false })
    expect(problem(await start())).toMatchObject({ status: 409, code: 'StationDisabled' })
    expect(problem(await lan.ask('POST', '/v1/connectors/424242/start', { token }))).toMatchObject({ status: 404 })
  })

  it('lets a driver stop its own session, a manager any, and another driver none', async () => {
    expect(problem(await stop())).toMatchObject({ status: 409, code: 'NoSession' })
    await lan.begin(box, 'MINE')
    const other = await lan.user('driver', { email: 'other@site.example' })
    expect(problem(await stop({ token: other.accessToken }))).toMatchObject({ status: 403, code: 'Forbidden' })
    const manager = await lan.user('manager')
    expect((await stop({ token: manager.accessToken })).status).toBe(202)
    expect((await stop()).status).toBe(202)
  })

  it('shows a driver its own sessions, filtered and page by page', async () => {
    const ids: number[] = []
    for (const tag of ['MINE', 'OTHER', 'MINE', 'MINE']) {
      const { transactionId } = await lan.begin(box, tag)
      lan.clock.advance(3_600_000)
      if (ids.length < 3) await lan.end(box, transactionId, 2000)
      ids.push(transactionId)
    }
    token = (await lan.login({ email: driver.email, password: driver.password })).accessToken
    const list = async (query: string, asker = token) =>
      (await lan.ask('GET', `/v1/transactions${query}`, { token: asker })).body
    expect((await list('')).items).toHaveLength(3)
    const manager = (await lan.user('manager')).accessToken
    expect((await list('', manager)).items).toHaveLength(4)

    const first = await list('?limit=2')
    expect(first.items.map((one: { state: string }) => one.state)).toEqual(['running', 'ended'])
    const second = await list(`?limit=2&cursor=${first.next}`)
    expect(second).toMatchObject({ items: [{ startedAt: '2040-03-01T12:00:00.000Z' }], next: null })

    expect((await list('?state=running')).items).toHaveLength(1)
    expect((await list('?from=2040-03-01T14:00:00Z&to=2040-03-01T15:00:00Z')).items).toHaveLength(1)
    expect((await list('?from=2040-03-01T15:00:00%2B01:00&to=2040-03-01T15:00:00Z')).items).toHaveLength(1)
    expect((await list('?stationId=BOX-2')).items).toEqual([])
    expect((await list(`?connectorId=${connectorId}&tag=fob`)).items).toHaveLength(3)
  })
})
