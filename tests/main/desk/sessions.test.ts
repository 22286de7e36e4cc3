import { afterEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../kit/clock.ts'
import { adminCredentials } from '../../kit/site.ts'
import { type OpenDesk, openDesk } from './open-desk.ts'

let desk: OpenDesk
afterEach(() => desk.close())

const hourMs = 60 * 60_000
const newSite = {
  siteName: 'North yard',
  accountName: 'Yard Ltd',
  timeZone: 'Europe/Berlin',
  currency: 'EUR',
  pricePerKWhMicros: 390_000,
  email: 'boss@yard.example',
  password: 'a long enough password',
}

describe('the first run', () => {
  test('sets the site up and signs its administrator in', async () => {
    desk = await openDesk({ setUp: false })
    const browser = desk.stranger()
    expect((await browser.get('/session')).json).toEqual({
      setUp: false,
      siteName: null,
      user: null,
      site: null,
      info: null,
    })
    const { status, json } = await browser.post('/setup', newSite)
    expect(status).toBe(200)
    expect(json.user).toMatchObject({ email: 'boss@yard.example' })
    const { json: session } = await browser.get('/session')
    expect(session).toMatchObject({ setUp: true, siteName: 'North yard', site: { currency: 'EUR' } })
    expect(session.info.ocppUrls).toEqual(['ws://10.0.0.5:8081/OCPP'])
    expect((await browser.rpc('overview.get')).status).toBe(200)
  })

  test('says which field is wrong, and is possible only once', async () => {
    desk = await openDesk({ setUp: false })
    const browser = desk.stranger()
    const wrong = await browser.post('/setup', { ...newSite, password: 'short', timeZone: 'Mars/Base' })
    expect(wrong.status).toBe(400)
    expect(Object.keys(wrong.json.details.fields).sort()).toEqual(['password', 'timeZone'])
    expect((await browser.post('/setup', newSite)).status).toBe(200)
    const again = await desk.stranger().post('/setup', { ...newSite, email: 'thief@yard.example' })
    expect(again.status).toBe(409)
    expect(again.json.code).toBe('AlreadySetUp')
    expect(again.headers['set-cookie']).toBeUndefined()
  })
})

describe('signing in', () => {
  test('gives a cookie that scripts and other sites do not get, with a name of its own for each port', async () => {
    desk = await openDesk()
    const browser = desk.stranger()
    const { status, headers, text } = await browser.post('/session', adminCredentials)
    expect(status).toBe(200)
    const [cookie] = headers['set-cookie'] ?? []
    expect(cookie).toMatch(new RegExp(`^chargeyard-desk-${desk.port}=`))
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Strict/)
    expect(cookie).toMatch(/; Path=\//)
    const token = cookie?.split(/[=;]/)[1] ?? ''
    expect(token.length).toBeGreaterThan(20)
    expect(text).not.toContain(token)
    expect(headers['cache-control']).toBe('no-store')
  })

  test('is refused with the wrong password or an unknown e-mail in the same words', async () => {
    desk = await openDesk()
    const wrong = await desk.stranger().post('/session', { ...adminCredentials, password: 'not the password' })
    const unknown = await desk.stranger().post('/session', { ...adminCredentials, email: 'who@site.example' })
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(wrong.text).toBe(unknown.text)
    expect(wrong.headers['set-cookie']).toBeUndefined()
  })

  test('does not accept values that are no text', async () => {
    desk = await openDesk()
    expect((await desk.stranger().post('/session', { email: { $ne: '' }, password: 1 })).status).toBe(400)
    expect((await desk.stranger().post('/session', 'null')).status).toBe(400)
  })

  test('ends the sign-in that this browser had before', async () => {
    desk = await openDesk()
    const before = desk.admin.cookie
    await desk.admin.post('/session', adminCredentials)
    expect(desk.admin.cookie).not.toBe(before)
    const old = desk.stranger()
    old.cookie = before
    expect((await old.rpc('signIn.me')).json.code).toBe('SessionExpired')
  })

  test('guesses are slowed down, whatever e-mail they try', async () => {
    desk = await openDesk()
    const statuses: number[] = []
    for (let attempt = 0; attempt < 61; attempt++)
      statuses.push((await desk.stranger().post('/session', { email: '', password: '' })).status)
    expect(statuses.at(-1)).toBe(429)
  })
})

describe('a session', () => {
  test('ends on signing out, for good', async () => {
    desk = await openDesk()
    const { cookie } = desk.admin
    expect((await desk.admin.send('DELETE', '/session', {})).status).toBe(200)
    desk.admin.cookie = cookie
    expect((await desk.admin.rpc('signIn.me')).status).toBe(401)
    expect((await desk.admin.get('/session')).json).toMatchObject({ setUp: true, user: null, site: null, info: null })
  })

  test('lasts as long as it is used, and ends a day after', async () => {
    const clock = new ManualClock()
    desk = await openDesk({ clock })
    for (let use = 0; use < 5; use++) {
      clock.advance(20 * hourMs)
      expect((await desk.admin.rpc('signIn.me')).status).toBe(200)
    }
    clock.advance(25 * hourMs)
    const { status, json } = await desk.admin.rpc('signIn.me')
    expect([status, json.code]).toEqual([401, 'SessionExpired'])
  })

  test('survives a restart of the controller', async () => {
    desk = await openDesk()
    await desk.server.stop()
    const port = desk.port
    const { DeskServer } = await import('../../../src/main/desk/desk-server.ts')
    const { systemClock } = await import('../../../src/site/clock.ts')
    const { silentLog } = await import('../../../src/site/log.ts')
    const again = new DeskServer({
      site: desk.test.site,
      clock: systemClock,
      log: silentLog,
      host: '127.0.0.1',
      port,
      staticFolder: desk.test.folder,
      info: () => ({ version: '1.2.3', ocppUrls: [], lanUrls: [] }),
    })
    await again.start()
    expect((await desk.admin.rpc('signIn.me')).status).toBe(200)
    await again.stop()
  })

  test('is of its own user: a cookie of another port, or a made-up one, is nobody', async () => {
    desk = await openDesk()
    const browser = desk.stranger()
    browser.cookie = desk.admin.cookie.replace(/-\d+=/, '-1=')
    expect((await browser.rpc('signIn.me')).json.code).toBe('NotSignedIn')
    browser.cookie = `chargeyard-desk-${desk.port}=${'x'.repeat(43)}`
    expect((await browser.rpc('signIn.me')).json.code).toBe('SessionExpired')
  })
})
