import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }

describe('local lists in OCPP 1.6', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp1.6', 'local lists')
  })
  afterEach(() => yard.close())

  const tag = (idTag: string, more = {}) => yard.door.ask('tags.create', { idTag, ...more })
  const status = () => yard.door.ask('localLists.get', { id: 'BOX-1' })
  const current = (entries: number) =>
    until(`a list of ${entries} tags`, async () => {
      const now = await status()
      return now.state === 'current' && now.entries === entries && now
    })

  it('let a listed card charge while the site is away, and no blocked one', async () => {
    const parent = await tag('FLEET', { expiresAt: Date.now() + 86_400_000 })
    await tag('CARD-1', { parentId: parent.id })
    const lost = await tag('LOST')
    await yard.door.ask('tags.update', { id: lost.id, blocked: true })
    const box = await yard.box()
    expect(await current(3)).toMatchObject({ version: 1, leftOut: 0 })
    const [list] = await yard.calls('SendLocalList')
    expect(list).toMatchObject({ listVersion: 1, updateType: 'Full' })
    expect(list?.localAuthorizationList).toContainEqual({
      idTag: 'CARD-1',
      idTagInfo: {
        status: 'Accepted',
        parentIdTag: 'FLEET',
        expiryDate: new Date(parent.expiresAt ?? 0).toISOString(),
      },
    })
    box.goOffline()
    await box.waitFor((state) => !state.connected)
    box.plug(1, car)
    expect(await box.swipe(1, 'LOST')).not.toBe('started')
    expect(await box.swipe(1, 'card-1')).toBe('started')
  })

  it('follow a change by a differential update, in pieces that the box takes, and clear its cache for a blocked tag', async () => {
    for (let n = 0; n < 5; n++) await tag(`T${n}`)
    const gone = await tag('GONE')
    await yard.box({ settings: { localListMaxPerMessage: 4 } })
    await current(6)
    expect((await yard.calls('SendLocalList')).map((each) => [each.updateType, each.listVersion])).toEqual([
      ['Full', 1],
      ['Differential', 2],
    ])
    expect(await yard.calls('ClearCache')).toEqual([])
    await yard.door.ask('tags.remove', { id: gone.id })
    await current(5)
    expect((await yard.calls('SendLocalList')).at(-1)).toEqual({
      listVersion: 3,
      updateType: 'Differential',
      localAuthorizationList: [{ idTag: 'GONE' }],
    })
    await until('the cache to be cleared', async () => (await yard.calls('ClearCache')).length === 1)
  })

  it('are cut to what the box has room for', async () => {
    for (let n = 0; n < 9; n++) await tag(`T${n}`)
    await yard.box({ settings: { localListMax: 4, localListMaxPerMessage: 3 } })
    expect(await current(4)).toMatchObject({ maxEntries: 4, leftOut: 5 })
  })

  it('are sent whole when the box has another version than it confirmed', async () => {
    await tag('A')
    const station = await yard.door.station('RAW')
    await station.boot()
    const answerCapacity = async () => {
      station.answer(await station.called('GetConfiguration'), {
        configurationKey: [{ key: 'SendLocalListMaxLength', readonly: true, value: '10' }],
        unknownKey: ['LocalAuthListEnabled', 'LocalAuthListMaxLength'],
      })
    }
    await answerCapacity()
    station.answer(await station.called('GetLocalListVersion'), { listVersion: 12 })
    const first = await station.called('SendLocalList')
    expect(first.payload).toMatchObject({ listVersion: 13, updateType: 'Full' })
    station.answer(first, { status: 'VersionMismatch' })
    station.answer(await station.called('GetLocalListVersion'), { listVersion: 20 })
    const second = await station.called('SendLocalList')
    expect(second.payload).toMatchObject({ listVersion: 21, updateType: 'Full' })
    station.answer(second, { status: 'Accepted' })
    await until('the list', async () => (await yard.door.ask('localLists.get', { id: 'RAW' })).version === 21)
    await tag('B')
    await answerCapacity()
    station.answer(await station.called('GetLocalListVersion'), { listVersion: 21 })
    const third = await station.called('SendLocalList')
    expect(third.payload).toMatchObject({ listVersion: 22, updateType: 'Differential' })
    station.answer(third, { status: 'Failed' })
    station.answer(await station.called('GetLocalListVersion'), { listVersion: 21 })
    const fourth = await station.called('SendLocalList')
    expect(fourth.payload).toMatchObject({ listVersion: 22, updateType: 'Full' })
    station.answer(fourth, { status: 'Accepted' })
    await until('the list', async () => (await yard.door.ask('localLists.get', { id: 'RAW' })).version === 22)
  })

  it('are not for a box that has none (version -1)', async () => {
    const station = await yard.door.station('RAW')
    await station.boot()
    station.answer(await station.called('GetConfiguration'), {})
    station.answer(await station.called('GetLocalListVersion'), { listVersion: -1 })
    await until('the state', async () => (await yard.door.ask('localLists.get', { id: 'RAW' })).state === 'unsupported')
    const cleared = yard.door.ask('stations.clearCache', { id: 'RAW' })
    station.answer(await station.called('ClearCache'), { status: 'Rejected' })
    await expect(cleared).rejects.toMatchObject({ code: 'StationRejected', details: { answer: 'Rejected' } })
  })
})
