import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import { adminCredentials } from '../kit/site.ts'
import { type Lan, openLan, problem } from './lan.ts'

describe('what the LAN API refuses', () => {
  let lan: Lan
  let token: string
  beforeEach(async () => {
    lan = await openLan()
    token = (await lan.login()).accessToken
  })
  afterEach(() => lan.close())

  it('is told as problem details', async () => {
    const answer = await lan.ask('GET', '/v1/stations/NONE', { token, headers: { 'X-Request-Id': 'my-own.id_1' } })
    expect(problem(answer)).toEqual({
      type: 'urn:chargeyard:problem:StationNotFound',
      title: 'Station not found',
      status: 404,
      detail: 'There is no such station here, or it is not yours to see.',
      instance: 'urn:chargeyard:request:my-own.id_1',
      code: 'StationNotFound',
      details: { station: 'NONE' },
    })
    expect(answer.headers.get('X-Request-Id')).toBe('my-own.id_1')
  })

  it('has a request id of its own where the caller’s is no good', async () => {
    const answer = await lan.ask('GET', '/healthz', { headers: { 'X-Request-Id': 'no spaces, please' } })
    expect(answer.headers.get('X-Request-Id')).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('is an address that is not there', async () => {
    expect(problem(await lan.ask('GET', '/v1/nothing', { token }))).toMatchObject({
      status: 404,
      code: 'RouteNotFound',
    })
    expect(problem(await lan.ask('GET', '/'))).toMatchObject({ status: 404, code: 'RouteNotFound' })
    expect(problem(await lan.ask('GET', '/docs/package.json'))).toMatchObject({ code: 'RouteNotFound' })
  })

  it('is a method that an address does not know', async () => {
    const answer = await lan.ask('DELETE', '/v1/stations', { token })
    expect(problem(answer)).toMatchObject({ status: 405, code: 'MethodNotAllowed' })
    expect(answer.headers.get('Allow')).toBe('GET, HEAD, POST, OPTIONS')
    expect((await fetch(`${lan.url}/v1/live`, { method: 'HEAD' })).status).toBe(405)
    expect((await lan.ask('OPTIONS', '/v1/tags')).headers.get('Allow')).toBe('GET, HEAD, POST, OPTIONS')
  })

  it('is a body that is no JSON object', async () => {
    for (const raw of ['{"id": ', '"text"', 'null', ''])
      expect(problem(await lan.ask('POST', '/v1/stations', { token, raw })), raw).toMatchObject(
        raw === '' ? { status: 400, code: 'InvalidInput' } : { status: 400, code: 'MalformedJson' },
      )
    expect(problem(await lan.ask('POST', '/v1/stations', { token, raw: '[1]' }))).toMatchObject({
      code: 'InvalidInput',
      errors: [{ in: 'body', field: 'body' }],
    })
  })

  it('is a body that is too large', async () => {
    const raw = JSON.stringify({ id: 'x'.repeat(64 * 1024) })
    expect(problem(await lan.ask('POST', '/v1/stations', { token, raw }))).toMatchObject({
      status: 413,
      code: 'BodyTooLarge',
    })
    expect((await lan.ask('GET', '/healthz')).status).toBe(200)
  })

  it('is a body of another kind', async () => {
    for (const headers of [
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      { 'Content-Type': 'application/json; charset=iso-8859-1' },
    ])
      expect(problem(await lan.ask('POST', '/v1/tags', { token, raw: '{}', headers }))).toMatchObject({
        status: 415,
        code: 'UnsupportedMediaType',
      })
  })

  it('is a path that can not be decoded', async () => {
    const answer = await lan.ask('GET', '/v1/stations/%E0%A4%A', { token })
    expect(problem(answer)).toMatchObject({ status: 400, code: 'MalformedRequest' })
  })

  it('names every value that is wrong, at once, and says what to do', async () => {
    const station = await lan.ask('POST', '/v1/stations', {
      token,
      body: { id: 'a/b', password: 'short', colour: 'red' },
    })
    expect(problem(station)).toMatchObject({
      status: 400,
      code: 'InvalidInput',
      errors: [
        {
          in: 'body',
          field: 'id',
          detail: 'An OCPP identity has 1 to 48 letters, digits or the signs * _ = : + | @ . -',
        },
        { in: 'body', field: 'password', detail: 'A station password has at least 8 characters.' },
        { in: 'body', field: 'colour', detail: 'There is no such value here.' },
      ],
    })
    const empty = await lan.ask('POST', '/v1/auth/login', { body: { email: 5 } })
    expect(problem(empty).errors).toEqual([
      { in: 'body', field: 'email', detail: 'Give one string.' },
      { in: 'body', field: 'password', detail: 'This value is missing.' },
    ])
    const query = await lan.ask('GET', '/v1/transactions?limit=0&from=yesterday&state=late&page=2', { token })
    expect(problem(query).errors?.map(({ in: place, field }) => `${place} ${field}`)).toEqual([
      'query from',
      'query state',
      'query limit',
      'query page',
    ])
    const twice = await lan.ask('GET', '/v1/transactions?tag=A&tag=B', { token })
    expect(problem(twice).errors).toEqual([{ in: 'query', field: 'tag', detail: 'Give one string.' }])
    const path = await lan.ask('POST', '/v1/connectors/first/start', { token })
    expect(problem(path).errors).toEqual([
      { in: 'path', field: 'id', detail: 'Give a whole number from 1 to 2147483647.' },
    ])
  })

  it('gives the fields of the site the names that they have on the wire', async () => {
    await lan.ask('POST', '/v1/tags', { token, body: { id: 'TWICE' } })
    const again = await lan.ask('POST', '/v1/tags', { token, body: { id: 'twice' } })
    expect(problem(again)).toMatchObject({
      status: 409,
      code: 'AlreadyExists',
      errors: [{ in: 'body', field: 'id', detail: 'A tag with this id exists already.' }],
    })
    const cursor = await lan.ask('GET', '/v1/transactions?cursor=abc', { token })
    expect(problem(cursor).errors).toMatchObject([{ in: 'query', field: 'cursor' }])
  })

  it('asks for the sign-in before it reads anything', async () => {
    expect(problem(await lan.ask('POST', '/v1/stations', { raw: '{{{' }))).toMatchObject({ code: 'NotSignedIn' })
  })

  it('says nothing of its inside when it fails, and logs it', async () => {
    lan.chargers.answers.startCharging = async () => {
      throw new TypeError('inner thing is undefined')
    }
    const { connectorId } = await lan.station()
    await lan.ask('POST', '/v1/tags', { token, body: { id: 'A' } })
    const failed = await lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token })
    expect(problem(failed)).toMatchObject({ status: 500, code: 'InternalError' })
    expect(failed.text).not.toContain('inner thing')
    const line = lan.logged.find((one) => one.includes('inner thing is undefined'))
    expect(line).toContain(failed.headers.get('X-Request-Id'))

    lan.chargers.answers.startCharging = async () => {
      throw new SiteError('StorageFailed', { reason: '/var/lib/secret-place is full' })
    }
    const full = await lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token })
    expect(problem(full)).toMatchObject({ status: 507, code: 'StorageFailed' })
    expect(full.text).not.toContain('secret-place')
  })

  it('tells that the controller is shutting down', async () => {
    lan.test.site.close()
    const late = await lan.ask('POST', '/v1/stations', { token, body: { id: 'LATE' } })
    expect(problem(late)).toMatchObject({ status: 503, code: 'ShuttingDown' })
  })

  it('shares nothing with pages of other origins, and names no software', async () => {
    const answer = await lan.ask('POST', '/v1/auth/login', {
      body: adminCredentials,
      headers: { Origin: 'http://elsewhere.example' },
    })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
    expect(answer.headers.get('X-Powered-By')).toBeNull()
    expect(answer.headers.get('Content-Security-Policy')).toBe("default-src 'none';frame-ancestors 'none'")
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(answer.headers.get('ETag')).toBeNull()
  })
})
