import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CertificateUpkeep, type CertificateUpkeep as Upkeep } from '../../src/site/certificates/certificate-upkeep.ts'
import { systemClock } from '../../src/site/clock.ts'
import { silentLog } from '../../src/site/log.ts'
import { certificateOf, newKey, requestOf, thumbprintOf } from '../kit/certificates.ts'
import { basic, type Door, knock, openDoor, RawStation, tlsIdentity, until } from './door.ts'

let door: Door
let upkeep: Upkeep
let ca: string
const password = 'correct-horse-17'
const notes: string[] = []

beforeEach(async () => {
  notes.length = 0
  const log = { ...silentLog, info: (message: string) => void notes.push(message) }
  door = await openDoor({ tls: true, limits: { handshakeMs: 500 }, log })
  upkeep = new CertificateUpkeep({ site: door.test.site, clock: systemClock, log: silentLog })
  upkeep.start()
  ca = (await door.ask('certificates.authority', {})).pem
})

afterEach(async () => {
  expect(door.breaches).toEqual([])
  await upkeep.stop()
  await door.close()
})

describe('the encrypted door', () => {
  it('serves a station by wss with a certificate that the authority of the site signed', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1', password })
    const box = await RawStation.connect({
      url: door.tlsUrl,
      id: 'BOX-1',
      protocol: 'ocpp1.6',
      headers: basic('BOX-1', password),
      tls: { ca },
    })
    expect((await box.boot()).status).toBe('Accepted')
    expect((await door.ask('stations.get', { id: 'BOX-1' })).online).toBe(true)
    box.terminate()
  })

  it('is not believed by a station that does not trust the authority, which the log tells', async () => {
    await expect(knock(`${door.tlsUrl}/BOX-1`)).rejects.toThrow(/certificate/)
    await until('the note', () => notes.some((note) => note === 'an encrypted connection failed'))
  })

  it('speaks no TLS older than 1.2', async () => {
    const { port } = new URL(door.tlsUrl)
    const refusal = await new Promise<Error>((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port: Number(port),
        ca,
        minVersion: 'TLSv1.1',
        maxVersion: 'TLSv1.1',
      })
      socket.on('secureConnect', () => reject(new Error(`spoke ${socket.getProtocol()}`)))
      socket.on('error', resolve)
    })
    expect(refusal).toBeInstanceOf(Error)
  })

  it('ends a handshake that never comes to an end', async () => {
    const { port } = new URL(door.tlsUrl)
    const socket = connect({ host: '127.0.0.1', port: Number(port) })
    socket.on('error', () => undefined)
    let isClosed = false
    socket.on('close', () => {
      isClosed = true
    })
    await until('the silent connection to be cut', () => isClosed)
  })

  it('shows another certificate from the next handshake on, without a restart', async () => {
    const before = (await tlsIdentity(door.test)).thumbprint
    await door.ask('security.update', { serverNames: ['ladepark.example'] })
    const identity = await tlsIdentity(door.test)
    expect(identity.thumbprint).not.toBe(before)
    door.server.setTlsIdentity(identity)
    const { port } = new URL(door.tlsUrl)
    const shown = await new Promise<string>((resolve, reject) => {
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca, servername: 'ladepark.example' }, () => {
        resolve(socket.getPeerX509Certificate()?.subjectAltName ?? '')
        socket.destroy()
      })
      socket.on('error', reject)
    })
    expect(shown).toBe('DNS:ladepark.example, IP Address:127.0.0.1, DNS:localhost')
  })
})

describe('security profiles', () => {
  it('refuses a station of profile 2 without encryption, and shows it as knocking with the reason', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1', password })
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 2 })
    const plain = await knock(`${door.url}/BOX-1`, { headers: basic('BOX-1', password) })
    expect(plain.status).toBe(403)
    expect(plain.text).toContain('wss')
    await until('the knock', async () =>
      (await door.ask('stations.knocking', {})).some(({ id, reason }) => id === 'BOX-1' && reason === 'needs-tls'),
    )
    const encrypted = await knock(`${door.tlsUrl}/BOX-1`, { headers: basic('BOX-1', password), tls: { ca } })
    expect(encrypted.status).toBe(101)
    const wrong = await knock(`${door.tlsUrl}/BOX-1`, { headers: basic('BOX-1', 'wrong-password'), tls: { ca } })
    expect(wrong.status).toBe(401)
  })

  it('wants what a profile needs before it is set', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1' })
    for (const profile of [1, 2, 3] as const)
      await expect(door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile })).rejects.toMatchObject({
        code: 'InvalidInput',
      })
  })

  it('ends a connection that is weaker than the new profile', async () => {
    await door.ask('stations.adopt', { id: 'BOX-1', password })
    const box = await RawStation.connect({
      url: door.url,
      id: 'BOX-1',
      protocol: 'ocpp1.6',
      headers: basic('BOX-1', password),
    })
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 2 })
    expect((await box.ended()).reason).toContain('security profile')
  })

  it('lets a station of profile 3 in by the certificate that is pinned in its record, and by nothing else', async () => {
    const own = await certificateOf({ name: 'CN=BOX-1, O=Some maker' })
    const other = await certificateOf({ name: 'CN=BOX-1, O=Some maker' })
    await door.ask('stations.adopt', { id: 'BOX-1', password })
    const colons = own.thumbprint.toUpperCase().replace(/..(?=.)/g, '$&:')
    await door.ask('certificates.pin', { stationId: 'BOX-1', thumbprint: colons })
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 3 })
    const url = `${door.tlsUrl}/BOX-1`
    expect((await knock(url, { tls: { ca, cert: own.pem, key: own.key.pem } })).status).toBe(101)
    const wrong = await knock(url, {
      tls: { ca, cert: other.pem, key: other.key.pem },
      headers: basic('BOX-1', password),
    })
    expect(wrong).toMatchObject({ status: 401, text: expect.stringContaining('certificate') })
    const none = await knock(url, { tls: { ca }, headers: basic('BOX-1', password) })
    expect(none.status).toBe(401)
    await until('the knock', async () =>
      (await door.ask('stations.knocking', {})).some(({ reason }) => reason === 'no-certificate'),
    )
    expect((await knock(`${door.url}/BOX-1`, { headers: basic('BOX-1', password) })).status).toBe(403)
  })

  it('refuses a pinned certificate that has expired', async () => {
    const own = await certificateOf({ name: 'CN=BOX-1', from: Date.now() - 9e8, until: Date.now() - 1e6 })
    await door.ask('stations.adopt', { id: 'BOX-1', password })
    await door.ask('certificates.pin', { stationId: 'BOX-1', pem: own.pem })
    await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 3 })
    const answer = await knock(`${door.tlsUrl}/BOX-1`, { tls: { ca, cert: own.pem, key: own.key.pem } })
    expect(answer).toMatchObject({ status: 401, text: expect.stringContaining('expired') })
  })
})

for (const protocol of ['ocpp1.6', 'ocpp2.0.1'] as const)
  describe(`certificates of stations over ${protocol}`, () => {
    const requestAction = 'SignCertificate'

    it('leads from profile 1 to 3: request, approval by a person, certificate, log-in with it, revocation', async () => {
      await door.ask('stations.adopt', { id: 'BOX-1', password })
      const headers = basic('BOX-1', password)
      const box = await RawStation.connect({ url: door.tlsUrl, id: 'BOX-1', protocol, headers, tls: { ca } })
      box.breaches = door.breaches
      await box.boot()
      const key = await newKey()
      const csr = await requestOf(key, 'CN=BOX-1, O=Test yard')
      expect(await box.tell(requestAction, { csr })).toMatchObject({ status: 'Accepted' })
      const [request] = await door.ask('certificates.requests', { state: 'pending' })
      expect(request).toMatchObject({ stationId: 'BOX-1', keyType: 'EC P-256' })
      expect(box.received).toEqual([])

      await door.ask('certificates.approve', { id: request?.id ?? '' })
      const signed = await box.called('CertificateSigned')
      const chain = String(signed.payload.certificateChain)
      box.answer(signed, { status: 'Accepted' })
      await until(
        'the delivery',
        async () => (await door.ask('certificates.requests', { state: 'delivered' })).length === 1,
      )
      const [certificate] = await door.ask('certificates.list', { kind: 'station' })
      expect(certificate).toMatchObject({ stationId: 'BOX-1', state: 'valid', thumbprint: thumbprintOf(chain) })
      expect(certificate?.subject).toContain('CN=BOX-1')

      await door.ask('stations.setSecurityProfile', { id: 'BOX-1', profile: 3 })
      await box.ended()
      const own = await RawStation.connect({
        url: door.tlsUrl,
        id: 'BOX-1',
        protocol,
        tls: { ca, cert: chain, key: key.pem },
      })
      own.breaches = door.breaches
      await own.boot()
      // the certificate of one station is nobody else's
      await door.ask('stations.adopt', { id: 'BOX-2', password })
      const thief = await knock(`${door.tlsUrl}/BOX-2`, { tls: { ca, cert: chain, key: key.pem } })
      expect(thief.status).toBe(401)

      // a renewal needs no person
      const next = await newKey()
      await own.tell(requestAction, { csr: await requestOf(next, 'CN=BOX-1') })
      const renewed = await own.called('CertificateSigned')
      own.answer(renewed, { status: 'Accepted' })
      await until(
        'the renewal',
        async () => (await door.ask('certificates.requests', { state: 'delivered' })).length === 2,
      )

      await door.ask('certificates.revoke', { id: certificate?.id ?? '', reason: 'stolen' })
      await own.ended()
      const revoked = await knock(`${door.tlsUrl}/BOX-1`, { tls: { ca, cert: chain, key: key.pem } })
      expect(revoked).toMatchObject({ status: 401, text: expect.stringContaining('revoked') })
      const good = { ca, cert: String(renewed.payload.certificateChain), key: next.pem }
      const fresh = await knock(`${door.tlsUrl}/BOX-1`, { tls: good, subprotocols: [protocol] })
      expect(fresh.status).toBe(101)
    })

    it('refuses requests of another identity, of a weak key, with a wrong signature, and what is none', async () => {
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      const key = await newKey()
      const good = await requestOf(key, 'CN=BOX-1')
      const bytes = Buffer.from(good.replace(/-----[^-]+-----|\s/g, ''), 'base64')
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
      const forged = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
      const weak = await requestOf(await newKey('RSA 1024'), 'CN=BOX-1')
      for (const csr of [await requestOf(key, 'CN=BOX-2'), weak, forged, 'nonsense'])
        expect(await box.tell(requestAction, { csr })).toMatchObject({ status: 'Rejected' })
      expect(await door.ask('certificates.requests', {})).toEqual([])
      // the serial number of the boot is as good as the identity
      if (protocol === 'ocpp1.6')
        await box.tell('BootNotification', {
          chargePointVendor: 'Acme',
          chargePointModel: 'One',
          chargePointSerialNumber: 'SN-77',
        })
      else
        await box.tell('BootNotification', {
          reason: 'PowerUp',
          chargingStation: { vendorName: 'Acme', model: 'One', serialNumber: 'SN-77' },
        })
      const rsa = await requestOf(await newKey('RSA 2048'), 'CN=SN-77')
      expect(await box.tell(requestAction, { csr: rsa })).toMatchObject({ status: 'Accepted' })
      expect(await door.ask('certificates.requests', {})).toMatchObject([{ keyType: 'RSA 2048', state: 'pending' }])
    })

    it('keeps the order of messages while a request is being checked', async () => {
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      const csr = await requestOf(await newKey(), 'CN=BOX-1')
      box.raw(JSON.stringify([2, 'first', requestAction, { csr }]))
      box.raw(JSON.stringify([2, 'second', 'Heartbeat', {}]))
      const answers = () => box.received.filter(({ type }) => type === 3).map(({ id }) => id)
      await until('both answers', () => answers().length === 2)
      expect(answers()).toEqual(['first', 'second'])
      box.received.length = 0
      box.breaches.length = 0
    })

    it('hands a certificate over when the station is back', async () => {
      await door.ask('security.update', { autoSign: 'all' })
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      await box.tell(requestAction, { csr: await requestOf(await newKey(), 'CN=BOX-1') })
      await box.called('CertificateSigned')
      box.terminate()
      await until('the end', async () => !(await door.ask('stations.get', { id: 'BOX-1' })).online)
      expect(await door.ask('certificates.requests', { state: 'signed' })).toHaveLength(1)
      const again = await door.station('BOX-1', protocol)
      await again.boot()
      again.answer(await again.called('CertificateSigned'), { status: 'Accepted' })
      await until(
        'the delivery',
        async () => (await door.ask('certificates.requests', { state: 'delivered' })).length === 1,
      )
    })

    it('takes a certificate back that the station refuses', async () => {
      await door.ask('security.update', { autoSign: 'all' })
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      await box.tell(requestAction, { csr: await requestOf(await newKey(), 'CN=BOX-1') })
      box.answer(await box.called('CertificateSigned'), { status: 'Rejected' })
      await until(
        'the failure',
        async () => (await door.ask('certificates.requests', { state: 'failed' })).length === 1,
      )
      expect(await door.ask('certificates.list', { kind: 'station' })).toMatchObject([{ state: 'revoked' }])
    })

    it('asks a station for a new request', async () => {
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      const asked = door.ask('certificates.renew', { stationId: 'BOX-1' })
      const call =
        protocol === 'ocpp1.6' ? await box.called('ExtendedTriggerMessage') : await box.called('TriggerMessage')
      expect(call.payload.requestedMessage).toBe(
        protocol === 'ocpp1.6' ? 'SignChargePointCertificate' : 'SignChargingStationCertificate',
      )
      box.answer(call, { status: 'Accepted' })
      await asked
    })

    it('installs, lists and deletes roots in a station', async () => {
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      const installing = door.ask('certificates.install', { stationId: 'BOX-1', authority: true })
      const install = await box.called('InstallCertificate')
      expect(install.payload.certificate).toBe(ca)
      box.answer(install, { status: 'Accepted' })
      await installing

      const hash = {
        hashAlgorithm: 'SHA256' as const,
        issuerNameHash: 'AA11',
        issuerKeyHash: 'bb22',
        serialNumber: '0c',
      }
      const word = protocol === 'ocpp1.6' ? 'CentralSystemRootCertificate' : 'CSMSRootCertificate'
      const listing = door.ask('certificates.installed', { stationId: 'BOX-1', use: 'csms-root' })
      const list = await box.called('GetInstalledCertificateIds')
      expect(list.payload.certificateType).toEqual(protocol === 'ocpp1.6' ? word : [word])
      box.answer(
        list,
        protocol === 'ocpp1.6'
          ? { status: 'Accepted', certificateHashData: [hash] }
          : {
              status: 'Accepted',
              certificateHashDataChain: [{ certificateType: word, certificateHashData: hash }],
            },
      )
      const [found] = await listing
      expect(found).toEqual({ use: 'csms-root', hash: { ...hash, hashAlgorithm: 'sha256' }, children: [] })

      for (const [status, outcome] of [
        ['Accepted', 'deleted'],
        ['NotFound', 'not-found'],
      ]) {
        const deleting = door.ask('certificates.deleteInstalled', {
          stationId: 'BOX-1',
          hash: { ...hash, hashAlgorithm: 'sha256' },
        })
        const call = await box.called('DeleteCertificate')
        expect(call.payload).toEqual({ certificateHashData: hash })
        box.answer(call, { status })
        expect(await deleting).toEqual({ outcome })
      }
      const failing = door.ask('certificates.deleteInstalled', {
        stationId: 'BOX-1',
        hash: { ...hash, hashAlgorithm: 'sha256' },
      })
      box.answer(await box.called('DeleteCertificate'), { status: 'Failed' })
      await expect(failing).rejects.toMatchObject({ code: 'StationRejected' })
    })
  })
