import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { FileDrop } from '../../../src/ocpp/file-drop/file-drop.ts'
import { silentLog } from '../../../src/site/log.ts'
import { FakeChargers } from '../../kit/charger.ts'
import { adoptStation, system } from '../../kit/site.ts'
import { type OpenDesk, openDesk } from './open-desk.ts'

const binary = { 'content-type': 'application/octet-stream' }

describe('files at the desk', () => {
  let desk: OpenDesk
  let drop: FileDrop
  beforeEach(async () => {
    desk = await openDesk()
    drop = new FileDrop({
      site: desk.test.site,
      log: silentLog,
      folder: join(desk.test.folder, 'files'),
      baseUrl: (over) => (over === 'http' ? 'http://127.0.0.1:8081' : undefined),
      logBytes: 1000,
    })
    await drop.start()
  })
  afterEach(() => desk.close())

  test('a firmware is taken with its checksums, and listed', async () => {
    const body = 'the bytes of a firmware'
    const answer = await desk.admin.post('/files/firmware?fileName=box-2.bin&version=2.0', body, binary)
    expect([answer.status, answer.json.fileName]).toEqual([201, 'box-2.bin'])
    expect(answer.json.sha256).toBe(createHash('sha256').update(body).digest('hex'))
    expect((await desk.admin.rpc('firmware.list')).json).toMatchObject([{ id: answer.json.id, version: '2.0' }])
  })

  test('a firmware is refused without a name, when it is too large, and from whoever may not', async () => {
    expect((await desk.admin.post('/files/firmware', 'x', binary)).json.code).toBe('InvalidInput')
    expect((await desk.admin.post('/files/firmware?fileName=../x', 'x', binary)).json.code).toBe('InvalidInput')
    const large = await desk.admin.post('/files/firmware?fileName=x.bin', 'x'.repeat(2000), binary)
    expect(large.json.code).toBe('InvalidInput')
    expect((await desk.stranger().post('/files/firmware?fileName=x.bin', 'x', binary)).json.code).toBe('NotSignedIn')
    const foreign = { ...binary, origin: 'http://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await desk.admin.post('/files/firmware?fileName=x.bin', 'x', foreign)).json.code).toBe('Forbidden')
    expect((await desk.admin.rpc('firmware.list')).json).toEqual([])
  })

  test('a log that came is handed out to those who may see the station', async () => {
    await adoptStation(desk.test)
    const chargers = new FakeChargers()
    chargers.answers.fetchLog = async () => ({ answer: 'accepted', fileName: 'log.txt' })
    desk.test.site.attachChargers(chargers)
    const { json: transfer } = await desk.admin.rpc('stations.fetchLog', { id: 'BOX-1' })
    const path = `/files/stations/BOX-1/transfers/${transfer.id}`
    expect((await desk.admin.get(path)).json.code).toBe('NotFound')
    writeFileSync(drop.logPath(transfer.id), 'what the box did')
    const file = { fileName: 'log.txt', sizeBytes: 16, sha256: 'x' }
    await desk.test.site.execute(system, 'transfers.received', { id: transfer.id, ...file })
    const log = await desk.admin.get(path)
    expect([log.status, log.text]).toEqual([200, 'what the box did'])
    expect(log.headers['content-disposition']).toContain('BOX-1-log.txt')
    expect((await desk.stranger().get(path)).json.code).toBe('NotSignedIn')
    expect((await desk.admin.get(`/files/stations/BOX-2/transfers/${transfer.id}`)).json.code).toBe('StationNotFound')
  })
})
