import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CertificateUpkeep } from '../../src/site/certificates/certificate-upkeep.ts'
import { systemClock } from '../../src/site/clock.ts'
import { silentLog } from '../../src/site/log.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

let door: Door
let upkeep: CertificateUpkeep
let box: VirtualWallbox | undefined

beforeEach(async () => {
  door = await openDoor({ tls: true })
  upkeep = new CertificateUpkeep({ site: door.test.site, clock: systemClock, log: silentLog })
  upkeep.start()
})

afterEach(async () => {
  await box?.stop()
  box = undefined
  expect(door.breaches).toEqual([])
  await upkeep.stop()
  await door.close()
})

const station = () => door.ask('stations.get', { id: 'BOX-1' })
const quick = { reconnectMs: { first: 20, most: 100 }, rebootMs: 20 }

async function comesBack(since: number | null) {
  await until('the station to be back', async () => {
    const { online, connectedSince, bootedAt } = await station()
    return online && connectedSince !== since && bootedAt !== null
  })
}

/** From an authenticated, encrypted connection to profile 3. */
async function getsCertificate() {
  await door.ask('certificates.renew', { stationId: 'BOX-1' })
  const request = await until(
    'the request',
    async () => (await door.ask('certificates.requests', { state: 'pending' }))[0],
  )
  await door.ask('certificates.approve', { id: request.id })
  await until(
    'the delivery',
    async () => (await door.ask('certificates.requests', { state: 'delivered' })).length === 1,
  )
  const [certificate] = await door.ask('certificates.list', { stationId: 'BOX-1' })
  expect(certificate?.state).toBe('valid')
  return certificate
}

describe('a virtual wallbox', () => {
  it('of 1.6 goes from open access to profile 3 without anybody at the box', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1' })
    box = new VirtualWallbox({ ...quick, url: door.url, secureUrl: door.tlsUrl, id: 'BOX-1', protocol: 'ocpp1.6' })
    box.start()
    await box.online()
    await until('its boot', async () => (await station()).bootedAt !== null)

    // 1: a password
    let since = (await station()).connectedSince
    await door.ask('stations.rotatePassword', { id: 'BOX-1' })
    await until('the confirmation', async () => (await station()).securityProfile === 1)
    await comesBack(since)

    // 2: the authority, then encryption
    await door.ask('certificates.install', { stationId: 'BOX-1', authority: true })
    expect(await door.ask('certificates.installed', { stationId: 'BOX-1' })).toMatchObject([{ use: 'csms-root' }])
    since = (await station()).connectedSince
    await door.ask('stations.writeSetting', { id: 'BOX-1', key: 'SecurityProfile', value: '2' })
    await door.ask('stations.reset', { id: 'BOX-1', mode: 'immediate' }).catch(() => undefined)
    await comesBack(since)
    since = (await station()).connectedSince
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 2 })
    await comesBack(since)

    // 3: its own certificate
    await getsCertificate()
    since = (await station()).connectedSince
    await door.ask('stations.writeSetting', { id: 'BOX-1', key: 'SecurityProfile', value: '3' })
    await door.ask('stations.reset', { id: 'BOX-1', mode: 'immediate' }).catch(() => undefined)
    await comesBack(since)
    since = (await station()).connectedSince
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 3 })
    await comesBack(since)
    expect((await station()).securityProfile).toBe(3)
    expect(box.violations).toEqual([])
  })

  it.each(['ocpp1.6', 'ocpp2.0.1'] as const)(
    'of %s that has its certificate is refused when it is revoked',
    async (protocol) => {
      await door.ask('stations.adopt', { id: 'BOX-1', password: 'correct-horse-17' })
      const { pem } = await door.ask('certificates.authority', {})
      box = new VirtualWallbox({
        ...quick,
        url: door.tlsUrl,
        id: 'BOX-1',
        protocol,
        ca: [pem],
        password: 'correct-horse-17',
      })
      box.start()
      await box.online()
      await until('its boot', async () => (await station()).bootedAt !== null)
      const certificate = await getsCertificate()
      const since = (await station()).connectedSince
      await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 3 })
      await comesBack(since)
      await door.ask('certificates.revoke', { id: certificate?.id ?? '' })
      await until('the refusal', async () =>
        (await door.ask('stations.knocking', {})).some(
          ({ id, reason }) => id === 'BOX-1' && reason === 'wrong-certificate',
        ),
      )
      expect((await station()).online).toBe(false)
    },
  )
})
