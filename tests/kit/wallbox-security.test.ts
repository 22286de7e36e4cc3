import { createPublicKey, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TestCa } from './test-ca.ts'
import { Harness } from './wallbox-harness.ts'

interface Hash {
  hashAlgorithm: string
  issuerNameHash: string
  issuerKeyHash: string
  serialNumber: string
}

describe('the certificates of a 1.6 wallbox', () => {
  const test = new Harness('ocpp1.6')

  it('are asked for with a key of its own, and taken only if they fit it', async () => {
    const ca = new TestCa()
    test.server.answers.SignCertificate = { status: 'Accepted' }
    const box = await test.online({ settings: { organization: 'Garage' } })
    expect(await test.ask('CertificateSigned', { certificateChain: ca.issue('x').cert })).toEqual({
      status: 'Rejected',
    })
    expect(await test.ask('ExtendedTriggerMessage', { requestedMessage: 'SignChargePointCertificate' })).toEqual({
      status: 'Accepted',
    })
    await box.waitFor(() => test.seen('SignCertificate').length === 1)
    const signed = ca.signCsr(test.seen<{ csr: string }>('SignCertificate')[0]?.csr ?? '')
    expect(new X509Certificate(signed).subject).toBe('O=Garage\nCN=SN-BOX-1')
    expect(await test.ask('CertificateSigned', { certificateChain: ca.issue('SN-BOX-1').cert })).toEqual({
      status: 'Rejected',
    })
    expect(await test.ask('CertificateSigned', { certificateChain: signed + ca.root })).toEqual({ status: 'Accepted' })
    expect(box.state().certificates).toMatchObject([{ use: 'station', subject: 'O=Garage\nCN=SN-BOX-1' }])
    await box.settled()
    expect(test.seen('SecurityEventNotification').map((each) => each.type)).toEqual([
      'InvalidChargePointCertificate',
      'InvalidChargePointCertificate',
    ])
    expect(box.violations).toEqual([])
  })

  it('are asked for again, less and less often, when none comes', async () => {
    test.server.answers.SignCertificate = { status: 'Accepted' }
    const box = await test.online({ settings: { certSigningWaitS: 10, certSigningRepeats: 2 } })
    expect(await box.acts.requestCertificate()).toBe('Accepted')
    await box.tick(10_500)
    expect(test.seen('SignCertificate')).toHaveLength(2)
    await box.tick(19_000)
    expect(test.seen('SignCertificate')).toHaveLength(2)
    await box.tick(500_000)
    expect(test.seen('SignCertificate')).toHaveLength(3)
    const keys = test.seen<{ csr: string }>('SignCertificate').map((each) => each.csr)
    expect(new Set(keys).size).toBe(3)
  })

  it('of authorities are installed, listed with the hashes of RFC 6960, and deleted', async () => {
    const ca = new TestCa()
    const box = await test.online({ settings: { certificatesMax: 1 } })
    const install = (certificateType: string, certificate: string) =>
      test.ask('InstallCertificate', { certificateType, certificate })
    const list = (certificateType: string) =>
      test.ask<{ status: string; certificateHashData?: Hash[] }>('GetInstalledCertificateIds', { certificateType })
    expect(await list('CentralSystemRootCertificate')).toEqual({ status: 'NotFound' })
    expect(await install('CentralSystemRootCertificate', 'no certificate')).toEqual({ status: 'Rejected' })
    const old = new TestCa('Old', Date.UTC(1990, 0, 1)).root
    expect(await install('CentralSystemRootCertificate', old)).toEqual({ status: 'Rejected' })
    expect(await install('CentralSystemRootCertificate', ca.root)).toEqual({ status: 'Accepted' })
    expect(await install('ManufacturerRootCertificate', ca.root)).toEqual({ status: 'Failed' })
    const { certificateHashData: [hash] = [] } = await list('CentralSystemRootCertificate')
    const x509 = new X509Certificate(ca.root)
    expect(hash?.serialNumber).toBe(x509.serialNumber.toLowerCase().replace(/^0+/, ''))
    const { x = '', y = '' } = createPublicKey(x509.publicKey.export({ type: 'spki', format: 'pem' })).export({
      format: 'jwk',
    })
    const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
    const digest = await crypto.subtle.digest('SHA-256', point)
    expect(hash?.issuerKeyHash).toBe(Buffer.from(digest).toString('hex'))
    expect(await test.ask('DeleteCertificate', { certificateHashData: { ...hash, serialNumber: '99' } })).toEqual({
      status: 'NotFound',
    })
    expect(await test.ask('DeleteCertificate', { certificateHashData: hash })).toEqual({ status: 'Accepted' })
    expect(box.state().certificates).toEqual([])
    expect(box.violations).toEqual([])
  })

  it('must come from an installed root where there is one', async () => {
    const ca = new TestCa()
    test.server.answers.SignCertificate = { status: 'Accepted' }
    const box = await test.online()
    await test.ask('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate: ca.root })
    await box.acts.requestCertificate()
    const csr = test.seen<{ csr: string }>('SignCertificate')[0]?.csr ?? ''
    const foreign = new TestCa('Other').signCsr(csr)
    expect(await test.ask('CertificateSigned', { certificateChain: foreign })).toEqual({ status: 'Rejected' })
    expect(await test.ask('CertificateSigned', { certificateChain: ca.signCsr(csr) })).toEqual({ status: 'Accepted' })
    expect(box.state().securityEvents).toMatchObject([{ info: expect.stringContaining('installed root') }])
  })
})

describe('the certificates of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')

  it('are of several kinds, and its own one is not deleted', async () => {
    const ca = new TestCa()
    test.server.answers.SignCertificate = { status: 'Accepted' }
    const box = await test.online()
    for (const certificateType of ['V2GRootCertificate', 'MORootCertificate', 'CSMSRootCertificate'])
      expect(await test.ask('InstallCertificate', { certificateType, certificate: ca.root })).toEqual({
        status: 'Accepted',
      })
    await box.acts.requestCertificate('v2g-chain')
    await box.acts.requestCertificate('station')
    for (const { csr = '', certificateType } of test.seen<{ csr?: string; certificateType: string }>('SignCertificate'))
      expect(
        await test.ask('CertificateSigned', { certificateType, certificateChain: ca.signCsr(csr) + ca.root }),
      ).toEqual({ status: 'Accepted' })
    const all = await test.ask<{
      certificateHashDataChain: { certificateType: string; childCertificateHashData?: [] }[]
    }>('GetInstalledCertificateIds', {})
    expect(all.certificateHashDataChain.map((each) => each.certificateType).toSorted()).toEqual([
      'CSMSRootCertificate',
      'MORootCertificate',
      'V2GCertificateChain',
      'V2GRootCertificate',
    ])
    expect(all.certificateHashDataChain.find((each) => each.childCertificateHashData)).toMatchObject({
      certificateType: 'V2GCertificateChain',
    })
    const own = box.state().certificates.find((each) => each.use === 'station')
    expect(await test.ask('DeleteCertificate', { certificateHashData: own?.hash })).toEqual({ status: 'Failed' })
    expect(box.violations).toEqual([])
  })

  it('are not asked for again when the site says no', async () => {
    test.server.answers.SignCertificate = { status: 'Rejected' }
    const box = await test.online({ settings: { certSigningWaitS: 1 } })
    expect(await box.acts.requestCertificate()).toBe('Rejected')
    await box.tick(100_000)
    expect(test.seen('SignCertificate')).toHaveLength(1)
  })
})

describe('the security events of a wallbox', () => {
  const test = new Harness('ocpp1.6')

  it('are told, and kept until the site has heard them', async () => {
    const box = await test.online()
    box.goOffline()
    box.acts.raiseSecurityEvent('TamperDetectionActivated', 'the lid is open')
    box.goOnline()
    await box.online()
    await box.settled()
    expect(test.seen('SecurityEventNotification')).toEqual([
      { type: 'TamperDetectionActivated', timestamp: '2026-01-05T08:00:00.000Z', techInfo: 'the lid is open' },
    ])
    expect(box.violations).toEqual([])
  })
})

describe('the password of a wallbox', () => {
  const header = (user: string, password: string | Buffer) =>
    `Basic ${Buffer.concat([Buffer.from(`${user}:`), Buffer.from(password)]).toString('base64')}`

  describe('of version 1.6', () => {
    const test = new Harness('ocpp1.6')
    const change = (value: string) => test.ask('ChangeConfiguration', { key: 'AuthorizationKey', value })
    const logins = () => test.server.upgrades.map((each) => each.headers.authorization)

    it('is changed by a new connection that shows it', async () => {
      const box = await test.online({ password: 'the first of them' })
      expect(await change('short')).toEqual({ status: 'Rejected' })
      expect(await change('0123456789abcdef')).toEqual({ status: 'Accepted' })
      await box.online()
      expect(logins()).toEqual([header('BOX-1', 'the first of them'), header('BOX-1', '0123456789abcdef')])
      expect(test.seen('BootNotification')).toHaveLength(1)
    })

    it('waits for a restart, or stands for bytes, in boxes that are so', async () => {
      const box = await test.online({ password: 'old', quirks: { passwordNeedsReboot: true, passwordIsHex: true } })
      expect(await change('00112233445566778899aabbccddeeff')).toEqual({ status: 'RebootRequired' })
      box.sever()
      await box.waitFor(() => logins().length === 2)
      await box.online()
      await test.ask('Reset', { type: 'Soft' })
      await box.waitFor((s) => s.boots === 2)
      const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
      expect(logins()).toEqual([header('BOX-1', 'old'), header('BOX-1', 'old'), header('BOX-1', bytes)])
    })
  })

  describe('of version 2.0.1', () => {
    const test = new Harness('ocpp2.0.1')

    it('is changed by a new connection too', async () => {
      const box = await test.online({ password: 'the first of them' })
      const answer = await test.ask('SetVariables', {
        setVariableData: [
          {
            component: { name: 'SecurityCtrlr' },
            variable: { name: 'BasicAuthPassword' },
            attributeValue: 'the second of them',
          },
        ],
      })
      expect(answer).toMatchObject({ setVariableResult: [{ attributeStatus: 'Accepted' }] })
      await box.online()
      expect(test.server.upgrades[1]?.headers.authorization).toBe(header('BOX-1', 'the second of them'))
    })
  })
})
