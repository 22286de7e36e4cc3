import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Door, openDoor, until } from './door.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor()
})
afterEach(async () => {
  await door.close()
  expect(door.breaches).toEqual([])
})

const events = () => door.ask('stations.events', { id: 'BOX-1' })

describe.each(['ocpp1.6', 'ocpp2.0.1'] as const)('DataTransfer of %s', (protocol) => {
  const said = async (vendorId: string, messageId?: string, data?: unknown) => {
    const box = await door.station('BOX-1', protocol)
    const { status } = await box.tell('DataTransfer', {
      vendorId,
      ...(messageId ? { messageId } : {}),
      ...(data ? { data } : {}),
    })
    box.terminate()
    return status
  }

  it('of a vendor that nobody knows is answered so, and written down', async () => {
    expect(await said('com.acme', 'hello', 'world')).toBe('UnknownVendorId')
    expect(await events()).toMatchObject([{ subject: 'DataTransfer com.acme', value: 'hello', text: 'world' }])
  })

  it('is answered by the rule of its vendor and message', async () => {
    await door.ask('vendors.put', { vendorId: 'Com.Acme', messageId: null, handling: 'drop' })
    await door.ask('vendors.put', { vendorId: 'com.acme', messageId: 'alarm', handling: 'note' })
    await door.ask('vendors.put', { vendorId: 'com.acme', messageId: 'ask', handling: 'refuse' })
    await door.ask('vendors.put', { vendorId: 'com.other', messageId: 'known', handling: 'note' })
    expect(await said('com.acme', 'chatter', 'x')).toBe('Accepted')
    expect(await events()).toEqual([])
    expect(await said('COM.ACME', 'alarm', 'hot')).toBe('Accepted')
    expect(await said('com.acme', 'ask')).toBe('Rejected')
    expect(await said('com.other', 'strange')).toBe('UnknownMessageId')
    expect((await events()).map((event) => event.value).toSorted((a, b) => (a ?? '').localeCompare(b ?? ''))).toEqual([
      'alarm',
      'strange',
    ])
  })

  it('knows shipped rules, and those of the account instead of them', async () => {
    expect(await said('org.openchargealliance.costmsg', 'ConnectorUnplugged', '{"transactionId":1}')).toBe('Accepted')
    const key = { vendorId: 'org.openchargealliance.costmsg', messageId: 'ConnectorUnplugged' }
    await door.ask('vendors.put', { ...key, handling: 'refuse' })
    expect(await said(key.vendorId, key.messageId)).toBe('Rejected')
    await expect(door.ask('vendors.list', {})).resolves.toMatchObject([{ ...key, origin: 'changed' }])
    await door.ask('vendors.remove', key)
    expect(await said(key.vendorId, key.messageId)).toBe('Accepted')
    await expect(door.ask('vendors.remove', key)).rejects.toMatchObject({ code: 'Conflict' })
  })

  it.each([
    ['Accepted', 'accepted'],
    ['Rejected', 'rejected'],
    ['UnknownVendorId', 'unknown-vendor'],
    ['UnknownMessageId', 'unknown-message'],
    ['Sure', 'rejected'],
  ])('is sent to a station, whose answer may be %s', async (word, status) => {
    const box = await door.station('BOX-1', protocol)
    await box.boot()
    await until('readiness', async () => door.server.online.all()[0]?.ready)
    const asked = door.ask('stations.dataTransfer', {
      id: 'BOX-1',
      vendorId: 'com.acme',
      messageId: 'm',
      data: { level: 3 },
    })
    const call = await box.called('DataTransfer')
    expect(call.payload).toEqual({
      vendorId: 'com.acme',
      messageId: 'm',
      data: protocol === 'ocpp1.6' ? '{"level":3}' : { level: 3 },
    })
    box.answer(call, { status: word, data: 'back' })
    expect(await asked).toEqual({ status, data: 'back' })
  })
})
