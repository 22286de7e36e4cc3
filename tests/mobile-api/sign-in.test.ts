import { generateKeyPairSync } from 'node:crypto'
import { decodeJwt, decodeProtectedHeader, importPKCS8, SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LanApi } from '../../mobile-api/lan-api.ts'
import { silentLog } from '../../src/site/log.ts'
import { adminCredentials } from '../kit/site.ts'
import { type Lan, openLan, problem, type Tokens } from './lan.ts'

describe('signing in by the LAN API', () => {
  let lan: Lan
  beforeEach(async () => {
    lan = await openLan()
  })
  afterEach(() => lan.close())

  const login = (password: string, email = adminCredentials.email) =>
    lan.ask('POST', '/v1/auth/login', { body: { email, password } })
  const refresh = (refreshToken: string) => lan.ask('POST', '/v1/auth/refresh', { body: { refreshToken } })
  const me = (token: string) => lan.ask('GET', '/v1/me', { token })

  it('gives an access token for a quarter of an hour and a refresh token', async () => {
    const tokens = await lan.login()
    expect(tokens).toMatchObject({ tokenType: 'Bearer', expiresIn: 900 })
    const { sub, fid, iat, exp, iss, aud } = decodeJwt(tokens.accessToken)
    expect({ sub, iss, aud }).toEqual({ sub: lan.test.admin.userId, iss: 'chargeyard', aud: 'lan' })
    expect(fid).toMatch(/^[0-9a-f-]{36}$/)
    expect(iat).toBe(lan.clock.now() / 1000)
    expect(exp).toBe(lan.clock.now() / 1000 + 900)
    expect(decodeProtectedHeader(tokens.accessToken)).toMatchObject({ alg: 'EdDSA', kid: expect.any(String) })
  })

  it('tells the user who it is, where, and with which tags it can start', async () => {
    const driver = await lan.user('driver')
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'MINE', name: 'Fob', userIds: [driver.id] })
    await lan.test.site.execute(lan.test.admin, 'tags.create', { idTag: 'OTHER' })
    const { body } = await me(driver.accessToken)
    expect(body).toMatchObject({
      user: {
        id: driver.id,
        email: 'driver@site.example',
        permissions: driver.permissions,
        lastLoginAt: '2040-03-01T12:00:00.000Z',
      },
      site: { name: 'Test yard', timeZone: 'Europe/Berlin', currency: 'EUR', pricePerKWhMicros: 300_000 },
      tags: [{ id: 'MINE', name: 'Fob', standing: 'Accepted' }],
    })
  })

  it('says the same of a wrong password and of an unknown e-mail', async () => {
    const wrong = await login('wrong password')
    const unknown = await login('wrong password', 'nobody@site.example')
    expect(problem(wrong)).toMatchObject({ status: 401, code: 'WrongCredentials', title: 'Wrong credentials' })
    expect({ ...problem(unknown), instance: '' }).toEqual({ ...problem(wrong), instance: '' })
    expect(wrong.headers.get('WWW-Authenticate')).toBe('Bearer realm="chargeyard"')
  })

  it('locks out after the fifth wrong password, and says for how long', async () => {
    for (let n = 0; n < 5; n += 1) expect((await login('wrong password')).status).toBe(401)
    const locked = await login(adminCredentials.password)
    expect(problem(locked)).toMatchObject({ status: 429, code: 'TooManyAttempts' })
    expect(locked.headers.get('Retry-After')).toBe('15')
    lan.clock.advance(15_001)
    expect((await login(adminCredentials.password)).status).toBe(200)
  })

  it('gives new tokens for a refresh token, again and again', async () => {
    let tokens = await lan.login()
    for (let n = 0; n < 3; n += 1) {
      lan.clock.advance(901_000)
      expect(problem(await me(tokens.accessToken))).toMatchObject({ status: 401, code: 'AccessTokenExpired' })
      const next = await refresh(tokens.refreshToken)
      expect(next.body.refreshToken).not.toBe(tokens.refreshToken)
      tokens = next.body as Tokens
      expect((await me(tokens.accessToken)).status).toBe(200)
    }
  })

  it('ends the whole sign-in when a refresh token is used a second time, and no other', async () => {
    const stolen = await lan.login()
    const other = await lan.login()
    const next = (await refresh(stolen.refreshToken)).body as Tokens
    expect(problem(await refresh(stolen.refreshToken))).toMatchObject({ status: 401, code: 'TokenReused' })
    expect(problem(await refresh(next.refreshToken))).toMatchObject({ code: 'SessionExpired' })
    expect(problem(await me(next.accessToken))).toMatchObject({ status: 401, code: 'SessionExpired' })
    expect((await me(other.accessToken)).status).toBe(200)
  })

  it('ends at once with a logout, which may be repeated', async () => {
    const { accessToken, refreshToken } = await lan.login()
    for (let n = 0; n < 2; n += 1)
      expect((await lan.ask('POST', '/v1/auth/logout', { body: { refreshToken } })).status).toBe(204)
    expect(problem(await me(accessToken))).toMatchObject({ code: 'SessionExpired' })
    expect(problem(await refresh(refreshToken))).toMatchObject({ code: 'SessionExpired' })
  })

  it('puts a disabled user out at once', async () => {
    const driver = await lan.user('driver')
    expect((await me(driver.accessToken)).status).toBe(200)
    lan.sql((db) => db.prepare('update user set enabled = 0 where id = ?').run(driver.id))
    expect(problem(await me(driver.accessToken))).toMatchObject({ status: 401, code: 'SessionExpired' })
    expect(problem(await refresh(driver.refreshToken))).toMatchObject({ status: 401, code: 'SessionExpired' })
  })

  it('takes permissions away at once', async () => {
    const operator = await lan.user('operator')
    expect((await lan.ask('GET', '/v1/tags', { token: operator.accessToken })).status).toBe(200)
    lan.sql((db) => db.prepare("update user set permissions = '[]' where id = ?").run(operator.id))
    const refused = await lan.ask('GET', '/v1/tags', { token: operator.accessToken })
    expect(problem(refused)).toMatchObject({ status: 403, code: 'Forbidden', details: { needs: 'ReadTags' } })
  })

  it('lets nobody in with no token, no Bearer, or one that it has not signed', async () => {
    expect(problem(await lan.ask('GET', '/v1/me'))).toMatchObject({ status: 401, code: 'NotSignedIn' })
    const basic = await lan.ask('GET', '/v1/me', { headers: { Authorization: 'Basic YTpi' } })
    expect(problem(basic)).toMatchObject({ code: 'NotSignedIn' })
    expect(problem(await me('abc'))).toMatchObject({ status: 401, code: 'InvalidAccessToken' })

    const { accessToken } = await lan.login()
    const claims = decodeJwt(accessToken)
    const { privateKey } = generateKeyPairSync('ed25519')
    const foreign = await importPKCS8(privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), 'EdDSA')
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA' }).sign(foreign)
    expect(problem(await me(forged))).toMatchObject({ code: 'InvalidAccessToken' })
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${accessToken.split('.')[1]}.`
    expect(problem(await me(unsigned))).toMatchObject({ code: 'InvalidAccessToken' })
    const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1))
    expect(problem(await me(hmac))).toMatchObject({ code: 'InvalidAccessToken' })
  })

  it('takes a token in the address nowhere but for the live stream', async () => {
    const { accessToken } = await lan.login()
    expect(problem(await lan.ask('GET', `/v1/me?access_token=${accessToken}`))).toMatchObject({ code: 'NotSignedIn' })
  })

  it('knows its tokens again after a restart of the controller', async () => {
    const { accessToken } = await lan.login()
    const again = new LanApi({
      site: lan.test.site,
      clock: lan.clock,
      log: silentLog,
      host: '127.0.0.1',
      port: 0,
      version: '1',
    })
    const { port } = await again.start()
    const response = await fetch(`http://127.0.0.1:${port}/v1/me`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    })
    expect(response.status).toBe(200)
    await again.stop()
  })

  it('says before the set-up what is to be done', async () => {
    const fresh = await openLan({ setUp: false })
    const early = await fresh.ask('POST', '/v1/auth/login', { body: adminCredentials })
    expect(problem(early)).toMatchObject({ status: 409, code: 'NotSetUp' })
    expect(problem(early).detail).toContain('Open the desk')
    expect((await fresh.ask('GET', '/healthz')).body).toEqual({ status: 'ok', version: '9.9.9', setUp: false })
    await fresh.close()
  })
})

describe('limits of the LAN API', () => {
  it('counts wrong passwords of an address, whatever the user, and not the right ones', async () => {
    const lan = await openLan({ limits: { login: 3 } })
    for (let n = 0; n < 5; n += 1) await lan.login()
    const guess = (n: number) =>
      lan.ask('POST', '/v1/auth/login', { body: { email: `guess-${n}@site.example`, password: 'guess' } })
    for (let n = 0; n < 3; n += 1) expect((await guess(n)).status).toBe(401)
    const refused = await guess(4)
    expect(problem(refused)).toMatchObject({ status: 429, code: 'TooManyRequests' })
    expect(Number(refused.headers.get('Retry-After'))).toBe(60)
    expect((await lan.ask('GET', '/healthz')).status).toBe(200)
    lan.clock.advance(60_000)
    expect((await guess(5)).status).toBe(401)
    await lan.close()
  })

  it('counts all requests of an address', async () => {
    const lan = await openLan({ limits: { general: 4 } })
    for (let n = 0; n < 4; n += 1) expect((await lan.ask('GET', '/healthz')).status).toBe(200)
    lan.clock.advance(20_000)
    const refused = await lan.ask('GET', '/healthz')
    expect(problem(refused)).toMatchObject({ status: 429, code: 'TooManyRequests' })
    expect(refused.headers.get('Retry-After')).toBe('40')
    await lan.close()
  })

  it('counts refreshes', async () => {
    const lan = await openLan({ limits: { refresh: 1 } })
    const ask = () => lan.ask('POST', '/v1/auth/refresh', { body: { refreshToken: 'x' } })
    expect((await ask()).status).toBe(401)
    expect((await ask()).status).toBe(429)
    await lan.close()
  })
})
