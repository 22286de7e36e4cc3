import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import { FakeChargers } from '../kit/charger.ts'
import { adoptStation, openTestSite, type TestSite, userActor } from '../kit/site.ts'

describe('a request written by hand', () => {
  let test: TestSite
  const chargers = new FakeChargers()
  beforeEach(async () => {
    test = await openTestSite()
    test.site.attachChargers(chargers)
    await adoptStation(test)
    chargers.asked.length = 0
    chargers.answers = { request: async () => ({ result: { status: 'Accepted' } }) }
  })
  afterEach(() => test.close())

  const send = (action: string, payload: unknown) =>
    test.site.execute(test.admin, 'stations.request', { id: 'BOX-1', action, payload })

  function audited(): { order: unknown; answer: unknown }[] {
    const file = new BetterSqlite3(join(test.folder, 'site.sqlite'), { readonly: true })
    const rows = file.prepare<[], { after: string }>(`select after from audit where action = 'stations.request'`).all()
    file.close()
    return rows.map(({ after }) => JSON.parse(after) as { order: unknown; answer: unknown })
  }

  it('is sent as it is, and written down without its secrets', async () => {
    const payload = { key: 'AuthorizationKey', value: 'geheim-0815' }
    expect(await send('ChangeConfiguration', payload)).toEqual({ result: { status: 'Accepted' } })
    expect(chargers.asked).toMatchObject([{ what: 'request', order: { payload, force: false } }])
    expect(audited()).toEqual([
      {
        order: { action: 'ChangeConfiguration', payload: { key: 'AuthorizationKey', value: '***' } },
        answer: 'answered',
      },
    ])
  })

  it('is written down with the code of its refusal, and when nobody knows what became of it', async () => {
    chargers.answers.request = async () => ({ error: { code: 'NotImplemented', description: '', details: {} } })
    await send('ClearCache', {})
    chargers.answers.request = async () => {
      throw new SiteError('StationTimeout')
    }
    await expect(send('ClearCache', {})).rejects.toMatchObject({ code: 'StationTimeout' })
    expect(audited().map(({ answer }) => answer)).toEqual(['NotImplemented', 'StationTimeout'])
  })

  it('reaches no station of another account', async () => {
    const stranger = userActor('someone', 'elsewhere', ['ManageChargingStations'])
    await expect(
      test.site.execute(stranger, 'stations.request', { id: 'BOX-1', action: 'Reset', payload: {} }),
    ).rejects.toMatchObject({ code: 'StationNotFound' })
    expect(chargers.asked).toEqual([])
  })
})
