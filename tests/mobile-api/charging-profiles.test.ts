import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import { type Lan, openLan, problem } from './lan.ts'

describe('charging profiles by the LAN API', () => {
  let lan: Lan
  let box: StationActor
  let token: string
  beforeEach(async () => {
    lan = await openLan()
    box = (await lan.station()).box
    token = (await lan.user('manager')).accessToken
  })
  afterEach(() => lan.close())

  const at = '/v1/stations/BOX-1/charging-profiles'
  const put = (body: object = {}, asker = token) =>
    lan.ask('PUT', at, {
      token: asker,
      body: {
        evse: 1,
        purpose: 'tx-default',
        kind: 'absolute',
        schedule: { unit: 'A', periods: [{ startS: 0, limit: 16 }] },
        ...body,
      },
    })

  it('sets one, lists it, and takes it away', async () => {
    const made = await put({
      validTo: '2040-03-02T12:00:00+01:00',
      schedule: { unit: 'A', startAt: '2040-03-01T12:00:00Z', periods: [{ startS: 0, limit: 10.5, phases: 1 }] },
    })
    expect(made).toMatchObject({
      status: 200,
      body: {
        evse: 1,
        purpose: 'tx-default',
        state: 'installed',
        validTo: '2040-03-02T11:00:00.000Z',
        schedule: { startAt: '2040-03-01T12:00:00.000Z', periods: [{ startS: 0, limit: 10.5, phases: 1 }] },
      },
    })
    expect((await lan.ask('GET', at, { token })).body).toEqual({ items: [made.body], next: null })
    const gone = await lan.ask('DELETE', `${at}?profile=${made.body.id}`, { token })
    expect(gone).toMatchObject({ status: 200, body: { outcome: 'cleared', cleared: 1 } })
    expect((await lan.ask('GET', at, { token })).body.items).toEqual([])
    await lan.ask('DELETE', `${at}?evse=2&purpose=tx&stackLevel=3`, { token })
    expect(lan.chargers.asked.filter(({ what }) => what === 'clearChargingProfiles').at(-1)?.order).toEqual({
      evseNo: 2,
      purpose: 'tx',
      stackLevel: 3,
    })
  })

  it('gives one to the running session', async () => {
    expect(problem(await put({ purpose: 'tx' }))).toMatchObject({ status: 409, code: 'NoSession' })
    await lan.begin(box, 'X')
    expect((await put({ purpose: 'tx', kind: 'relative' })).body).toMatchObject({ transactionId: expect.any(String) })
  })

  it('shows the limits to come, also of a station that is away', async () => {
    await put()
    lan.chargers.ready = false
    const made = await lan.ask('GET', '/v1/stations/BOX-1/composite-schedule?evse=1&durationS=600&unit=W', { token })
    expect(made.body).toEqual({
      site: {
        unit: 'W',
        startAt: '2040-03-01T12:00:00.000Z',
        durationS: 600,
        periods: [{ startS: 0, limit: 11_040, phases: null }],
      },
      station: null,
      problem: 'StationOffline',
    })
  })

  it('says what is wrong, and to whom it is forbidden', async () => {
    expect(problem(await put({ purpose: 'station-max' }))).toMatchObject({
      code: 'InvalidInput',
      errors: [{ in: 'body', field: 'evse' }],
    })
    expect(problem(await put({ schedule: { unit: 'kW', periods: [] } }))).toMatchObject({ code: 'InvalidInput' })
    expect(problem(await put({ kind: 'recurring' }))).toMatchObject({ errors: [{ field: 'recurrency' }] })
    const driver = await lan.user('driver')
    expect(problem(await put({}, driver.accessToken))).toMatchObject({ status: 403, code: 'Forbidden' })
    lan.chargers.ready = false
    expect(problem(await put())).toMatchObject({ status: 503, code: 'StationOffline' })
  })
})
