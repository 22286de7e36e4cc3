import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { SiteEvent } from '../../src/site/events.ts'
import { openLiveFeed } from '../../src/site/live.ts'
import { permissionPresets, type StationActor, type UserActor } from '../../src/site/permissions.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

describe('the live feed', () => {
  let test: TestSite
  let box: StationActor
  beforeEach(async () => {
    test = await openTestSite()
    box = await adoptStation(test)
    await published()
  })
  afterEach(() => test.close())

  const begin = (idTag = 'A') =>
    test.site.execute(box, 'transactions.begin', { evseNo: 1, idTag, meterStartWh: 0, at: Date.now() })

  it('begins with a snapshot, and goes on with what changes', async () => {
    const events: SiteEvent[] = []
    const feed = await openLiveFeed(test.site, test.admin, { deliver: (event) => events.push(event) })
    expect(feed.snapshot.stations).toMatchObject([{ id: 'BOX-1', online: false }])
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await published()
    expect(events).toMatchObject([{ name: 'station.changed', payload: { id: 'BOX-1', online: true } }])
    feed.stop()
    await test.site.execute(box, 'stations.disconnected', {})
    await published()
    expect(events).toHaveLength(1)
  })

  it('tells nothing of other accounts', async () => {
    const events: SiteEvent[] = []
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), permissionPresets.administrator)
    const feed = await openLiveFeed(test.site, stranger, { deliver: (event) => events.push(event) })
    expect(feed.snapshot).toMatchObject({ stations: [], transactions: [] })
    await begin()
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await published()
    expect(events).toEqual([])
    feed.stop()
  })

  it('tells a driver of its own sessions and of the stations it may use', async () => {
    const user = await test.site.execute(test.admin, 'users.create', {
      email: 'd@site.example',
      password: 'long enough pw',
    })
    const other = await test.site.execute(test.admin, 'users.create', {
      email: 'e@site.example',
      password: 'long enough pw',
    })
    await test.site.execute(test.admin, 'tags.create', { idTag: 'MINE', userIds: [user.id] })
    const closed = await adoptStation(test, 'BOX-2')
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-2', userIds: [other.id] })
    await published()
    const events: SiteEvent[] = []
    const driver = userActor(user.id, test.accountId, permissionPresets.driver)
    const feed = await openLiveFeed(test.site, driver, { deliver: (event) => events.push(event) })
    expect(feed.snapshot.stations.map((station) => station.id)).toEqual(['BOX-1'])
    await test.site.execute(closed, 'stations.connected', { protocol: 'ocpp1.6' })
    await test.site.execute(test.admin, 'tags.create', { idTag: 'NEW' })
    await test.site.execute(box, 'messages.log', [
      { at: 1, direction: 'in', action: 'Heartbeat', kind: 'call', messageId: '1', frame: '[]', note: null },
    ])
    await begin('STRANGER')
    await published()
    expect(events.map((event) => event.name)).not.toContain('transaction.changed')
    expect(new Set(events.map((event) => event.name))).toEqual(new Set(['connector.changed']))
    await begin('MINE')
    await published()
    expect(events.some((event) => event.name === 'transaction.changed' && event.payload.userId === user.id)).toBe(true)
    feed.stop()
  })

  describe('to a driver', () => {
    let driver: UserActor
    let others: string[]
    let events: SiteEvent[]
    const names = () => events.map((event) => event.name)
    const watch = async () => {
      await published()
      return openLiveFeed(test.site, driver, { deliver: (event) => events.push(event) })
    }
    const newUser = (email: string) =>
      test.site.execute(test.admin, 'users.create', { email, password: 'long enough pw' })
    beforeEach(async () => {
      events = []
      driver = userActor((await newUser('d@site.example')).id, test.accountId, permissionPresets.driver)
      others = [(await newUser('e@site.example')).id]
    })

    it('shows a station from its adoption on, unless it is for others', async () => {
      const feed = await watch()
      await test.site.execute(test.admin, 'stations.adopt', { id: 'BOX-2' })
      await test.site.execute(test.admin, 'stations.adopt', { id: 'BOX-3', userIds: others })
      await published()
      expect(events).toMatchObject([{ name: 'station.changed', payload: { id: 'BOX-2' } }])
      feed.stop()
    })

    it('takes a station away that is given to others, and shows it again when it is given back', async () => {
      const feed = await watch()
      await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', userIds: others })
      await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
      await published()
      expect(events).toEqual([{ name: 'station.removed', payload: { id: 'BOX-1', accountId: test.accountId } }])
      await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', userIds: [] })
      await published()
      expect(events.at(-1)).toMatchObject({ name: 'station.changed', payload: { id: 'BOX-1', online: true } })
      feed.stop()
    })

    it('shows a session with a tag that it shares with somebody', async () => {
      await test.site.execute(test.admin, 'tags.create', { idTag: 'POOL', userIds: [driver.userId, ...others] })
      const feed = await watch()
      await begin('pool')
      await published()
      expect(names()).toContain('transaction.changed')
      feed.stop()
    })

    it('goes on with its running session when its tag was blocked', async () => {
      const { id } = await test.site.execute(test.admin, 'tags.create', {
        idTag: 'POOL',
        userIds: [driver.userId, ...others],
      })
      const { transactionId } = await begin('POOL')
      await test.site.execute(test.admin, 'tags.update', { id, blocked: true })
      const feed = await watch()
      expect(feed.snapshot.transactions).toHaveLength(1)
      await test.site.execute(box, 'transactions.end', {
        transactionId,
        idTag: null,
        meterStopWh: 10,
        at: Date.now(),
        reason: 'Local',
        samples: [],
        payload: '{}',
      })
      await published()
      expect(names()).toContain('transaction.changed')
      feed.stop()
    })

    it('shows a session with a tag that it was given after it began to watch', async () => {
      const feed = await watch()
      await test.site.execute(test.admin, 'tags.create', { idTag: 'LATER', userIds: [driver.userId, ...others] })
      await published()
      await begin('LATER')
      await published()
      expect(names()).toContain('transaction.changed')
      feed.stop()
    })

    it('tells of nobody else’s wish to charge', async () => {
      const feed = await watch()
      for (const userId of [driver.userId, ...others, null])
        test.site.events.publish({
          name: 'start-request.changed',
          payload: {
            id: String(userId),
            accountId: test.accountId,
            userId,
            connectorId: 1,
            state: 'sent',
            transactionUid: null,
            requestedAt: 1,
          },
        })
      await published()
      expect(events).toMatchObject([{ payload: { id: driver.userId } }])
      feed.stop()
    })
  })
})
