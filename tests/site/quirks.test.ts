import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StationActor } from '../../src/site/permissions.ts'
import { matchingProfiles, ordinary, type QuirkProfile, quirksOf } from '../../src/site/quirks/quirk.ts'
import { shippedProfiles } from '../../src/site/quirks/shipped-profiles.ts'
import { FakeChargers } from '../kit/charger.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

const profile = (id: string, told: Partial<QuirkProfile>): QuirkProfile => ({
  id,
  name: id,
  match: { vendor: '*' },
  adapt: {},
  note: '',
  enabled: true,
  ...told,
})

describe('rules of a profile', () => {
  const station = { stationId: 'BOX-1', vendor: 'Acme GmbH', model: 'Wall 11 kW', firmware: '2.14.0' }
  const applies = (match: QuirkProfile['match']) => matchingProfiles([profile('p', { match })], station).length === 1

  it.each([
    [{ vendor: 'acme gmbh' }, true],
    [{ vendor: 'Acme' }, false],
    [{ vendor: 'Acme*' }, true],
    [{ vendor: '*GmbH' }, true],
    [{ vendor: 'A*e*H' }, true],
    [{ vendor: 'A*e*x' }, false],
    [{ vendor: 'Acme GmbH*GmbH' }, false],
    [{ vendor: 'Acme*', model: 'Wall*' }, true],
    [{ vendor: 'Acme*', model: 'Other*' }, false],
    [{ firmware: '2.14.*' }, true],
    [{ firmware: '2.1.*' }, false],
    [{ stationId: 'box-*' }, true],
    [{ model: 'Wall (11|22) kW' }, false],
  ])('%o: %s', (match, expected) => {
    expect(applies(match)).toBe(expected)
  })

  it('match nothing that the station did not tell', () => {
    const unknown = { stationId: 'BOX-1', vendor: null, model: null, firmware: null }
    expect(quirksOf([profile('p', { match: { vendor: '*' }, adapt: { unit: 'A' } })], unknown)).toBe(ordinary)
  })

  it('count the more, the more exact they are', () => {
    const profiles = [
      profile('firmware', { match: { firmware: '2.*' }, adapt: { stackLevelMax: 4 } }),
      profile('vendor', { match: { vendor: 'Acme*' }, adapt: { stackLevelMax: 1, unit: 'W' } }),
      profile('off', { match: { stationId: 'BOX-1' }, adapt: { unit: 'A' }, enabled: false }),
    ]
    expect(quirksOf(profiles, station)).toEqual({ ...ordinary, stackLevelMax: 4, unit: 'W' })
    expect(quirksOf([...profiles].reverse(), station)).toBe(quirksOf(profiles, station))
  })

  it.each([
    ['ABB', 'Terra AC W22', { stackLevelMax: 2, noMeasurandProbing: true }],
    ['EV-BOX', 'G3', { noStationMaxProfile: true }],
    ['EVBox B.V.', 'Elvi', { noStationMaxProfile: true }],
    ['Wall Box Chargers', 'PLP1', { relativeProfiles: true, bootOnRequest: true }],
    ['go-e', 'Gemini', { unit: 'A', noClearOfStack0: true }],
    ['Huawei', 'FusionCharge', { unit: 'W' }],
    ['United Chargers', 'Smart', { acceptsWithoutDoing: true, assumesSubprotocol: 'ocpp1.6' }],
    ['FOXESS', 'A022KP1', { shapes16in201: true }],
    ['EN+', 'Caro', { noRestartFromFinishing: true }],
    ['MENNEKES', 'Amtron', { powerOnlyInSessions: true }],
    ['Keba', 'P30', {}],
  ])('of %s %s are shipped', (vendor, model, adapted) => {
    expect(quirksOf(shippedProfiles, { stationId: 'X', vendor, model, firmware: '1' })).toEqual({
      ...ordinary,
      ...adapted,
    })
  })
})

describe('profiles of an account', () => {
  let test: TestSite
  let box: StationActor
  const chargers = new FakeChargers()
  beforeEach(async () => {
    test = await openTestSite()
    test.site.attachChargers(chargers)
    box = await adoptStation(test)
    await boot('EN+ Technologies', 'Caro')
  })
  afterEach(() => test.close())

  const boot = (vendor: string, model: string) =>
    test.site.execute(box, 'stations.boot', {
      vendor,
      model,
      serialNumber: null,
      firmware: '1.0',
      iccid: null,
      imsi: null,
      reason: null,
    })
  const ofStation = () => test.site.execute(test.admin, 'quirks.ofStation', { id: 'BOX-1' })

  it('say which of them apply to a station, and what they come to', async () => {
    const { profiles, quirks } = await ofStation()
    expect(profiles).toMatchObject([{ id: 'en-plus', origin: 'shipped' }])
    expect(quirks.noRestartFromFinishing).toBe(true)
    await boot('Keba', 'P30')
    expect((await ofStation()).quirks).toEqual(ordinary)
  })

  it('can be added, changed, switched off and removed; a shipped one comes back', async () => {
    const heard: unknown[] = []
    test.site.events.on('quirks.changed', 'test', (change) => heard.push([change.id, change.profile?.origin ?? null]))
    const own = await test.site.execute(test.admin, 'quirks.put', {
      name: 'Our Caros',
      match: { vendor: 'EN+*', model: 'Caro' },
      adapt: { answerTimeoutS: 90 },
    })
    expect((await ofStation()).quirks).toEqual({ ...ordinary, noRestartFromFinishing: true, answerTimeoutS: 90 })
    await test.site.execute(test.admin, 'quirks.put', {
      id: 'en-plus',
      name: 'EN+, mended',
      match: { vendor: 'EN+*' },
      adapt: {},
      enabled: false,
    })
    expect((await ofStation()).quirks).toEqual({ ...ordinary, answerTimeoutS: 90 })
    const all = await test.site.execute(test.admin, 'quirks.list', {})
    expect(all.find(({ id }) => id === 'en-plus')).toMatchObject({ origin: 'changed', enabled: false })
    expect(await test.site.execute(test.admin, 'quirks.remove', { id: 'en-plus' })).toMatchObject({ origin: 'shipped' })
    expect(await test.site.execute(test.admin, 'quirks.remove', { id: own.id })).toBeNull()
    expect((await ofStation()).quirks).toEqual({ ...ordinary, noRestartFromFinishing: true })
    await expect(test.site.execute(test.admin, 'quirks.remove', { id: 'en-plus' })).rejects.toMatchObject({
      code: 'Conflict',
    })
    await published()
    expect(heard).toEqual([
      [own.id, 'own'],
      ['en-plus', 'changed'],
      ['en-plus', 'shipped'],
      [own.id, null],
    ])
  })

  it.each([
    [{ match: {} }, 'match'],
    [{ match: { vendor: ' ' } }, 'match.vendor'],
    [{ match: { colour: 'red' } }, 'match'],
    [{ adapt: { unit: 'kW' } }, 'adapt.unit'],
    [{ adapt: { shinier: true } }, 'adapt'],
    [{ name: '' }, 'name'],
  ])('are refused with %o', async (wrong, field) => {
    const right = { name: 'P', match: { vendor: 'A' }, adapt: {} }
    await expect(test.site.execute(test.admin, 'quirks.put', { ...right, ...wrong } as never)).rejects.toMatchObject({
      code: 'InvalidInput',
      details: { fields: { [field]: expect.any(String) } },
    })
  })

  it('are no other account’s', async () => {
    const stranger = userActor('s', 'elsewhere', ['ManageChargingStations', 'ReadChargingStations'])
    await test.site.execute(test.admin, 'quirks.put', {
      id: 'mine',
      name: 'Mine',
      match: { vendor: 'A' },
      adapt: {},
    })
    const seen = await test.site.execute(stranger, 'quirks.list', {})
    expect(seen.map(({ id }) => id)).not.toContain('mine')
    expect(seen).toHaveLength(shippedProfiles.length)
  })

  it('stop a start that such a station would not carry out', async () => {
    await test.site.execute(test.admin, 'tags.create', { idTag: 'CARD-1', name: 'Anna' })
    const status = (rawStatus: string) =>
      test.site.execute(box, 'stations.reportStatus', {
        evseNo: 1,
        connectorNo: 1,
        rawStatus,
        errorCode: null,
        vendorErrorCode: null,
        info: null,
        at: null,
      })
    await status('Finishing')
    const { connectors } = await test.site.execute(test.admin, 'stations.get', { id: 'BOX-1' })
    const connectorId = connectors[0]?.id ?? 0
    const start = () => test.site.execute(test.admin, 'transactions.start', { connectorId, idTag: 'CARD-1' })
    await expect(start()).rejects.toMatchObject({
      code: 'ConnectorUnavailable',
      details: { reason: expect.stringContaining('unplugged') },
    })
    await status('Preparing')
    expect((await start()).state).toBe('accepted')
  })
})
