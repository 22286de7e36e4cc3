import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteController } from '../../src/main/site-controller.ts'
import { silentLog } from '../../src/site/log.ts'
import { RawStation } from '../ocpp/door.ts'

/** A whole controller, with everything that looks after stations by itself, and a wallbox that answers only what it must. */
describe('the first minute of a new wallbox', () => {
  let folder: string
  let controller: SiteController
  let lanUrl: string
  let ocppUrl: string

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
    const adminPasswordFile = join(folder, 'password')
    writeFileSync(adminPasswordFile, 'a long enough password\n')
    controller = new SiteController(
      {
        data: join(folder, 'data'),
        deskHost: '127.0.0.1',
        deskPort: 0,
        ocppHost: '127.0.0.1',
        ocppPort: 0,
        lanHost: '127.0.0.1',
        lanPort: 0,
        adminEmail: 'admin@site.example',
        adminPasswordFile,
        logLevel: 'silent',
      },
      { log: silentLog },
    )
    const addresses = await controller.start()
    lanUrl = addresses.lanUrl
    ocppUrl = addresses.ocppUrl
  })
  afterEach(async () => {
    await controller.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const post = async (path: string, body: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const answer = await fetch(`${lanUrl}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, json: (await answer.json()) as Record<string, never> }
  }

  it.each(['ocpp1.6', 'ocpp2.0.1'] as const)(
    'over %s: a start is the first thing that it is asked',
    async (protocol) => {
      const { json } = await post('/v1/auth/login', { email: 'admin@site.example', password: 'a long enough password' })
      const token = String(json.accessToken)
      await post('/v1/stations', { id: 'BOX-1' }, token)
      await post('/v1/tags', { id: 'CARD-1' }, token)
      const box = await RawStation.connect({ url: ocppUrl, id: 'BOX-1', protocol })
      await box.boot()
      if (protocol === 'ocpp1.6')
        await box.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
      else
        await box.tell('StatusNotification', {
          timestamp: new Date().toISOString(),
          connectorStatus: 'Available',
          evseId: 1,
          connectorId: 1,
        })
      const start = post('/v1/connectors/1/start', {}, token)
      const call = await box.called(protocol === 'ocpp1.6' ? 'RemoteStartTransaction' : 'RequestStartTransaction')
      box.answer(call, { status: 'Accepted' })
      expect((await start).status).toBe(202)
      expect(box.received).toEqual([])
      box.terminate()
    },
  )
})
