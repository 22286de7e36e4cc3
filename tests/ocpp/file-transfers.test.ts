import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileDrop } from '../../src/ocpp/file-drop/file-drop.ts'
import { silentLog } from '../../src/site/log.ts'
import { openTestSite, type TestSite } from '../kit/site.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

const firmware = Buffer.alloc(200_000, 'firmware ')

async function openDrop() {
  const test: TestSite = await openTestSite()
  let base = ''
  const drop = new FileDrop({
    site: test.site,
    log: silentLog,
    folder: join(test.folder, 'files'),
    baseUrl: (over) => (over === 'http' ? base : undefined),
    logBytes: 1_000_000,
  })
  await drop.start()
  const door: Door = await openDoor({ test, onRequest: (request, response) => drop.handle(request, response) })
  base = `http://127.0.0.1:${door.port}`
  const upload = async (more: object = {}) => {
    const stored = await drop.store(Readable.from([firmware]))
    return door.ask('firmware.add', { ...stored, fileName: 'box-2.0.bin', version: '2.0', ...more })
  }
  return { drop, door, upload, base }
}

describe.each(['ocpp1.6', 'ocpp2.0.1'] as const)('files of a station that speaks %s', (protocol) => {
  let opened: Awaited<ReturnType<typeof openDrop>>
  let door: Door
  let box: VirtualWallbox

  beforeEach(async () => {
    opened = await openDrop()
    door = opened.door
    await door.ask('stations.adopt', { id: 'BOX-1' })
    box = new VirtualWallbox({ url: door.url, id: 'BOX-1', protocol, rebootMs: 5, reconnectMs: { first: 5, most: 50 } })
    box.start()
    await box.online()
    await until('the boot', async () => (await door.ask('stations.get', { id: 'BOX-1' })).bootedAt !== null)
  })
  afterEach(async () => {
    expect(box.violations).toEqual([])
    expect(door.breaches).toEqual([])
    await box.stop()
    await door.close()
  })

  const latest = async () => (await door.ask('transfers.list', { id: 'BOX-1' }))[0]
  const over = () =>
    until('the end of the transfer', async () => {
      const transfer = await latest()
      return transfer?.finishedAt != null && transfer
    })

  it('a firmware is fetched and installed, with one click', { timeout: 30_000 }, async () => {
    const image = await opened.upload()
    await door.ask('stations.updateFirmware', { id: 'BOX-1', imageId: image.id })
    expect(await over()).toMatchObject({ kind: 'firmware', state: 'done', rawStatus: 'Installed' })
    expect(box.transcript.calls('sent', 'FirmwareStatusNotification').length).toBeGreaterThan(1)
  })

  it.each(['diagnostics', 'security'] as const)('a log of %s comes by itself', { timeout: 30_000 }, async (kind) => {
    await door.ask('stations.fetchLog', { id: 'BOX-1', kind })
    const transfer = await over()
    expect(transfer).toMatchObject({ state: 'done' })
    expect(transfer.sizeBytes).toBeGreaterThan(0)
    expect(readFileSync(opened.drop.logPath(transfer.id)).length).toBe(transfer.sizeBytes)
  })

  it('a signed firmware is a signed update', { timeout: 30_000 }, async () => {
    const image = await opened.upload({ signature: 'c2lnbmF0dXJl', signingCertificate: 'not a certificate' })
    const asked = door.ask('stations.updateFirmware', { id: 'BOX-1', imageId: image.id })
    const action = protocol === 'ocpp1.6' ? 'SignedUpdateFirmware' : 'UpdateFirmware'
    // the station is right to refuse a certificate that is none
    const outcome = await asked.then(() => over()).catch((error: { code: string }) => error.code)
    expect(JSON.stringify(box.transcript.calls('received', action))).toContain('c2lnbmF0dXJl')
    expect(outcome === 'StationRejected' || (outcome as { state: string }).state === 'failed').toBe(true)
    if (protocol === 'ocpp1.6' && outcome !== 'StationRejected')
      expect(box.transcript.calls('sent', 'SignedFirmwareStatusNotification').length).toBeGreaterThan(0)
  })

  it('a firmware is kept for others, and not any more', { timeout: 30_000 }, async () => {
    const { id: imageId } = await opened.upload()
    const publish = door.ask('stations.publishFirmware', { id: 'BOX-1', imageId })
    if (protocol === 'ocpp1.6') return expect(publish).rejects.toMatchObject({ code: 'NotSupported' })
    await publish
    expect(await over()).toMatchObject({ kind: 'published-firmware', state: 'done', rawStatus: 'Published' })
    expect(box.transcript.calls('received', 'PublishFirmware')).toHaveLength(1)
    expect(box.transcript.calls('sent', 'PublishFirmwareStatusNotification').length).toBeGreaterThan(0)
    const unpublish = () => door.ask('stations.unpublishFirmware', { id: 'BOX-1', imageId })
    expect(await unpublish()).toEqual({ outcome: 'unpublished' })
    expect(await unpublish()).toEqual({ outcome: 'none' })
    expect(box.transcript.calls('received', 'UnpublishFirmware')).toHaveLength(2)
  })

  it('nothing is asked of a station that is away, and the address is good for nothing', async () => {
    await box.stop()
    await until('the end', async () => !(await door.ask('stations.get', { id: 'BOX-1' })).online)
    await expect(door.ask('stations.fetchLog', { id: 'BOX-1' })).rejects.toMatchObject({ code: 'StationOffline' })
  })
})

describe('the file drop', () => {
  let opened: Awaited<ReturnType<typeof openDrop>>
  beforeEach(async () => {
    opened = await openDrop()
  })
  afterEach(() => opened.door.close())

  /** A station that accepts whatever it is asked, and tells the address that it was given. */
  const addressOf = async (ask: () => Promise<unknown>, action: string) => {
    const station = await opened.door.station('BOX-1')
    await station.boot()
    const asked = ask()
    const call = await station.called(action)
    station.answer(call, action === 'GetDiagnostics' ? { fileName: 'log.txt' } : {})
    await asked
    return String((call.payload as { location: string }).location)
  }

  it('gives a firmware whole, or from a byte on', async () => {
    const image = await opened.upload()
    const url = await addressOf(
      () => opened.door.ask('stations.updateFirmware', { id: 'BOX-1', imageId: image.id }),
      'UpdateFirmware',
    )
    const whole = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(createHash('sha256').update(whole).digest('hex')).toBe(image.sha256)
    const rest = await fetch(url, { headers: { Range: 'bytes=199990-' } })
    expect(rest.status).toBe(206)
    expect(rest.headers.get('content-range')).toBe('bytes 199990-199999/200000')
    expect((await fetch(url, { headers: { Range: 'bytes=200000-' } })).status).toBe(416)
    expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(405)
  })

  it('knows no address but those it gave', async () => {
    for (const path of ['', 'x', 'x/y', '..%2f..%2fsite.sqlite', `${'A'.repeat(43)}/box.bin`])
      expect((await fetch(`${opened.base}/files/${path}`)).status).toBe(404)
  })

  it('takes a log under a harmless name, and not one that is too large', async () => {
    const url = await addressOf(() => opened.door.ask('stations.fetchLog', { id: 'BOX-1' }), 'GetDiagnostics')
    const tooLarge = await fetch(`${url}big.log`, { method: 'PUT', body: Buffer.alloc(1_000_001) }).catch(
      () => undefined,
    )
    expect(tooLarge?.status ?? 500).toBe(500)
    expect((await fetch(url)).status).toBe(405)
    expect((await fetch(`${url}..%2F..%2Fevil%20log.txt`, { method: 'PUT', body: 'hello' })).status).toBe(201)
    const [transfer] = await opened.door.ask('transfers.list', { id: 'BOX-1' })
    expect(transfer).toMatchObject({ state: 'done', fileName: 'evil log.txt', sizeBytes: 5 })
    expect(readFileSync(opened.drop.logPath(transfer?.id ?? 0), 'utf8')).toBe('hello')
  })

  it('does not serve what it was not told to', async () => {
    await opened.door.station('BOX-1').then((station) => station.boot())
    await expect(opened.door.ask('stations.fetchLog', { id: 'BOX-1', over: 'ftp' })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
  })
})
