import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { deskUseCases } from '../../../src/main/desk/desk-use-cases.ts'
import { api } from '../../../src/site/api.ts'
import { type OpenDesk, openDesk } from './open-desk.ts'

let desk: OpenDesk
beforeEach(async () => {
  desk = await openDesk({ allowedHosts: ['Desk.Yard.Example'] })
})
afterEach(() => desk.close())

describe('use cases over HTTP', () => {
  test('answer with their output, and with the code and facts of an error', async () => {
    const adopted = await desk.admin.rpc('stations.adopt', { id: 'BOX-1', name: 'Gate' })
    expect([adopted.status, adopted.json.name]).toEqual([200, 'Gate'])
    expect((await desk.admin.rpc('stations.list')).json).toHaveLength(1)
    const twice = await desk.admin.rpc('stations.adopt', { id: 'BOX-1' })
    expect([twice.status, twice.json.code]).toEqual([409, 'AlreadyExists'])
    const wrong = await desk.admin.rpc('stations.adopt', { id: 'BOX 2', password: 'kurz' })
    expect(wrong.status).toBe(400)
    expect(Object.keys(wrong.json.details.fields).sort()).toEqual(['id', 'password'])
    const offline = await desk.admin.rpc('stations.reset', { id: 'BOX-1', mode: 'immediate' })
    expect([offline.status, offline.json.code]).toEqual([503, 'StationOffline'])
  })

  test('give null where there is nothing to give', async () => {
    await desk.admin.rpc('stations.adopt', { id: 'BOX-1' })
    const { status, text } = await desk.admin.rpc('stations.remove', { id: 'BOX-1' })
    expect([status, text]).toEqual([200, 'null'])
  })

  test('are refused without signing in', async () => {
    const answer = await desk.stranger().rpc('stations.list')
    expect([answer.status, answer.json.code]).toEqual([401, 'NotSignedIn'])
  })

  test('are bounded by what the user may do', async () => {
    const password = 'a driver of the yard'
    await desk.admin.rpc('users.create', { email: 'driver@site.example', password, preset: 'driver' })
    const driver = desk.stranger()
    await driver.post('/session', { email: 'driver@site.example', password })
    expect((await driver.rpc('stations.list')).status).toBe(200)
    for (const name of ['overview.get', 'users.list', 'site.update', 'stations.adopt', 'messages.list', 'hq.status'])
      expect((await driver.rpc(name)).json.code, name).toBe('Forbidden')
  })

  test('of stations, headquarters, the controller and signing in do not exist for a browser', async () => {
    const hidden = Object.keys(api).filter((name) => !deskUseCases.has(name))
    expect(hidden).toEqual(expect.arrayContaining(['signIn.withPassword', 'transactions.begin', 'accounts.list']))
    for (const name of [...hidden, 'constructor', '__proto__', 'toString', 'no.such'])
      expect((await desk.admin.rpc(name)).json.code, name).toBe('NotFound')
  })

  test('that are listed are for people', () => {
    const ofPeople = (name: string) =>
      !['station', 'hq', 'system', 'anyone'].includes(api[name as keyof typeof api].needs as string)
    expect([...deskUseCases].filter((name) => !ofPeople(name))).toEqual([])
  })
})

describe('requests of strangers', () => {
  test('by another host name are refused everywhere (DNS rebinding)', async () => {
    for (const host of ['evil.example', `evil.example:${desk.port}`, '127.0.0.1.evil.example'])
      for (const path of ['/', '/session', '/healthz', '/assets/index-1a2b3c.js'])
        expect((await desk.admin.get(path, { host })).status, `${host} ${path}`).toBe(403)
  })

  test('by the loopback names and the configured ones are answered', async () => {
    for (const host of ['localhost', `localhost:${desk.port}`, '127.0.0.1:1', '[::1]:8080', 'desk.yard.example'])
      expect((await desk.admin.get('/session', { host })).status, host).toBe(200)
  })

  test('from pages of other origins are refused, also of this machine, and never answered for a form', async () => {
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]
    for (const headers of foreign) {
      const answer = await desk.admin.post('/rpc/stations.list', {}, headers as Record<string, string>)
      expect([answer.status, answer.json.code], JSON.stringify(headers)).toEqual([403, 'Forbidden'])
    }
    expect((await desk.admin.get('/live', { 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await desk.admin.get('/session', { origin: 'http://localhost:1' })).status).toBe(403)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect((await desk.admin.post('/rpc/stations.list', '{}', { 'content-type': type })).status, type).toBe(415)
  })

  test('get no leave to read across origins', async () => {
    const { headers } = await desk.admin.get('/session')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect((await desk.admin.send('OPTIONS', '/rpc/stations.list', undefined)).status).toBeGreaterThanOrEqual(400)
  })

  test('with bodies that are too large or no JSON are refused in one sentence', async () => {
    const large = await desk.admin.rpc('stations.adopt', { id: 'x'.repeat(300_000) })
    expect([large.status, large.json.code]).toEqual([413, 'InvalidInput'])
    const broken = await desk.admin.post('/rpc/stations.list', '{"a":')
    expect([broken.status, broken.json.code]).toEqual([400, 'InvalidInput'])
    for (const body of ['[]', '"x"', 'null'])
      expect((await desk.admin.post('/rpc/stations.list', body)).status).toBe(400)
  })
})

describe('the web app', () => {
  test('comes with headers that let no script but its own run', async () => {
    const { headers } = await desk.stranger().get('/')
    const policy = String(headers['content-security-policy'])
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:/)
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  test('is one page for every address, always asked for anew; its hashed files are kept for ever', async () => {
    const browser = desk.stranger()
    for (const path of ['/', '/stations/BOX-1', '/transactions', '/index.html']) {
      const page = await browser.get(path, { accept: 'text/html' })
      expect([page.status, page.text], path).toEqual([200, expect.stringContaining('<title>Chargeyard')])
      expect(page.headers['cache-control'], path).toMatch(/no-cache|max-age=0/)
    }
    const file = await browser.get('/assets/index-1a2b3c.js')
    expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  })

  test('does not answer for files and paths that are not there', async () => {
    const browser = desk.stranger()
    for (const path of [
      '/assets/gone.js',
      '/favicon.ico',
      '/..%2fsite.sqlite',
      '/%2e%2e/site.sqlite',
      '/rpc',
      '/live/x',
    ])
      expect((await browser.get(path)).status, path).toBeGreaterThanOrEqual(400)
    expect((await browser.get('/rpc/stations.list')).json.code).toBe('NotFound')
  })

  test('answers /healthz', async () => {
    expect((await desk.stranger().get('/healthz')).json).toEqual({ status: 'ok' })
  })
})

test('a desk that is not built says so, in the language of the browser, and how to build it', async () => {
  const unbuilt = await openDesk({ built: false })
  try {
    const page = await unbuilt.stranger().get('/', { 'accept-language': 'de-DE,de;q=0.9' })
    expect(page.status).toBe(503)
    expect(page.text).toContain('nicht gebaut')
    expect(page.text).toContain('npm run build')
    expect((await unbuilt.admin.rpc('stations.list')).status).toBe(200)
  } finally {
    await unbuilt.close()
  }
})

test('a taken port is told by the system’s own error, and stopping twice is harmless', async () => {
  const { DeskServer } = await import('../../../src/main/desk/desk-server.ts')
  const { systemClock } = await import('../../../src/site/clock.ts')
  const { silentLog } = await import('../../../src/site/log.ts')
  const second = new DeskServer({
    site: desk.test.site,
    clock: systemClock,
    log: silentLog,
    host: '127.0.0.1',
    port: desk.port,
    staticFolder: desk.test.folder,
    info: () => ({ version: '', ocppUrls: [], lanUrls: [] }),
  })
  await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
  await second.stop()
  await desk.server.stop()
})
