import { fc, test as property } from '@fast-check/vitest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { tagIdOf } from '../../src/site/tags/tag.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

describe('tags', () => {
  let test: TestSite
  beforeEach(async () => {
    test = await openTestSite()
  })
  afterEach(() => test.close())

  const create = (idTag: string, more: object = {}) => test.site.execute(test.admin, 'tags.create', { idTag, ...more })
  const standing = async (idTag: string) => {
    const tags = await test.site.execute(test.admin, 'tags.list', {})
    return tags.find((tag) => tag.idTag === idTag)?.standing
  }

  it('are one and the same whatever their case', async () => {
    await create('04a2b3')
    await expect(create('04A2B3')).rejects.toMatchObject({ code: 'AlreadyExists' })
    const box = await adoptStation(test)
    expect(await test.site.execute(box, 'tags.authorize', { idTag: '04a2B3' })).toMatchObject({ status: 'Accepted' })
  })

  it('are unknown until somebody adds them', async () => {
    const box = await adoptStation(test)
    expect(await test.site.execute(box, 'tags.authorize', { idTag: 'X' })).toMatchObject({
      status: 'Invalid',
      tagId: null,
    })
  })

  it('are blocked with all below them, and free again with them', async () => {
    const top = await create('TOP')
    const middle = await create('MIDDLE', { parentId: top.id })
    await create('BOTTOM', { parentId: middle.id })
    await test.site.execute(test.admin, 'tags.update', { id: top.id, blocked: true })
    expect(await standing('BOTTOM')).toBe('Blocked')
    await test.site.execute(test.admin, 'tags.update', { id: top.id, blocked: false })
    expect(await standing('BOTTOM')).toBe('Accepted')
  })

  it('tell everybody when a parent changes the standing of those below', async () => {
    const top = await create('TOP')
    await create('CHILD', { parentId: top.id })
    await published()
    const told: string[] = []
    test.site.events.on('tag.changed', 'test', (tag) => told.push(`${tag.idTag} ${tag.standing}`))
    await test.site.execute(test.admin, 'tags.update', { id: top.id, blocked: true })
    await published()
    expect(told.sort()).toEqual(['CHILD Blocked', 'TOP Blocked'])
  })

  it('expire with their parent', async () => {
    const top = await create('TOP', { expiresAt: Date.now() - 1 })
    await create('CHILD', { parentId: top.id })
    expect(await standing('CHILD')).toBe('Expired')
  })

  it('never become their own parent', async () => {
    const a = await create('A')
    const b = await create('B', { parentId: a.id })
    const c = await create('C', { parentId: b.id })
    for (const id of [a.id, b.id, c.id])
      await expect(test.site.execute(test.admin, 'tags.update', { id: a.id, parentId: id })).rejects.toMatchObject({
        code: 'InvalidInput',
      })
  })

  it('give stations the topmost parent as group', async () => {
    const top = await create('TOP')
    const middle = await create('MIDDLE', { parentId: top.id })
    await create('BOTTOM', { parentId: middle.id })
    const box = await adoptStation(test)
    expect(await test.site.execute(box, 'tags.authorize', { idTag: 'BOTTOM' })).toMatchObject({ groupIdTag: 'TOP' })
    expect(await test.site.execute(box, 'tags.authorize', { idTag: 'TOP' })).toMatchObject({ groupIdTag: null })
  })

  it('charge only at stations that let their user in', async () => {
    const box = await adoptStation(test)
    const driver = await test.site.execute(test.admin, 'users.create', {
      email: 'd@site.example',
      password: 'long enough pw',
    })
    await create('MINE', { userIds: [driver.id] })
    await create('OTHER', { userIds: [] })
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', userIds: [driver.id] })
    expect(await test.site.execute(box, 'tags.authorize', { idTag: 'MINE' })).toMatchObject({ status: 'Accepted' })
    expect(await test.site.execute(box, 'tags.authorize', { idTag: 'OTHER' })).toMatchObject({ status: 'Invalid' })
  })

  it('come back as new when a removed one is added again', async () => {
    const first = await create('A', { name: 'old' })
    await test.site.execute(test.admin, 'tags.remove', { id: first.id })
    expect(await test.site.execute(test.admin, 'tags.list', {})).toEqual([])
    const again = await create('A', { name: 'new' })
    expect(again).toMatchObject({ id: first.id, name: 'new', standing: 'Accepted' })
  })

  it('block at once on the word of headquarters, also when the site never saw them', async () => {
    const hq = { kind: 'hq', door: 'sync' } as const
    await create('KNOWN')
    for (const idTag of ['known', 'unknown'])
      await test.site.execute(hq, 'tags.decideByHq', { idTag, blocked: true, accountId: test.accountId, hubVersion: 1 })
    const box = await adoptStation(test)
    for (const idTag of ['KNOWN', 'UNKNOWN'])
      expect(await test.site.execute(box, 'tags.authorize', { idTag })).toMatchObject({ status: 'Blocked' })
  })

  it('can not be given to users of another account', async () => {
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), ['ManageTags', 'ReadTags'])
    const mine = await create('MINE')
    await expect(test.site.execute(stranger, 'tags.update', { id: mine.id, name: 'x' })).rejects.toMatchObject({
      code: 'NotFound',
    })
    expect(await test.site.execute(stranger, 'tags.list', {})).toEqual([])
  })
})

describe('the hierarchy of tags', () => {
  property.prop(
    [fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 }), fc.uniqueArray(fc.nat(7), { maxLength: 3 })],
    { numRuns: 25 },
  )('never has a cycle, and a tag stands as its whole line of parents does', async (links, blocked) => {
    const test = await openTestSite({ clock: new ManualClock(Date.UTC(2026, 0, 1)) })
    try {
      const idOf = (n: number) => tagIdOf(test.accountId, `T${n}`)
      const parents = new Map<number, number>()
      for (let n = 0; n < 8; n += 1) await test.site.execute(test.admin, 'tags.create', { idTag: `T${n}` })
      const lineOf = (n: number): number[] => {
        const line = [n]
        for (let next = parents.get(n); next !== undefined; next = parents.get(next)) line.push(next)
        return line
      }
      for (const [child, parent] of links) {
        const cycle = lineOf(parent).includes(child)
        const outcome = await test.site
          .execute(test.admin, 'tags.update', { id: idOf(child), parentId: idOf(parent) })
          .then(() => 'linked')
          .catch((error: { code: string }) => error.code)
        expect(outcome).toBe(cycle ? 'InvalidInput' : 'linked')
        if (!cycle) parents.set(child, parent)
      }
      for (const n of blocked) await test.site.execute(test.admin, 'tags.update', { id: idOf(n), blocked: true })
      const tags = await test.site.execute(test.admin, 'tags.list', {})
      for (let n = 0; n < 8; n += 1)
        expect(tags.find((tag) => tag.idTag === `T${n}`)?.standing).toBe(
          lineOf(n).some((above) => blocked.includes(above)) ? 'Blocked' : 'Accepted',
        )
    } finally {
      test.close()
    }
  })
})
