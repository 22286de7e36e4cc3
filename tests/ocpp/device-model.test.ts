import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

describe.each(['ocpp1.6', 'ocpp2.0.1'] as const)('settings of a station that speaks %s', (protocol) => {
  let door: Door
  let boxes: VirtualWallbox[]

  beforeEach(async () => {
    door = await openDoor()
    boxes = []
    await box('BOX-1')
  })
  afterEach(async () => {
    for (const one of boxes) {
      expect(one.violations).toEqual([])
      await one.stop()
    }
    expect(door.breaches).toEqual([])
    await door.close()
  })

  const box = async (id: string, more: object = {}) => {
    await door.ask('stations.adopt', { id })
    const made = new VirtualWallbox({ url: door.url, id, protocol, speed: 0, ...more })
    boxes.push(made)
    made.start()
    await made.online()
    await until('it', async () => (await door.ask('stations.get', { id })).bootedAt !== null)
    return made
  }
  const interval = protocol === 'ocpp1.6' ? 'HeartbeatInterval' : 'OCPPCommCtrlr.HeartbeatInterval'
  const settings = async (id = 'BOX-1') =>
    new Map((await door.ask('stations.settings', { id })).map((setting) => [setting.key, setting.value]))
  const report = async (id = 'BOX-1') => {
    const { id: reportId } = await door.ask('reports.request', { id })
    await until('it', async () =>
      (await door.ask('reports.list', { id })).some((one) => one.id === reportId && one.state === 'complete'),
    )
    return reportId
  }

  it('are told whole, part by part', async () => {
    await report()
    const [done] = await door.ask('reports.list', { id: 'BOX-1' })
    expect(done?.entries).toBeGreaterThan(10)
    if (protocol === 'ocpp2.0.1') expect(done?.parts).toBeGreaterThan(1)
    expect((await settings()).has(interval)).toBe(true)
  })

  it('are written many at once, each with its own outcome', async () => {
    const unknown = protocol === 'ocpp1.6' ? 'NoSuchKey' : 'NoSuchCtrlr.NoSuchVariable'
    const results = await door.ask('stations.writeSettings', {
      id: 'BOX-1',
      settings: [
        { key: interval, value: '77' },
        { key: unknown, value: 'x' },
      ],
    })
    expect(results).toEqual([
      { key: interval, outcome: 'accepted' },
      { key: unknown, outcome: 'unknown' },
    ])
    expect((await settings()).get(interval)).toBe('77')
  })

  it('are kept as snapshots and compared with what they are later', async () => {
    await expect(door.ask('snapshots.take', { id: 'BOX-1', name: 'too early' })).rejects.toMatchObject({
      code: 'NothingKnown',
    })
    await report()
    const { id: from } = await door.ask('snapshots.take', { id: 'BOX-1', name: 'as delivered' })
    expect(await door.ask('snapshots.compare', { id: 'BOX-1', from })).toEqual([])
    await door.ask('stations.writeSetting', { id: 'BOX-1', key: interval, value: '123' })
    expect(await door.ask('snapshots.compare', { id: 'BOX-1', from })).toMatchObject([
      { key: interval, after: '123', change: 'changed' },
    ])
    await door.ask('snapshots.remove', { id: 'BOX-1', snapshotId: from })
    expect(await door.ask('snapshots.list', { id: 'BOX-1' })).toEqual([])
  })

  it('are copied to others of the same model, where they differ', async () => {
    const other = await box('BOX-2')
    await door.ask('stations.writeSetting', { id: 'BOX-1', key: interval, value: '444' })
    await report()
    await report('BOX-2')
    const [result] = await door.ask('stations.copySettings', { from: 'BOX-1', to: ['BOX-2'] })
    expect(result).toMatchObject({ id: 'BOX-2', error: null })
    expect(result?.results).toContainEqual({ key: interval, outcome: 'accepted' })
    await door.ask('stations.readSettings', { id: 'BOX-2', keys: [interval] })
    expect((await settings('BOX-2')).get(interval)).toBe('444')
    const [again] = await door.ask('stations.copySettings', { from: 'BOX-1', to: ['BOX-2'], keys: [interval] })
    expect(again?.results).toEqual([])
    await other.stop()
    await until('it', async () => !(await door.ask('stations.get', { id: 'BOX-2' })).online)
    await door.ask('stations.writeSetting', { id: 'BOX-1', key: interval, value: '445' })
    expect(await door.ask('stations.copySettings', { from: 'BOX-1', to: ['BOX-2'] })).toMatchObject([
      { results: null, error: 'StationOffline' },
    ])
  })

  it('are not copied to another model', async () => {
    await box('BOX-3', { model: 'Quite another' })
    await report()
    await expect(door.ask('stations.copySettings', { from: 'BOX-1', to: ['BOX-3'] })).rejects.toMatchObject({
      code: 'InvalidInput',
    })
  })
})

describe('what an OCPP 2.0.1 station watches by itself', () => {
  let door: Door
  let box: VirtualWallbox

  beforeEach(async () => {
    door = await openDoor()
    await door.ask('stations.adopt', { id: 'BOX-1' })
    box = new VirtualWallbox({ url: door.url, id: 'BOX-1', protocol: 'ocpp2.0.1', speed: 0 })
    box.start()
    await box.online()
    await until('it', async () => (await door.ask('stations.get', { id: 'BOX-1' })).bootedAt !== null)
  })
  afterEach(async () => {
    expect(box.violations).toEqual([])
    expect(door.breaches).toEqual([])
    await box.stop()
    await door.close()
  })

  const watchable = async () => {
    await door.ask('reports.request', { id: 'BOX-1' })
    await until('it', async () => (await door.ask('reports.list', { id: 'BOX-1' }))[0]?.state === 'complete')
    const known = await door.ask('stations.settings', { id: 'BOX-1' })
    const key = known.find(
      (setting) => setting.supportsMonitoring && /decimal|integer/.test(setting.dataType ?? ''),
    )?.key
    expect(key).toBeDefined()
    return key ?? ''
  }

  it('is set, told, and cleared', async () => {
    const key = await watchable()
    const [done] = await door.ask('monitors.set', {
      id: 'BOX-1',
      monitors: [{ key, kind: 'above', value: 50, severity: 3 }],
    })
    expect(done?.outcome).toBe('Accepted')
    expect(await door.ask('monitors.list', { id: 'BOX-1' })).toMatchObject([
      { key, kind: 'above', value: 50, severity: 3 },
    ])
    await door.ask('monitors.request', { id: 'BOX-1' })
    await until('it', async () => (await door.ask('reports.list', { id: 'BOX-1' }))[0]?.state === 'complete')
    expect(box.transcript.calls('sent', 'NotifyMonitoringReport').length).toBeGreaterThan(0)
    const monitorId = done?.monitorId ?? -1
    expect((await door.ask('monitors.list', { id: 'BOX-1' })).map((one) => one.monitorId)).toContain(monitorId)
    expect(await door.ask('monitors.clear', { id: 'BOX-1', monitorIds: [monitorId, 99_999] })).toEqual([
      { monitorId, outcome: 'accepted' },
      { monitorId: 99_999, outcome: 'unknown' },
    ])
    expect((await door.ask('monitors.list', { id: 'BOX-1' })).map((one) => one.monitorId)).not.toContain(monitorId)
  })

  it('is told where to connect', async () => {
    await door.ask('network.setProfile', { id: 'BOX-1', slot: 1, url: 'wss://site.example/OCPP', securityProfile: 2 })
    expect(await door.ask('network.list', { id: 'BOX-1' })).toMatchObject([{ slot: 1, url: 'wss://site.example/OCPP' }])
    const [call] = box.transcript.calls('received', 'SetNetworkProfile')
    expect(JSON.stringify(call)).toContain('wss://site.example/OCPP')
  })

  it('says why a monitor is refused', async () => {
    const [done] = await door.ask('monitors.set', {
      id: 'BOX-1',
      monitors: [{ key: 'NoSuchCtrlr.NoSuchVariable', kind: 'above', value: 1 }],
    })
    expect(done).toMatchObject({ monitorId: null, outcome: expect.stringMatching(/Unknown/) })
  })

  it('follows base and level', async () => {
    await door.ask('monitors.setLevel', { id: 'BOX-1', severity: 4 })
    await door.ask('monitors.setBase', { id: 'BOX-1', base: 'hard-wired' })
    expect(box.transcript.calls('received', 'SetMonitoringLevel')).toHaveLength(1)
    expect(box.transcript.calls('received', 'SetMonitoringBase')).toHaveLength(1)
  })

  it('is not there in OCPP 1.6', async () => {
    await door.ask('stations.adopt', { id: 'OLD' })
    const old = new VirtualWallbox({ url: door.url, id: 'OLD', protocol: 'ocpp1.6', speed: 0 })
    old.start()
    await old.online()
    await until('it', async () => (await door.ask('stations.get', { id: 'OLD' })).bootedAt !== null)
    for (const attempt of [
      () => door.ask('monitors.setLevel', { id: 'OLD', severity: 4 }),
      () => door.ask('monitors.request', { id: 'OLD' }),
      () => door.ask('network.setProfile', { id: 'OLD', slot: 1, url: 'wss://site.example/OCPP' }),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'NotSupported' })
    await old.stop()
  })
})
