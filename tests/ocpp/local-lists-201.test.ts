import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { until } from './door.ts'
import { openYard, type Yard } from './yard.ts'

const car = { batteryKWh: 58, soc: 40 }

describe('local lists in OCPP 2.0.1', () => {
  let yard: Yard
  beforeEach(async () => {
    yard = await openYard('ocpp2.0.1', 'local lists')
  })
  afterEach(() => yard.close())

  const tag = (idTag: string, more = {}) => yard.door.ask('tags.create', { idTag, ...more })
  const current = (entries: number) =>
    until(`a list of ${entries} tags`, async () => {
      const now = await yard.door.ask('localLists.get', { id: 'BOX-1' })
      return now.state === 'current' && now.entries === entries && now
    })

  it('let a listed card charge while the site is away, with its group and its kind', async () => {
    const parent = await tag('FLEET')
    await tag('04A1B2C3D4E5F6', { parentId: parent.id })
    const box = await yard.box()
    await current(2)
    const [list] = await yard.calls('SendLocalList')
    expect(list).toMatchObject({ versionNumber: 1, updateType: 'Full' })
    expect(list?.localAuthorizationList).toContainEqual({
      idToken: { idToken: '04A1B2C3D4E5F6', type: 'ISO14443' },
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FLEET', type: 'Central' } },
    })
    box.goOffline()
    await box.waitFor((state) => !state.connected)
    box.plug(1, car)
    expect(await box.swipe(1, '04a1b2c3d4e5f6')).toBe('started')
  })

  it('take a removed tag off, empty the list, and clear the cache', async () => {
    const only = await tag('ONLY')
    await yard.box()
    await current(1)
    await yard.door.ask('tags.remove', { id: only.id })
    await current(0)
    expect((await yard.calls('SendLocalList')).at(-1)).toEqual({ versionNumber: 2, updateType: 'Full' })
    await until('the cache to be cleared', async () => (await yard.calls('ClearCache')).length === 1)
    const second = await tag('SECOND')
    await tag('THIRD')
    await current(2)
    await yard.door.ask('tags.remove', { id: second.id })
    await current(1)
    expect((await yard.calls('SendLocalList')).at(-1)).toMatchObject({
      updateType: 'Differential',
      localAuthorizationList: [{ idToken: { idToken: 'SECOND', type: 'Central' } }],
    })
    await yard.door.ask('localLists.send', { id: 'BOX-1', whole: true })
    expect((await yard.calls('SendLocalList')).at(-1)).toMatchObject({
      updateType: 'Full',
      localAuthorizationList: [{ idToken: { idToken: 'THIRD' } }],
    })
    await until('the cache to be cleared', async () => (await yard.calls('ClearCache')).length === 2)
    await yard.door.ask('stations.clearCache', { id: 'BOX-1' })
    expect(await yard.calls('ClearCache')).toHaveLength(3)
  })

  it('are halved until a box that tells no limit takes them', async () => {
    for (let n = 0; n < 20; n++) await tag(`T${n}`)
    await yard.box({ settings: { localListMax: 11 } })
    expect(await current(10)).toMatchObject({ maxEntries: 10, leftOut: 10 })
  })

  it('are cut to what the box has reported that it has room for', async () => {
    const station = await yard.door.station('RAW', 'ocpp2.0.1')
    await station.boot()
    const serve = async (list: boolean) => {
      station.answer(await station.called('GetVariables'), {
        getVariableResult: [{ attributeStatus: 'UnknownComponent', component: { name: 'X' }, variable: { name: 'Y' } }],
      })
      station.answer(await station.called('GetLocalListVersion'), { versionNumber: 0 })
      if (list) return station.called('SendLocalList')
      return undefined
    }
    await serve(false)
    await station.tell('NotifyReport', {
      requestId: 1,
      generatedAt: new Date().toISOString(),
      seqNo: 0,
      reportData: [
        {
          component: { name: 'LocalAuthListCtrlr' },
          variable: { name: 'Entries' },
          variableAttribute: [{ value: '0' }],
          variableCharacteristics: { dataType: 'integer', supportsMonitoring: false, maxLimit: 2 },
        },
      ],
    })
    for (const idTag of ['A', 'B', 'C']) await tag(idTag)
    const list = await serve(true)
    expect(list?.payload.localAuthorizationList).toHaveLength(2)
    station.answer(list ?? { id: '' }, { status: 'Accepted' })
    await until('the state', async () => (await yard.door.ask('localLists.get', { id: 'RAW' })).leftOut === 1)
  })

  it('wait where they are switched off', async () => {
    await tag('A')
    await yard.box({ settings: { localListEnabled: false } })
    const status = await until('the state', async () => {
      const now = await yard.door.ask('localLists.get', { id: 'BOX-1' })
      return now.state === 'disabled' && now
    })
    expect(status.problem).toContain('switched off')
    expect(await yard.calls('SendLocalList')).toEqual([])
  })
})
