import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SiteEvent } from '../../src/site/events.ts'
import { type Permission, permissionPresets, type StationActor } from '../../src/site/permissions.ts'
import { certificateOf, newKey, requestOf } from '../kit/certificates.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, system, type TestSite, userActor } from '../kit/site.ts'

const dayMs = 86_400_000
let test: TestSite
let clock: ManualClock
let chargers: FakeChargers
let box: StationActor

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
  test = await openTestSite({ clock })
  chargers = new FakeChargers()
  test.site.attachChargers(chargers)
  box = await adoptStation(test)
  await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', password: 'correct-horse-17' })
})

afterEach(() => test.close())

async function issued(name = 'CN=BOX-1') {
  const checked = await test.site.execute(box, 'certificates.checkRequest', {
    csr: await requestOf(await newKey(), name),
  })
  expect(await test.site.execute(box, 'certificates.request', { checked })).toEqual({ refused: null })
  const [request] = await test.site.execute(test.admin, 'certificates.requests', { state: 'pending' })
  if (request) await test.site.execute(test.admin, 'certificates.approve', { id: request.id })
  await test.site.execute(system, 'certificates.issueDue', {})
  const [certificate] = await test.site.execute(test.admin, 'certificates.list', { kind: 'station' })
  if (!certificate) throw new Error('nothing was issued')
  return certificate
}

describe('certificates of stations', () => {
  it('are nobody else’s to see or to decide', async () => {
    const certificate = await issued()
    const stranger = userActor(randomUUID(), randomUUID(), permissionPresets.administrator)
    expect(await test.site.execute(stranger, 'certificates.list', { kind: 'station' })).toEqual([])
    expect(await test.site.execute(stranger, 'certificates.requests', {})).toEqual([])
    await expect(test.site.execute(stranger, 'certificates.revoke', { id: certificate.id })).rejects.toMatchObject({
      code: 'NotFound',
    })
    for (const name of ['certificates.list', 'stations.passwordRotations'] as const)
      await expect(
        test.site.execute(
          stranger,
          name,
          name === 'certificates.list' ? { stationId: 'BOX-1' } : ({ id: 'BOX-1' } as never),
        ),
      ).rejects.toMatchObject({ code: 'StationNotFound' })
  })

  it.each<[string, Permission[], boolean]>([
    ['a driver', permissionPresets.driver, false],
    ['an operator', permissionPresets.operator, false],
    ['a manager', permissionPresets.manager, true],
  ])('are decided by those who manage stations: %s %s', async (_who, rights, expected) => {
    const certificate = await issued()
    const actor = userActor(randomUUID(), test.accountId, rights)
    const revoking = test.site.execute(actor, 'certificates.revoke', { id: certificate.id })
    if (expected) expect((await revoking).state).toBe('revoked')
    else await expect(revoking).rejects.toMatchObject({ code: 'Forbidden' })
  })

  it('are signed without a person only for a station that holds one, and knows a password', async () => {
    await issued()
    const ask = async () => {
      const checked = await test.site.execute(box, 'certificates.checkRequest', {
        csr: await requestOf(await newKey(), 'CN=BOX-1'),
      })
      await test.site.execute(box, 'certificates.request', { checked })
      return (await test.site.execute(test.admin, 'certificates.requests', { limit: 1 }))[0]?.state
    }
    clock.advance(1000)
    expect(await ask()).toBe('approved')
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', password: null })
    clock.advance(1000)
    expect(await ask()).toBe('pending')
    await test.site.execute(test.admin, 'security.update', { autoSign: 'none' })
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', password: 'correct-horse-17' })
    clock.advance(1000)
    expect(await ask()).toBe('pending')
  })

  it('are asked for again before they end, once a day', async () => {
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await issued()
    const renewals = () => chargers.asked.filter(({ what }) => what === 'requestSigning').length
    expect((await test.site.execute(system, 'certificates.renewDue', {})).asked).toEqual([])
    clock.advance(705 * dayMs)
    expect((await test.site.execute(system, 'certificates.renewDue', {})).asked).toEqual(['BOX-1'])
    expect(renewals()).toBe(1)
    const checked = await test.site.execute(box, 'certificates.checkRequest', {
      csr: await requestOf(await newKey(), 'CN=BOX-1'),
    })
    await test.site.execute(box, 'certificates.request', { checked })
    expect((await test.site.execute(system, 'certificates.renewDue', {})).asked).toEqual([])
  })

  it('count at the door only for their own station, in their time, until they are revoked', async () => {
    const certificate = await issued()
    const { thumbprint, notBefore, notAfter } = certificate
    const shown = async (id: string) =>
      (
        await test.site.execute(system, 'stations.credentials', {
          id,
          certificate: { thumbprint, notBefore, notAfter },
        })
      )?.certificate
    await adoptStation(test, 'BOX-2')
    expect(await shown('BOX-1')).toBe('valid')
    expect(await shown('BOX-2')).toBe('unknown')
    clock.advance(731 * dayMs)
    expect(await shown('BOX-1')).toBe('expired')
    await test.site.execute(test.admin, 'certificates.revoke', { id: certificate.id })
    expect(await shown('BOX-1')).toBe('revoked')
    expect(chargers.disconnected).toContain(box.stationId)
  })

  it('of the site itself are not revoked by hand, and roots of others come and go', async () => {
    const authority = await test.site.execute(test.admin, 'certificates.authority', {})
    await expect(test.site.execute(test.admin, 'certificates.revoke', { id: authority.id })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    await expect(test.site.execute(test.admin, 'certificates.removeRoot', { id: authority.id })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
    const { pem } = await certificateOf({ name: 'CN=Some root', authority: true })
    const root = await test.site.execute(test.admin, 'certificates.addRoot', { kind: 'mo-root', pem })
    await expect(test.site.execute(test.admin, 'certificates.addRoot', { kind: 'mo-root', pem })).rejects.toMatchObject(
      {
        code: 'AlreadyExists',
      },
    )
    await test.site.execute(test.admin, 'certificates.removeRoot', { id: root.id })
    expect(await test.site.execute(test.admin, 'certificates.list', { kind: 'mo-root' })).toEqual([])
    await expect(
      test.site.execute(test.admin, 'certificates.addRoot', { kind: 'mo-root', pem: 'nonsense' }),
    ).rejects.toMatchObject({ code: 'InvalidInput', details: { fields: { pem: expect.any(String) } } })
  })

  it('come from one authority, however many ask for it at once, and after a restart from the same', async () => {
    const all = await Promise.all(
      Array.from({ length: 4 }, () => test.site.execute(test.admin, 'certificates.authority', {})),
    )
    expect(new Set(all.map(({ thumbprint }) => thumbprint)).size).toBe(1)
    test = test.reopen()
    const again = await test.site.execute(test.admin, 'certificates.authority', {})
    expect(again.thumbprint).toBe(all[0]?.thumbprint)
  })
})

it('tells of an alarm once for all that happened in one piece, and hides it from other accounts', async () => {
  const events: SiteEvent[] = []
  test.site.events.on('alarm.changed', 'test', (payload) => events.push({ name: 'alarm.changed', payload }))
  await test.site.turn(box, (run) => {
    run('stations.reportSecurityEvent', { kind: 'MemoryExhaustion', text: null, at: clock.now() - 2000 })
    run('stations.reportSecurityEvent', { kind: 'MemoryExhaustion', text: null, at: clock.now() - 1000 })
  })
  await published()
  expect(events).toMatchObject([{ payload: { kind: 'MemoryExhaustion', count: 2, stationId: 'BOX-1' } }])
  const stranger = userActor(randomUUID(), randomUUID(), permissionPresets.administrator)
  expect(await test.site.execute(stranger, 'alarms.list', { open: false })).toEqual([])
  const [alarm] = await test.site.execute(test.admin, 'alarms.list', {})
  await expect(test.site.execute(stranger, 'alarms.acknowledge', { id: alarm?.id ?? 0 })).rejects.toMatchObject({
    code: 'NotFound',
  })
})

it('never shows the token of a pool of contracts, nor a key', async () => {
  const settings = await test.site.execute(test.admin, 'security.update', {
    contractUrl: 'https://pool.example',
    contractToken: 'very-secret-token',
    serverNames: ['Yard.Example'],
  })
  expect(settings).toMatchObject({
    hasContractToken: true,
    contractUrl: 'https://pool.example',
    serverNames: ['yard.example'],
  })
  expect(JSON.stringify(settings)).not.toContain('very-secret-token')
  await expect(
    test.site.execute(test.admin, 'security.update', { contractUrl: 'ftp://pool.example' }),
  ).rejects.toMatchObject({ code: 'InvalidInput' })
})
