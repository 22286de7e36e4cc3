import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Door, openDoor, type RawStation, until } from './door.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor()
})
afterEach(async () => {
  await door.close()
})

async function booted(protocol: 'ocpp1.6' | 'ocpp2.0.1'): Promise<RawStation> {
  const station = await door.station('BOX-1', protocol)
  await station.boot()
  await until('readiness', async () => {
    try {
      return await door.ask('stations.requestActions', { id: 'BOX-1' })
    } catch {
      return false
    }
  })
  return station
}

const request = (action: string, payload: unknown, more: object = {}) =>
  door.ask('stations.request', { id: 'BOX-1', action, payload, ...more })

describe('the expert console', () => {
  it('sends a request of the version and gives the answer as it came', async () => {
    const box = await booted('ocpp1.6')
    const asked = request('GetConfiguration', { key: ['HeartbeatInterval'] })
    const call = await box.called('GetConfiguration')
    expect(call.payload).toEqual({ key: ['HeartbeatInterval'] })
    box.answer(call, { configurationKey: [], vendorsOwn: [1] })
    expect(await asked).toEqual({ result: { configurationKey: [], vendorsOwn: [1] } })
  })

  it('gives a CALLERROR of the station as an answer, not as a failure', async () => {
    const box = await booted('ocpp2.0.1')
    const asked = request('GetLocalListVersion', {})
    const call = await box.called('GetLocalListVersion')
    box.raw(JSON.stringify([4, call.id, 'NotImplemented', 'no list here', { hint: 7 }]))
    expect(await asked).toEqual({
      error: { code: 'NotImplemented', description: 'no list here', details: { hint: 7 } },
    })
  })

  it.each([
    ['ocpp1.6', 'ReserveNow'],
    ['ocpp2.0.1', 'ReserveNow'],
  ] as const)('says of a %s request everything that is wrong with it', async (protocol, action) => {
    const box = await booted(protocol)
    await expect(request(action, { connectorId: 'x', nonsense: 1 })).rejects.toMatchObject({
      code: 'InvalidInput',
      details: {
        fields: expect.objectContaining({ 'payload.nonsense': 'There is no such field here.' }),
      },
    })
    expect(box.received).toEqual([])
  })

  it('refuses what is no request of the version, unless it is forced', async () => {
    const box = await booted('ocpp1.6')
    for (const action of ['SetVariables', 'BootNotification', 'toString'])
      await expect(request(action, {})).rejects.toMatchObject({
        code: 'InvalidInput',
        details: { fields: { action: expect.stringContaining(action) } },
      })
    const forced = request('VendorTest', [1, 2], { force: true })
    const call = await box.called('VendorTest')
    expect(call.payload).toEqual([1, 2])
    box.answer(call, {})
    expect(await forced).toEqual({ result: {} })
  })

  it('tells a station that is away from one that does not answer', async () => {
    const box = await booted('ocpp1.6')
    await expect(request('ClearCache', {}, { timeoutS: 1 })).rejects.toMatchObject({ code: 'StationTimeout' })
    box.terminate()
    await until('the end', async () => !(await door.ask('stations.get', { id: 'BOX-1' })).online)
    await expect(request('ClearCache', {})).rejects.toMatchObject({ code: 'StationOffline' })
  })

  it('offers the requests of the version with their schemas', async () => {
    await booted('ocpp2.0.1')
    const { protocol, actions } = await door.ask('stations.requestActions', { id: 'BOX-1' })
    expect(protocol).toBe('ocpp2.0.1')
    expect(actions).toContain('SetVariables')
    expect(actions).toContain('DataTransfer')
    expect(actions).not.toContain('BootNotification')
    const schema = await door.ask('stations.requestSchema', { id: 'BOX-1', action: 'Reset' })
    expect(schema).toMatchObject({ type: 'object', required: ['type'] })
    await expect(door.ask('stations.requestSchema', { id: 'BOX-1', action: 'BootNotification' })).rejects.toMatchObject(
      { code: 'NotFound' },
    )
  })
})
