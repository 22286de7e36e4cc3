import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { routes } from '../../mobile-api/routes.ts'
import { adminCredentials } from '../kit/site.ts'
import { type Lan, openLan } from './lan.ts'
import { LiveReader } from './live-reader.ts'

let lan: Lan
beforeEach(async () => {
  lan = await openLan()
})
afterEach(() => lan.close())

it('no answer and no log line of the LAN API has a secret', async () => {
  const { accessToken: token, refreshToken } = await lan.login()
  const { connectorId } = await lan.station()
  const live = await LiveReader.open(lan, token, { inQuery: true })
  await live.next('snapshot')
  // what logins and refreshes answer are tokens: from here on none may come again
  lan.answered.length = 0

  const stationPassword = 'Station-Pass-0815'
  await lan.ask('POST', '/v1/stations', { token, body: { id: 'BOX-2', password: stationPassword } })
  await lan.ask('POST', '/v1/stations', { token, body: { id: 'BOX-3', password: `${stationPassword} ü` } })
  await lan.ask('POST', '/v1/tags', { token, body: { id: 'CARD' } })
  const started = await lan.ask('POST', `/v1/connectors/${connectorId}/start`, { token })
  for (const body of [
    { email: adminCredentials.email, password: 'Guess-of-a-Password' },
    { email: adminCredentials.email, password: 'Guess-of-a-Password', secret: 'Guess-of-a-Password' },
  ])
    await lan.ask('POST', '/v1/auth/login', { body })
  await lan.ask('POST', '/v1/auth/login', { raw: '{"password": "Guess-of-a-Password' })
  await lan.ask('POST', '/v1/auth/refresh', { body: { refreshToken: 'Guess-of-a-Token' } })
  await lan.ask('GET', `/v1/nothing/${token}?access_token=${token}`)
  await lan.ask('GET', '/v1/me', { token: `${token}x` })
  for (const route of routes)
    if (route.kind === 'json' && route.method === 'get') {
      const id = route.path.includes('start-requests') ? started.body.requestId : 'BOX-2'
      await lan.ask('GET', route.path.replace('{id}', id), { token })
    }
  await live.next('station.changed', ({ data }) => data.id === 'BOX-2')
  lan.answered.push(JSON.stringify(live.events))
  live.close()
  await lan.ask('POST', '/v1/auth/logout', { body: { refreshToken } })

  const stored = lan.sql((db) => [
    ...db.prepare('select password_hash as secret from user').all(),
    ...db.prepare('select password_hash as secret from station where password_hash is not null').all(),
    ...db.prepare('select hash as secret from user_token').all(),
  ]) as { secret: string }[]
  expect(stored.length).toBeGreaterThanOrEqual(3)
  const secrets = [
    token,
    refreshToken,
    adminCredentials.password,
    stationPassword,
    'Guess-of-a-Password',
    'Guess-of-a-Token',
    readFileSync(join(lan.test.folder, 'site.key'), 'utf8').trim(),
    ...stored.map(({ secret }) => secret),
    '$argon2',
    'hmac-sha256$',
    lan.test.folder,
  ]
  const heard = [...lan.answered, ...lan.logged]
  expect(lan.answered.length).toBeGreaterThan(20)
  expect(lan.logged.length).toBeGreaterThan(20)
  for (const secret of secrets)
    expect(
      heard.filter((text) => text.includes(secret)),
      secret,
    ).toEqual([])
})
