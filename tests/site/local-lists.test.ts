import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import { fitting, type LocalListEntry, partsOf } from '../../src/site/local-lists/local-list.ts'
import type { LocalListPart } from '../../src/site/local-lists/local-list-charger.ts'
import { LocalListSync } from '../../src/site/local-lists/local-list-sync.ts'
import { silentLog } from '../../src/site/log.ts'
import type { StationActor } from '../../src/site/permissions.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, type TestSite } from '../kit/site.ts'

const entry = fc.record<LocalListEntry>({
  idTag: fc.integer({ min: 0, max: 30 }).map((n) => `TAG-${n}`),
  status: fc.constantFrom('Accepted', 'Blocked', 'Expired'),
  groupIdTag: fc.option(fc.constantFrom('G1', 'G2')),
  expiresAt: fc.option(fc.integer({ min: 1, max: 5 })),
})
const list = fc.uniqueArray(entry, { selector: ({ idTag }) => idTag, maxLength: 30 })

/** What a station makes of the parts it gets (1.6 section 5.15). */
function obey(has: { version: number; entries: readonly LocalListEntry[] }, parts: readonly LocalListPart[]) {
  const entries = new Map(has.entries.map((each) => [each.idTag, each]))
  let { version } = has
  for (const part of parts) {
    if (part.kind === 'whole') entries.clear()
    else expect(part.version).toBeGreaterThan(version)
    for (const idTag of part.remove) entries.delete(idTag)
    for (const each of part.put) entries.set(each.idTag, each)
    version = part.version
  }
  return { version, entries: [...entries.values()] }
}

const byTag = (entries: readonly LocalListEntry[]) => [...entries].sort((a, b) => a.idTag.localeCompare(b.idTag))

describe('the parts of a local list', () => {
  property.prop([list, list, fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 12 }), fc.boolean()])(
    'bring a station from whatever it has to what it should have, in pieces that it takes',
    (before, wanted, version, size, isKnown) => {
      const parts = partsOf({ version, entries: isKnown ? before : null }, wanted, size)
      for (const part of parts) expect(part.put.length + part.remove.length).toBeLessThanOrEqual(size)
      const after = obey({ version, entries: before }, parts)
      expect(byTag(after.entries)).toEqual(byTag(wanted))
      expect(parts.length).toBeLessThanOrEqual(Math.max(1, Math.ceil(wanted.length / size)))
      expect(partsOf(after, wanted, size)).toEqual([])
    },
  )

  property.prop([list, fc.integer({ min: 0, max: 20 }), fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 10 })])(
    'keep the tags that may charge, then those used last, where there is no room for all',
    (entries, maxEntries, used) => {
      const candidates = entries.map((each, n) => ({ ...each, tagId: each.idTag, createdAt: n }))
      const uses = new Map(used.map((n, at) => [`TAG-${n}`, at + 1]))
      const kept = fitting(candidates, { maxEntries, longestIdTag: 20 }, () => uses)
      expect(kept.entries.length + kept.leftOut).toBe(entries.length)
      expect(kept.entries.length).toBe(Math.min(maxEntries, entries.length))
      const out = candidates.filter((each) => !kept.entries.includes(each))
      for (const stays of kept.entries)
        for (const goes of out) {
          if (stays.status !== 'Accepted') expect(goes.status).not.toBe('Accepted')
          if ((stays.status === 'Accepted') !== (goes.status === 'Accepted')) continue
          expect(uses.get(stays.tagId) ?? 0).toBeGreaterThanOrEqual(uses.get(goes.tagId) ?? 0)
        }
    },
  )
})

describe('local lists of stations', () => {
  let clock: ManualClock
  let test: TestSite
  let box: StationActor
  let chargers: FakeChargers
  let sync: LocalListSync
  let version: number

  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    chargers = new FakeChargers()
    version = 0
    chargers.answers.localListVersion = async () => version
    chargers.answers.sendLocalList = async (part: LocalListPart) => {
      version = part.version
      return 'accepted'
    }
    test.site.attachChargers(chargers)
    sync = new LocalListSync({ site: test.site, clock, log: silentLog })
    sync.start()
    box = await adoptStation(test)
  })
  afterEach(() => {
    sync.stop()
    expect(clock.pending).toBe(0)
    test.close()
  })

  const connect = async () => {
    clock.advance(1000)
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
  }
  const settled = async () => {
    await published()
    clock.advance(500)
    for (let n = 0; n < 20; n++) await published()
  }
  const tag = (idTag: string, more = {}) => test.site.execute(test.admin, 'tags.create', { idTag, ...more })
  const change = (id: string, changes: object) => test.site.execute(test.admin, 'tags.update', { id, ...changes })
  const parts = () =>
    chargers.asked.filter(({ what }) => what === 'sendLocalList').map(({ order }) => order as LocalListPart)
  const status = () => test.site.execute(test.admin, 'localLists.get', { id: 'BOX-1' })

  it('gives a station that connects the whole list, with groups, expiry and blocked tags', async () => {
    const parent = await tag('FLEET', { expiresAt: clock.now() + 3_600_000 })
    await tag('CHILD', { parentId: parent.id })
    const lost = await tag('LOST')
    await change(lost.id, { blocked: true })
    await connect()
    await settled()
    expect(parts()).toMatchObject([{ kind: 'whole', version: 1, remove: [] }])
    expect(byTag(parts()[0]?.put ?? [])).toMatchObject([
      { idTag: 'CHILD', status: 'Accepted', groupIdTag: 'FLEET', expiresAt: parent.expiresAt },
      { idTag: 'FLEET', status: 'Accepted', groupIdTag: null, expiresAt: parent.expiresAt },
      { idTag: 'LOST', status: 'Blocked' },
    ])
    expect(await status()).toMatchObject({ state: 'current', version: 1, entries: 3, leftOut: 0, problem: null })
  })

  it('sends only what changed, also to a station that was away meanwhile and after a restart of the controller', async () => {
    await tag('A')
    const b = await tag('B')
    await connect()
    await settled()
    await test.site.execute(test.admin, 'tags.remove', { id: b.id })
    await tag('C')
    await settled()
    expect(parts().at(-1)).toMatchObject({ kind: 'changes', version: 2, remove: ['B'], put: [{ idTag: 'C' }] })
    await test.site.execute(box, 'stations.disconnected', {})
    await tag('D')
    await settled()
    expect(parts()).toHaveLength(2)
    sync.stop()
    test = test.reopen()
    test.site.attachChargers(chargers)
    sync = new LocalListSync({ site: test.site, clock, log: silentLog })
    sync.start()
    await connect()
    await settled()
    expect(parts().at(-1)).toMatchObject({ kind: 'changes', version: 3, remove: [], put: [{ idTag: 'D' }] })
    await connect()
    await settled()
    expect(parts()).toHaveLength(3)
  })

  it('starts over with the whole list when the station has another version, or does not take a change', async () => {
    await tag('A')
    await connect()
    await settled()
    version = 40
    await tag('B')
    await settled()
    expect(parts().at(-1)).toMatchObject({ kind: 'whole', version: 41 })
    const refusals = ['version-mismatch' as const]
    chargers.answers.sendLocalList = async (part: LocalListPart) => {
      const refusal = refusals.shift()
      if (!refusal) version = part.version
      return refusal ?? 'accepted'
    }
    await tag('C')
    await settled()
    expect(
      parts()
        .slice(-2)
        .map(({ kind }) => kind),
    ).toEqual(['changes', 'whole'])
    expect(await status()).toMatchObject({ state: 'current', version: 42, entries: 3 })
  })

  it('cuts a list that has no room: tags that may charge and were used last stay', async () => {
    chargers.answers.localListCapacity = async () => ({
      enabled: true,
      maxEntries: 2,
      entriesAtOnce: 1,
      longestIdTag: 20,
    })
    const blocked = await tag('BLOCKED')
    await change(blocked.id, { blocked: true })
    for (const idTag of ['OLD', 'USED', 'NEW', 'A-TAG-THAT-IS-TOO-LONG']) {
      clock.advance(1000)
      await tag(idTag)
    }
    await test.site.execute(box, 'transactions.begin', { evseNo: 1, idTag: 'USED', meterStartWh: 0, at: clock.now() })
    await connect()
    await settled()
    expect(parts().map(({ kind, version, put }) => [kind, version, put.map(({ idTag }) => idTag)])).toEqual([
      ['whole', 1, ['USED']],
      ['changes', 2, ['NEW']],
    ])
    expect(await status()).toMatchObject({ maxEntries: 2, entries: 2, leftOut: 3 })
  })

  it('finds the limit of a station that tells none', async () => {
    for (let n = 0; n < 40; n++) await tag(`T${n}`)
    chargers.answers.sendLocalList = async (part: LocalListPart) => {
      if (part.put.length > 12) return 'failed'
      version = part.version
      return 'accepted'
    }
    await connect()
    await settled()
    expect(parts().map(({ put }) => put.length)).toEqual([40, 20, 10])
    expect(await status()).toMatchObject({ state: 'current', entries: 10, maxEntries: 10, leftOut: 30 })
  })

  it('has only tags of people who may use the station', async () => {
    const user = await test.site.execute(test.admin, 'users.create', {
      email: 'd@site.example',
      password: 'long enough',
    })
    await tag('MINE', { userIds: [user.id] })
    await tag('THEIRS', { userIds: [] })
    await connect()
    await settled()
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', userIds: [user.id] })
    await settled()
    expect(parts().at(-1)).toMatchObject({ kind: 'changes', remove: ['THEIRS'], put: [] })
    await test.site.execute(test.admin, 'users.update', { id: user.id, tagIds: [] })
    await settled()
    expect(await status()).toMatchObject({ state: 'current', entries: 0 })
  })

  it('remembers a station without local lists until its firmware changes', async () => {
    chargers.answers.localListVersion = async () => {
      throw new SiteError('NotSupported')
    }
    await tag('A')
    await connect()
    await settled()
    expect(await status()).toMatchObject({ state: 'unsupported' })
    const asked = chargers.asked.length
    await tag('B')
    await settled()
    expect(chargers.asked).toHaveLength(asked)
    const told = { vendor: 'V', model: 'M', serialNumber: null, iccid: null, imsi: null, reason: null }
    clock.advance(1000)
    await test.site.execute(box, 'stations.boot', { ...told, firmware: '2.0' })
    chargers.answers.localListVersion = async () => version
    await settled()
    expect(await status()).toMatchObject({ state: 'current', entries: 2 })
  })

  it('tries a list that failed again, and says so', async () => {
    await tag('A')
    chargers.answers.sendLocalList = async () => 'failed'
    await connect()
    await settled()
    expect(await status()).toMatchObject({ state: 'failed', problem: expect.stringContaining('did not take') })
    chargers.answers.sendLocalList = async () => 'accepted'
    clock.advance(120_000)
    await settled()
    expect(await status()).toMatchObject({ state: 'current' })
  })

  it('clears the cache when a tag is blocked, once, and of a station that was away when it is back', async () => {
    const clearings = () => chargers.asked.filter(({ what }) => what === 'clearCache').length
    const a = await tag('A')
    await connect()
    await settled()
    expect(clearings()).toBe(0)
    await change(a.id, { blocked: true })
    await settled()
    expect(clearings()).toBe(1)
    await tag('B')
    await settled()
    expect(clearings()).toBe(1)
    await test.site.execute(box, 'stations.disconnected', {})
    const { id } = await tag('C')
    await change(id, { blocked: true })
    await settled()
    expect(clearings()).toBe(1)
    await connect()
    await settled()
    expect(clearings()).toBe(2)
    await connect()
    await settled()
    expect(clearings()).toBe(2)
  })

  it('asks a station that can not clear its cache only once per blocking', async () => {
    chargers.answers.clearCache = async () => {
      throw new SiteError('NotSupported')
    }
    const a = await tag('A')
    await change(a.id, { blocked: true })
    await connect()
    await settled()
    await connect()
    await settled()
    expect(chargers.asked.filter(({ what }) => what === 'clearCache')).toHaveLength(1)
    await expect(test.site.execute(test.admin, 'stations.clearCache', { id: 'BOX-1' })).rejects.toMatchObject({
      code: 'NotSupported',
    })
  })
})
