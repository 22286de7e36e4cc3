import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newKey, requestOf } from '../kit/certificates.ts'
import { adoptStation } from '../kit/site.ts'
import { type Lan, openLan, problem } from './lan.ts'

describe('security by the LAN API', () => {
  let lan: Lan
  let token: string
  beforeEach(async () => {
    lan = await openLan()
    token = (await lan.login()).accessToken
  })
  afterEach(() => lan.close())

  it('gives the authority of the site, and never a key', async () => {
    const { status, body } = await lan.ask('GET', '/v1/certificates/authority', { token })
    expect(status).toBe(200)
    expect(body).toMatchObject({ kind: 'authority', state: 'valid', stationId: null })
    expect(JSON.stringify(body)).not.toContain('PRIVATE')
    expect((await lan.ask('GET', '/v1/certificates/authority')).status).toBe(401)
  })

  it('decides about requests of stations', async () => {
    const box = await adoptStation(lan.test)
    const { site } = lan.test
    for (const decision of ['approve', 'decline']) {
      const csr = await requestOf(await newKey(), 'CN=BOX-1')
      const checked = await site.execute(box, 'certificates.checkRequest', { csr })
      await site.execute(box, 'certificates.request', { checked })
      const pending = await lan.ask('GET', '/v1/certificate-requests?state=pending&stationId=BOX-1', { token })
      expect(pending.body.items).toMatchObject([{ stationId: 'BOX-1', state: 'pending', keyType: 'EC P-256' }])
      const path = `/v1/certificate-requests/${pending.body.items[0].id}/${decision}`
      expect((await lan.ask('POST', path, { token })).body).toMatchObject({ state: `${decision}d` })
      expect(problem(await lan.ask('POST', path, { token }))).toMatchObject({ status: 409, code: 'Conflict' })
    }
  })

  it('sets the profile of a station, and says what it needs first', async () => {
    await adoptStation(lan.test)
    const set = (profile: unknown) =>
      lan.ask('PUT', '/v1/stations/BOX-1/security-profile', { token, body: { profile } })
    expect(problem(await set(2))).toMatchObject({
      status: 400,
      errors: [{ in: 'body', field: 'profile', detail: 'Give the station a password first.' }],
    })
    expect((await set(4)).status).toBe(400)
    await lan.test.site.execute(lan.test.admin, 'stations.update', { id: 'BOX-1', password: 'correct-horse-17' })
    expect((await set(2)).body).toMatchObject({ id: 'BOX-1', securityProfile: 2 })
  })

  it('lists and acknowledges alarms', async () => {
    const box = await adoptStation(lan.test)
    const at = lan.test.site.clock.now() - 1000
    await lan.test.site.execute(box, 'stations.reportSecurityEvent', {
      kind: 'TamperDetectionActivated',
      text: 'cover',
      at,
    })
    const { body } = await lan.ask('GET', '/v1/alarms', { token })
    expect(body.items).toMatchObject([{ kind: 'TamperDetectionActivated', stationId: 'BOX-1', acknowledgedAt: null }])
    const done = await lan.ask('POST', `/v1/alarms/${body.items[0].id}/acknowledge`, { token })
    expect(done.body.acknowledgedBy).toEqual(expect.any(String))
    expect((await lan.ask('GET', '/v1/alarms', { token })).body.items).toEqual([])
    expect((await lan.ask('GET', '/v1/alarms?state=all', { token })).body.items).toHaveLength(1)
    expect(problem(await lan.ask('POST', '/v1/alarms/99/acknowledge', { token }))).toMatchObject({ code: 'NotFound' })
  })

  it('changes passwords only of stations that are there', async () => {
    await adoptStation(lan.test)
    lan.chargers.ready = false
    const answer = await lan.ask('POST', '/v1/stations/BOX-1/password-rotation', { token })
    expect(problem(answer)).toMatchObject({ status: 503, code: 'StationOffline' })
    expect((await lan.ask('GET', '/v1/stations/BOX-1/password-rotations', { token })).body.items).toEqual([])
  })
})
