import { describe, expect, it } from 'vitest'
import { at, CAR, Harness } from './wallbox-harness.ts'

const accepted = (idTag: string, more: object = {}) => ({ idTag, idTagInfo: { status: 'Accepted', ...more } })
const token = (idToken: string) => ({ idToken, type: 'ISO14443' })

describe('the local list of a 1.6 wallbox', () => {
  const test = new Harness('ocpp1.6')
  const send = (listVersion: number, updateType: string, localAuthorizationList: object[]) =>
    test.ask('SendLocalList', { listVersion, updateType, localAuthorizationList })

  it('is taken whole or changed in part, and keeps its version', async () => {
    const box = await test.online()
    expect(await test.ask('GetLocalListVersion', {})).toEqual({ listVersion: 0 })
    expect(await send(3, 'Full', [accepted('A'), accepted('B')])).toEqual({ status: 'Accepted' })
    expect(await send(3, 'Differential', [accepted('C')])).toEqual({ status: 'VersionMismatch' })
    expect(await send(4, 'Differential', [{ idTag: 'a' }, accepted('C')])).toEqual({ status: 'Accepted' })
    expect(await test.ask('GetLocalListVersion', {})).toEqual({ listVersion: 4 })
    expect(box.state().localList.entries.map((each) => each.idTag)).toEqual(['B', 'C'])
    expect(await send(2, 'Full', [])).toEqual({ status: 'Accepted' })
    expect(box.state().localList).toEqual({ version: 2, entries: [] })
    expect(box.violations).toEqual([])
  })

  it('stays as it was when an update is too long, names a tag twice, or has no version', async () => {
    const box = await test.online({ settings: { localListMax: 3, localListMaxPerMessage: 2 } })
    await send(1, 'Full', [accepted('A'), accepted('B')])
    expect(await send(2, 'Full', [accepted('1'), accepted('2'), accepted('3')])).toEqual({ status: 'Failed' })
    expect(await send(2, 'Differential', [accepted('C'), accepted('D')])).toEqual({ status: 'Failed' })
    expect(await send(2, 'Full', [accepted('C'), accepted('c')])).toEqual({ status: 'Failed' })
    expect(await send(2, 'Full', [{ idTag: 'C' }])).toEqual({ status: 'Failed' })
    expect(await send(0, 'Full', [])).toEqual({ status: 'Failed' })
    expect(box.state().localList).toMatchObject({ version: 1, entries: [{ idTag: 'A' }, { idTag: 'B' }] })
    await test.ask('ChangeConfiguration', { key: 'LocalAuthListEnabled', value: 'false' })
    expect(await send(2, 'Full', [])).toEqual({ status: 'NotSupported' })
    expect(await test.ask('GetLocalListVersion', {})).toEqual({ listVersion: -1 })
    expect(box.violations).toEqual([])
  })

  it('decides while the box is offline, before the cache and whatever unknown cards may do', async () => {
    const box = await test.online({ settings: { unknownOffline: true } })
    box.plug(1, CAR)
    await box.swipe(1, 'OLD')
    await box.swipe(1, 'OLD')
    await send(1, 'Full', [
      accepted('GOOD', { parentIdTag: 'FAMILY' }),
      accepted('LATE', { expiryDate: at(60) }),
      { idTag: 'OLD', idTagInfo: { status: 'Blocked' } },
    ])
    box.goOffline()
    expect(await box.swipe(1, 'OLD')).toBe('refused')
    expect(await box.swipe(1, 'LATE')).toBe('started')
    await box.swipe(1, 'LATE')
    await box.tick(61_000)
    expect(await box.swipe(1, 'LATE')).toBe('refused')
    expect(await box.swipe(1, 'good')).toBe('started')
    expect(await box.swipe(1, 'FAMILY')).toBe('stopped')
    expect(await box.swipe(1, 'STRANGER')).toBe('started')
  })

  it('starts a listed card at once, without asking, where the box may', async () => {
    const box = await test.online({ settings: { preAuthorize: true } })
    await send(1, 'Full', [accepted('GOOD')])
    box.plug(1, CAR)
    expect(await box.swipe(1, 'GOOD')).toBe('started')
    await box.settled()
    expect(test.seen('Authorize')).toEqual([])
    expect(test.seen('StartTransaction')).toMatchObject([{ idTag: 'GOOD' }])
  })
})

describe('the local list of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')

  it('is taken whole or changed in part, within the limits the device model tells', async () => {
    const box = await test.online({ settings: { localListMax: 2 } })
    const send = (versionNumber: number, updateType: string, ids: string[]) =>
      test.ask('SendLocalList', {
        versionNumber,
        updateType,
        localAuthorizationList: ids.map((id) =>
          id.startsWith('-')
            ? { idToken: token(id.slice(1)) }
            : { idToken: token(id), idTokenInfo: { status: 'Accepted', groupIdToken: token('G') } },
        ),
      })
    expect(await test.ask('GetLocalListVersion', {})).toEqual({ versionNumber: 0 })
    expect(await send(7, 'Full', ['A', 'B'])).toEqual({ status: 'Accepted' })
    expect(await send(7, 'Differential', ['-A'])).toEqual({ status: 'VersionMismatch' })
    expect(await send(8, 'Differential', ['-A', 'C'])).toEqual({ status: 'Accepted' })
    expect(await send(9, 'Differential', ['D'])).toEqual({ status: 'Failed' })
    expect(await test.ask('GetLocalListVersion', {})).toEqual({ versionNumber: 8 })
    const entries = await test.ask<{ getVariableResult: { attributeValue?: string }[] }>('GetVariables', {
      getVariableData: ['Actual', 'MaxSet'].map((attributeType) => ({
        component: { name: 'LocalAuthListCtrlr' },
        variable: { name: 'Entries' },
        attributeType,
      })),
    })
    expect(entries.getVariableResult.map((each) => each.attributeValue)).toEqual(['2', '2'])
    box.plug(1, CAR)
    box.goOffline()
    expect(await box.swipe(1, 'C')).toBe('started')
    expect(await box.swipe(1, 'A')).toBe('refused')
    expect(await box.swipe(1, 'B')).toBe('stopped')
    expect(box.violations).toEqual([])
  })
})
