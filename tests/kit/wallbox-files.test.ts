import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FtpFiles, HttpFiles } from './file-servers.ts'
import { signFile, TestCa } from './test-ca.ts'
import { at, CAR, Harness } from './wallbox-harness.ts'

let http: HttpFiles
let url: string

beforeEach(async () => {
  http = new HttpFiles()
  url = await http.start()
})

afterEach(() => http.stop())

describe('firmware of a 1.6 wallbox', () => {
  const test = new Harness('ocpp1.6')
  const statuses = () => test.seen('FirmwareStatusNotification').map((each) => each.status)

  it('is fetched, installed and booted with, and each step is told', async () => {
    http.files.set('/firmware-2.0.1.bin', Buffer.from('new'))
    const box = await test.online()
    expect(await test.ask('UpdateFirmware', { location: `${url}/firmware-2.0.1.bin`, retrieveDate: at(0) })).toEqual({})
    await box.waitFor((s) => s.firmware.status === 'Installed' && s.online)
    await box.settled()
    expect(statuses()).toEqual(['Downloading', 'Downloaded', 'Installing', 'Installed'])
    expect(test.seen('BootNotification').map((each) => each.firmwareVersion)).toEqual(['1.4.2', '2.0.1'])
    const seen = test.server.seen.map((each) => each.action)
    expect(seen.lastIndexOf('BootNotification')).toBeLessThan(seen.lastIndexOf('FirmwareStatusNotification'))
    expect(test.seen('SecurityEventNotification')).toMatchObject([{ type: 'FirmwareUpdated', techInfo: '2.0.1' }])
    expect(box.violations).toEqual([])
  })

  it('waits for its hour and for the end of the charge, and is not fetched again and again without end', async () => {
    const box = await test.online()
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    const order = { location: `${url}/fw`, retrieveDate: at(600), retries: 2, retryInterval: 30 }
    await test.ask('UpdateFirmware', order)
    await box.tick(599_000)
    expect(statuses()).toEqual([])
    await box.tick(2_000)
    expect(http.requests).toHaveLength(1)
    await box.tick(60_000)
    expect(http.requests).toHaveLength(3)
    expect(statuses()).toEqual(['Downloading', 'DownloadFailed'])
    http.files.set('/fw', Buffer.from('version: 9.1\n…'))
    await test.ask('UpdateFirmware', { ...order, retrieveDate: at(0) })
    await box.waitFor((s) => s.firmware.status === 'InstallScheduled')
    await box.tick(120_000)
    expect(statuses().slice(2)).toEqual(['Downloading', 'Downloaded'])
    await box.swipe(1, 'CARD-1')
    await box.tick(2_000)
    await box.waitFor((s) => s.firmware.status === 'Installed')
    expect(box.state().firmware.version).toBe('9.1')
  })

  it('that is signed is held against its certificate before and its signature after the download', async () => {
    const maker = new TestCa('Maker')
    const signer = maker.issue('Signer')
    const file = Buffer.from('signed firmware')
    http.files.set('/fw-3.0.bin', file)
    const box = await test.online({ manufacturerRoots: [maker.root] })
    const update = (requestId: number, certificate: string, signature: string) =>
      test.ask('SignedUpdateFirmware', {
        requestId,
        firmware: {
          location: `${url}/fw-3.0.bin`,
          retrieveDateTime: at(0),
          signingCertificate: certificate,
          signature,
        },
      })
    expect(await update(1, new TestCa('Crook').issue('Signer').cert, 'x')).toEqual({ status: 'InvalidCertificate' })
    expect(await update(2, signer.cert, signFile(Buffer.from('other'), signer.key))).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.firmware.status === 'InvalidSignature')
    await box.settled()
    expect(test.seen('SecurityEventNotification').map((each) => each.type)).toEqual([
      'InvalidFirmwareSigningCertificate',
      'InvalidFirmwareSignature',
    ])
    test.server.seen.length = 0
    expect(await update(3, signer.cert, signFile(file, signer.key))).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.firmware.status === 'Installed' && s.online)
    await box.settled()
    expect(test.seen('SignedFirmwareStatusNotification')).toEqual(
      ['Downloading', 'Downloaded', 'SignatureVerified', 'Installing', 'InstallRebooting', 'Installed'].map(
        (status) => ({
          status,
          requestId: 3,
        }),
      ),
    )
    expect(await test.ask('ExtendedTriggerMessage', { requestedMessage: 'FirmwareStatusNotification' })).toEqual({
      status: 'Accepted',
    })
    await box.settled()
    expect(test.seen('SignedFirmwareStatusNotification').at(-1)).toEqual({ status: 'Idle' })
    expect(box.violations).toEqual([])
  })
})

describe('firmware of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const order = (requestId: number, path: string, more: object = {}) => ({
    requestId,
    firmware: { location: `${url}${path}`, retrieveDateTime: at(0), ...more },
  })

  it('tells the request it belongs to, and gives way to a newer order', async () => {
    http.files.set('/b-2.2.2.bin', Buffer.from('b'))
    const box = await test.online()
    expect(await test.ask('UpdateFirmware', order(1, '/a.bin', { retrieveDateTime: at(900) }))).toEqual({
      status: 'Accepted',
    })
    await box.settled()
    expect(await test.ask('UpdateFirmware', order(2, '/b-2.2.2.bin'))).toEqual({ status: 'AcceptedCanceled' })
    await box.waitFor((s) => s.firmware.status === 'Installed' && s.online)
    await box.tick(1_000_000)
    expect(test.seen('FirmwareStatusNotification').map((each) => [each.requestId, each.status])).toEqual([
      [1, 'DownloadScheduled'],
      [2, 'Downloading'],
      [2, 'Downloaded'],
      [2, 'Installing'],
      [2, 'InstallRebooting'],
      [2, 'Installed'],
    ])
    expect(test.seen('BootNotification').at(-1)).toMatchObject({
      reason: 'FirmwareUpdate',
      chargingStation: { firmwareVersion: '2.2.2' },
    })
    expect(
      await test.ask('UpdateFirmware', { ...order(3, ''), firmware: { location: 'x:y', retrieveDateTime: at(0) } }),
    ).toEqual({ status: 'Rejected' })
    expect(box.violations).toEqual([])
  })

  it('fails to install in a box that is so', async () => {
    http.files.set('/a.bin', Buffer.from('a'))
    const box = await test.online({ quirks: { failsInstallation: true } })
    await test.ask('UpdateFirmware', order(1, '/a.bin'))
    await box.waitFor((s) => s.firmware.status === 'InstallationFailed')
    expect(box.state().firmware.version).toBe('1.4.2')
  })

  it('is published to the boxes nearby over HTTP, if it is what it should be', async () => {
    const file = Buffer.from('for everybody')
    http.files.set('/all.bin', file)
    const box = await test.online()
    const checksum = createHash('md5').update(file).digest('hex')
    const publish = (requestId: number, sum: string) =>
      test.ask('PublishFirmware', { requestId, location: `${url}/all.bin`, checksum: sum })
    const last = () => test.seen<{ status: string; location?: string[] }>('PublishFirmwareStatusNotification').at(-1)
    expect(await publish(1, '0'.repeat(32))).toEqual({ status: 'Accepted' })
    await box.waitFor(() => last()?.status === 'InvalidChecksum')
    await publish(2, checksum)
    await box.waitFor(() => last()?.status === 'Published')
    expect(test.seen('PublishFirmwareStatusNotification').map((each) => [each.requestId, each.status])).toEqual([
      [1, 'Downloading'],
      [1, 'Downloaded'],
      [1, 'InvalidChecksum'],
      [2, 'Downloading'],
      [2, 'Downloaded'],
      [2, 'ChecksumVerified'],
      [2, 'Published'],
    ])
    const location = last()?.location?.[0] ?? ''
    expect(await (await fetch(location)).text()).toBe('for everybody')
    await test.ask('TriggerMessage', { requestedMessage: 'PublishFirmwareStatusNotification' })
    await box.settled()
    expect(last()).toEqual({ status: 'Published', requestId: 2, location: [location] })
    expect(await test.ask('UnpublishFirmware', { checksum: 'f'.repeat(32) })).toEqual({ status: 'NoFirmware' })
    expect(await test.ask('UnpublishFirmware', { checksum })).toEqual({ status: 'Unpublished' })
    await expect(fetch(location)).rejects.toThrow()
    expect(box.violations).toEqual([])
  })
})

describe('the logs of a wallbox', () => {
  const test = new Harness('ocpp1.6')

  it('are stored by HTTP in the folder or file that is named, with the password of the address', async () => {
    const box = await test.online()
    box.plug(1, CAR)
    const where = url.replace('http://', 'http://box:geheim@')
    const answer = await test.ask('GetDiagnostics', { location: `${where}/drop/` })
    expect(answer.fileName).toMatch(/^BOX-1-diagnostics-\d{8}T\d{6}\.log$/)
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    await box.settled()
    expect(http.files.get(`/drop/${answer.fileName}`)?.toString()).toContain('car plugged in')
    expect(http.requests).toMatchObject([
      { method: 'PUT', authorization: `Basic ${Buffer.from('box:geheim').toString('base64')}` },
    ])
    expect(test.seen('DiagnosticsStatusNotification').map((each) => each.status)).toEqual(['Uploading', 'Uploaded'])
    await test.ask('GetDiagnostics', { location: `${url}/drop/one.log`, startTime: at(3600) })
    await box.waitFor(() => http.files.has('/drop/one.log'))
    expect(http.files.get('/drop/one.log')?.toString()).not.toContain('car plugged in')
    expect(box.violations).toEqual([])
  })

  it('are stored by FTP too', async () => {
    const ftp = new FtpFiles('box', 'geheim')
    const place = await ftp.start()
    const box = await test.online()
    const answer = await test.ask('GetDiagnostics', { location: `${place}/logs/` })
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    expect(ftp.files.get(`/logs/${answer.fileName}`)?.toString()).toContain('the site has let the box in')
    ftp.files.set('/fw-7.7.bin', Buffer.from('by ftp'))
    await test.ask('UpdateFirmware', { location: `${place}/fw-7.7.bin`, retrieveDate: at(0) })
    await box.waitFor((s) => s.firmware.status === 'Installed' && s.firmware.version === '7.7' && s.online)
    await test.ask('GetDiagnostics', { location: `${place.replace('geheim', 'falsch')}/logs/` })
    await box.waitFor((s) => s.logStatus === 'PermissionDenied')
    await ftp.stop()
  })

  it('are tried again as often as told, and the failure is told as what it is', async () => {
    const box = await test.online()
    const log = (requestId: number, retries: number, logType = 'DiagnosticsLog') =>
      test.ask('GetLog', { requestId, logType, retries, retryInterval: 10, log: { remoteLocation: `${url}/l` } })
    http.refusals.push(500, 503)
    expect(await log(1, 2)).toMatchObject({ status: 'Accepted' })
    await box.settled()
    await box.tick(21_000)
    expect(box.state().logStatus).toBe('Uploaded')
    http.refusals.push(403)
    await log(2, 0)
    await box.waitFor((s) => s.logStatus === 'PermissionDenied')
    http.refusals.push(405)
    await log(3, 0)
    await box.waitFor((s) => s.logStatus === 'NotSupportedOperation')
    box.acts.raiseSecurityEvent('TamperDetectionActivated', 'the lid is open')
    await log(4, 0, 'SecurityLog')
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    await box.settled()
    expect(http.files.get('/l')?.toString()).toContain('TamperDetectionActivated the lid is open')
    expect(http.files.get('/l')?.toString()).not.toContain('let the box in')
    expect(test.seen('LogStatusNotification').map((each) => `${each.requestId} ${each.status}`)).toEqual([
      '1 Uploading',
      '1 Uploaded',
      '2 Uploading',
      '2 PermissionDenied',
      '3 Uploading',
      '3 NotSupportedOperation',
      '4 Uploading',
      '4 Uploaded',
    ])
    expect(box.violations).toEqual([])
  })

  it('are stored by HTTPS where the box trusts the root, which may have been installed', async () => {
    const ca = new TestCa()
    const secure = new HttpFiles()
    const place = await secure.start(ca.issue('files', ['127.0.0.1']))
    const box = await test.online()
    await test.ask('GetDiagnostics', { location: `${place}/a.log` })
    await box.waitFor((s) => s.logStatus === 'UploadFailure')
    await test.ask('InstallCertificate', { certificateType: 'CentralSystemRootCertificate', certificate: ca.root })
    await test.ask('GetDiagnostics', { location: `${place}/a.log` })
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    expect(secure.files.has('/a.log')).toBe(true)
    await secure.stop()
  })

  it('are posted as a form by a box that does so', async () => {
    const box = await test.online({ quirks: { postsUploads: true } })
    await test.ask('GetDiagnostics', { location: `${url}/form` })
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    expect(http.requests).toMatchObject([{ method: 'POST', type: expect.stringContaining('multipart/form-data') }])
    expect(http.files.get('/form')?.toString()).toMatch(/filename="BOX-1-diagnostics-.*\.log"/)
  })
})

describe('the logs of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')

  it('give way to a newer request, and say so', async () => {
    const box = await test.online()
    let open: () => void = () => undefined
    http.gate = new Promise((resolve) => {
      open = resolve
    })
    const log = (requestId: number) =>
      test.ask('GetLog', { requestId, logType: 'DiagnosticsLog', log: { remoteLocation: `${url}/${requestId}` } })
    expect(await log(1)).toMatchObject({ status: 'Accepted' })
    await box.waitFor(() => http.requests.length === 1)
    expect(await log(2)).toMatchObject({ status: 'AcceptedCanceled' })
    open()
    await box.waitFor((s) => s.logStatus === 'Uploaded')
    await box.settled()
    const told = test.seen('LogStatusNotification').map((each) => `${each.requestId} ${each.status}`)
    expect(told.toSorted()).toEqual(['1 AcceptedCanceled', '1 Uploading', '2 Uploaded', '2 Uploading'])
    expect(box.violations).toEqual([])
  })
})
