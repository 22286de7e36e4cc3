import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/site/clock.ts'
import { silentLog } from '../../src/site/log.ts'
import { StationSetup } from '../../src/site/station-setup/station-setup.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

describe.each(['ocpp1.6', 'ocpp2.0.1'] as const)('the set-up of a station that speaks %s', (protocol) => {
  let door: Door
  let setup: StationSetup
  let box: VirtualWallbox | undefined

  beforeEach(async () => {
    door = await openDoor()
    setup = new StationSetup({ site: door.test.site, clock: systemClock, log: silentLog })
    setup.start()
    await door.ask('stations.adopt', { id: 'BOX-1' })
  })
  afterEach(async () => {
    setup.stop()
    expect(box?.violations ?? []).toEqual([])
    expect(door.breaches).toEqual([])
    await box?.stop()
    await door.close()
  })

  const start = async (more: object = {}) => {
    box = new VirtualWallbox({ url: door.url, id: 'BOX-1', protocol, speed: 0, ...more })
    box.start()
    await box.online()
    return box
  }
  const finished = (tasks: number) =>
    until('the set-up', async () => {
      const { results } = await door.ask('setups.get', { id: 'BOX-1' })
      return results.length === tasks && results
    })
  const [heartbeat, readings] =
    protocol === 'ocpp1.6'
      ? ['HeartbeatInterval', 'MeterValueSampleInterval']
      : ['OCPPCommCtrlr.HeartbeatInterval', 'SampledDataCtrlr.TxUpdatedInterval']

  it('follows the standard plan after the first boot, and is reported', async () => {
    await start()
    const results = await finished(5)
    expect(results).toContainEqual(expect.objectContaining({ task: 'readings', state: 'done' }))
    expect(results).toContainEqual(expect.objectContaining({ task: 'measure', state: 'done' }))
    const settings = await door.ask('stations.readSettings', { id: 'BOX-1', keys: [heartbeat, readings] })
    expect(settings.map(({ value }) => value)).toEqual(['300', '60'])
  })

  it('is not done again after the next boot, but after a change of the plan or the firmware', async () => {
    const first = await start()
    await finished(5)
    const changeCalls = () =>
      first.transcript.calls('received', protocol === 'ocpp1.6' ? 'ChangeConfiguration' : 'SetVariables').length
    const before = changeCalls()
    expect(await door.ask('setups.run', { id: 'BOX-1' })).toHaveLength(5)
    expect(changeCalls()).toBe(before)
    await door.ask('setups.putPlan', { id: 'standard', name: 'Ours', tasks: [{ do: 'readings', everyS: 30 }] })
    await door.ask('setups.run', { id: 'BOX-1' })
    expect(changeCalls()).toBe(before + 1)
    const [setting] = await door.ask('stations.readSettings', { id: 'BOX-1', keys: [readings] })
    expect(setting?.value).toBe('30')
  })

  it('says what the station refused', async () => {
    const unknown = protocol === 'ocpp1.6' ? 'NoSuchKey' : 'NoSuchCtrlr.NoSuchVariable'
    await door.ask('setups.putPlan', {
      id: 'standard',
      name: 'Ours',
      tasks: [
        { do: 'write', key: unknown, value: '1' },
        { do: 'heartbeat', everyS: 60 },
      ],
    })
    await start()
    const results = await finished(2)
    expect(results).toContainEqual(expect.objectContaining({ task: `write ${unknown}`, state: 'not-supported' }))
    expect(results).toContainEqual(expect.objectContaining({ task: 'heartbeat', state: 'done' }))
  })

  it('takes the plan that is made for the model', async () => {
    await door.ask('setups.putPlan', {
      name: 'For Voltara',
      vendor: 'volt*',
      model: null,
      tasks: [{ do: 'heartbeat', everyS: 61 }],
    })
    await start({ vendor: 'Voltara', model: 'Home 11' })
    await finished(1)
    const { plan } = await door.ask('setups.get', { id: 'BOX-1' })
    expect(plan?.name).toBe('For Voltara')
    const { id = '' } = plan ?? {}
    await door.ask('setups.removePlan', { id })
    expect((await door.ask('setups.get', { id: 'BOX-1' })).plan?.id).toBe('standard')
  })

  it('holds a station until it was tried, where the plan says so', async () => {
    await door.ask('setups.putPlan', {
      id: 'standard',
      name: 'Held',
      holds: true,
      tasks: [{ do: 'heartbeat', everyS: 62 }],
    })
    box = new VirtualWallbox({ url: door.url, id: 'BOX-1', protocol, speed: 0 })
    box.start()
    await finished(1)
    const frames = () => box?.transcript.lines.map((line) => JSON.stringify(line)).join('\n') ?? ''
    expect(frames()).toContain('Pending')
    await door.ask('stations.trigger', { id: 'BOX-1', message: 'boot' })
    await box.online()
    expect(frames()).toContain('Accepted')
  })
})
