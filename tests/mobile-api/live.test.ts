import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import { published } from '../kit/site.ts'
import { type Lan, openLan, problem } from './lan.ts'
import { LiveReader } from './live-reader.ts'

describe('the live stream of the LAN API', () => {
  let lan: Lan
  let box: StationActor
  let token: string
  const readers: LiveReader[] = []
  beforeEach(async () => {
    lan = await openLan()
    box = (await lan.station()).box
    token = (await lan.login()).accessToken
    await published()
  })
  afterEach(async () => {
    for (const reader of readers.splice(0)) reader.close()
    await lan.close()
  })

  const watch = async (accessToken = token, options: { inQuery?: boolean } = {}) => {
    const reader = await LiveReader.open(lan, accessToken, options)
    readers.push(reader)
    await reader.next('snapshot')
    return reader
  }
  const noted = (words: string) =>
    vi.waitFor(() => expect(lan.logged.join('\n')).toContain(words), { timeout: 5000, interval: 5 })
  const ended = (reader: LiveReader) => reader.until(() => reader.ended, 'the end')

  it('begins with a snapshot, and goes on with what changes', async () => {
    await lan.begin(box, 'CARD')
    await published()
    const phone = await watch()
    expect(phone.headers.get('Content-Type')).toBe('text/event-stream; charset=utf-8')
    expect(phone.headers.get('Cache-Control')).toBe('no-store')
    const snapshot = phone.events[0]?.data
    expect(snapshot).toMatchObject({
      at: '2040-03-01T12:00:00.000Z',
      stations: [{ id: 'BOX-1', online: true, connectors: [{ status: 'Occupied' }] }],
      transactions: [{ startTag: 'CARD', state: 'running' }],
      knocking: [],
    })
    lan.clock.advance(10_000)
    await lan.meter(box, 1500, 7400)
    const connector = await phone.next('connector.changed', ({ data }) => data.powerW === 7400)
    expect(connector.data).toMatchObject({
      stationId: 'BOX-1',
      energyWh: 500,
      powerInKW: 7.4,
      isCharging: true,
      soc: 40,
    })
    const session = await phone.next('transaction.changed')
    expect(session.data).toMatchObject({ id: snapshot.transactions[0].id, energyWh: 500, powerW: 7400 })
    const ids = phone.events.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => /^[0-9a-f]{8}-\d+$/.test(id))).toBe(true)
  })

  it('tells of knocking, adoption, tags, settings and wishes to charge', async () => {
    const phone = await watch()
    await lan.test.site.execute({ kind: 'system', door: 'ocpp' }, 'stations.knock', {
      id: 'BOX-2',
      reason: 'unknown',
      remoteAddress: '192.0.2.8',
      subprotocols: 'ocpp1.6',
      username: null,
    })
    await phone.next('station.knocked', ({ data }) => data.id === 'BOX-2')
    await lan.ask('POST', '/v1/stations', { token, body: { id: 'BOX-2' } })
    await phone.next('station.knocking-ended')
    await phone.next('station.changed', ({ data }) => data.id === 'BOX-2')
    await lan.ask('POST', '/v1/tags', { token, body: { id: 'CARD' } })
    await phone.next('tag.changed', ({ data }) => data.id === 'CARD')
    await lan.test.site.execute(lan.test.admin, 'site.update', { name: 'Renamed' })
    expect((await phone.next('site.changed')).data).toEqual({
      name: 'Renamed',
      timeZone: 'Europe/Berlin',
      currency: 'EUR',
      pricePerKWhMicros: 300_000,
    })
    const { body } = await lan.ask('GET', '/v1/stations/BOX-1', { token })
    const started = await lan.ask('POST', `/v1/connectors/${body.connectors[0].id}/start`, { token })
    const wish = await phone.next('start-request.changed', ({ data }) => data.state === 'accepted')
    expect(wish.data).toEqual(started.body)
    await lan.test.site.execute(lan.test.admin, 'stations.remove', { id: 'BOX-2' })
    expect((await phone.next('station.removed')).data).toEqual({ id: 'BOX-2' })
  })

  it('takes the token from the address too, for a browser’s EventSource, and logs it nowhere', async () => {
    const phone = await watch(token, { inQuery: true })
    phone.close()
    await noted('/v1/live')
    expect(lan.logged.join('\n')).not.toContain(token)
  })

  it('lets nobody watch without a good token, and takes no other words in the address', async () => {
    expect(problem(await lan.ask('GET', '/v1/live'))).toMatchObject({ status: 401, code: 'NotSignedIn' })
    expect(problem(await lan.ask('GET', '/v1/live?access_token=x'))).toMatchObject({ code: 'InvalidAccessToken' })
    expect(problem(await lan.ask('GET', '/v1/live?since=1', { token }))).toMatchObject({ code: 'InvalidInput' })
  })

  it('shows a driver its own sessions alone, and another account nothing', async () => {
    const driver = await lan.user('driver')
    const stranger = await lan.user('administrator', { email: 'boss@others.example', accountId: lan.otherAccount() })
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'MINE', userIds: [driver.id] })
    const phone = await watch(driver.accessToken)
    const abroad = await watch(stranger.accessToken)
    const other = await lan.begin(box, 'OTHER')
    await lan.end(box, other.transactionId, 1100)
    await lan.begin(box, 'MINE')
    const session = await phone.next('transaction.changed')
    expect(session.data).toMatchObject({ startTag: 'MINE' })
    await published()
    expect(abroad.events.map(({ name }) => name)).toEqual(['snapshot'])
    expect(abroad.events[0]?.data).toMatchObject({ stations: [], transactions: [] })
  })

  it('beats every 15 seconds', async () => {
    const phone = await watch()
    lan.clock.advance(45_000)
    await phone.until(() => phone.beats === 3, 'three beats')
  })

  it('ends with the access token', async () => {
    const phone = await watch()
    lan.clock.advance(899_999)
    await lan.meter(box, 1500, 7400)
    await phone.next('connector.changed')
    expect(phone.ended).toBe(false)
    lan.clock.advance(1)
    await ended(phone)
    expect(phone.events.at(-1)).toMatchObject({ name: 'expired', data: {} })
  })

  it('ends with the sign-in it belongs to, and no other', async () => {
    const phone = await lan.login()
    const tablet = await lan.login()
    const onPhone = await watch(phone.accessToken)
    const onTablet = await watch(tablet.accessToken)
    await lan.ask('POST', '/v1/auth/logout', { body: { refreshToken: phone.refreshToken } })
    await ended(onPhone)
    expect(onPhone.events.at(-1)?.name).toBe('signed-out')
    await lan.meter(box, 1500, 7400)
    await onTablet.next('connector.changed')
    expect(onTablet.ended).toBe(false)
  })

  it('ends when the user is disabled, at the next beat at the latest', async () => {
    const driver = await lan.user('driver')
    const phone = await watch(driver.accessToken)
    lan.sql((db) => db.prepare('update user set enabled = 0 where id = ?').run(driver.id))
    lan.clock.advance(15_000)
    await ended(phone)
    expect(phone.events.at(-1)?.name).toBe('signed-out')
  })

  it('ends when the user’s rights change, so that it begins anew with what may be seen now', async () => {
    const operator = await lan.user('operator')
    const phone = await watch(operator.accessToken)
    lan.sql((db) => db.prepare("update user set permissions = '[]' where id = ?").run(operator.id))
    const view = { ...operator, permissions: [] }
    lan.test.site.events.publish({ name: 'user.changed', payload: view })
    await ended(phone)
    expect(phone.events.at(-1)).toMatchObject({ name: 'closing', data: { reason: 'rights-changed' } })
    const again = await watch(operator.accessToken)
    expect(again.events[0]?.data).toMatchObject({ stations: [], transactions: [], knocking: [] })
  })

  it('goes on when something else of the user changes', async () => {
    const operator = await lan.user('operator')
    const phone = await watch(operator.accessToken)
    lan.test.site.events.publish({ name: 'user.changed', payload: { ...operator, fullName: 'New Name' } })
    await published()
    await lan.meter(box, 1500, 7400)
    await phone.next('connector.changed')
    expect(phone.ended).toBe(false)
  })

  it('ends the oldest stream of a user who has ten', async () => {
    const first = await watch()
    for (let n = 0; n < 9; n += 1) await watch()
    expect(first.ended).toBe(false)
    await watch()
    await ended(first)
    expect(first.events.at(-1)).toMatchObject({ name: 'closing', data: { reason: 'replaced' } })
  })

  it('ends when the controller stops', async () => {
    const phone = await watch()
    await lan.api.stop()
    await ended(phone)
    expect(phone.events.at(-1)).toMatchObject({ name: 'closing', data: { reason: 'shutting-down' } })
    expect(lan.clock.pending).toBe(0)
  })

  it('drops a phone that does not read, and goes on with the others', async () => {
    const phone = await watch()
    const asleep = connect(Number(new URL(lan.url).port), '127.0.0.1')
    asleep.on('error', () => {})
    asleep.pause()
    asleep.write(`GET /v1/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`)
    const dropped = () => lan.logged.some((line) => line.includes('does not read'))
    const payload = await lan.test.site.execute(lan.test.admin, 'site.get', {})
    const large = { ...payload, name: 'x'.repeat(100_000) }
    // the sockets of the kernel take some megabytes before anything is left unread here
    for (let sent = 0; sent < 400 && !dropped(); sent += 1) {
      lan.test.site.events.publish({ name: 'site.changed', payload: large })
      await phone.until(() => phone.events.filter(({ name }) => name === 'site.changed').length > sent, 'a large event')
    }
    expect(dropped()).toBe(true)
    asleep.resume()
    await once(asleep, 'close')
    await lan.meter(box, 1500, 7400)
    await phone.next('connector.changed')
  })

  it('frees what a phone held that has gone away', async () => {
    const before = lan.clock.pending
    const phone = await watch()
    expect(lan.clock.pending).toBe(before + 1)
    phone.close()
    await noted('/v1/live')
    expect(lan.clock.pending).toBe(before)
  })
})
