import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SiteError } from '../../src/site/errors.ts'
import { silentLog } from '../../src/site/log.ts'
import { permissionPresets, type StationActor, type UserActor } from '../../src/site/permissions.ts'
import { StopBlockedSessions } from '../../src/site/transactions/stop-blocked.ts'
import { FakeChargers } from '../kit/charger.ts'
import { ManualClock } from '../kit/clock.ts'
import { adoptStation, openTestSite, published, type TestSite, userActor } from '../kit/site.ts'

describe('starting and stopping from afar', () => {
  let clock: ManualClock
  let test: TestSite
  let box: StationActor
  let chargers: FakeChargers
  let connectorId: number
  let driver: UserActor

  beforeEach(async () => {
    clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
    test = await openTestSite({ clock })
    chargers = new FakeChargers()
    test.site.attachChargers(chargers)
    box = await adoptStation(test)
    await status('Available')
    connectorId = (await connector()).id
    const user = await test.site.execute(test.admin, 'users.create', {
      email: 'd@site.example',
      password: 'long enough pw',
    })
    driver = userActor(user.id, test.accountId, permissionPresets.driver)
    await test.site.execute(test.admin, 'tags.create', { idTag: 'DRIVER', userIds: [user.id] })
    await test.site.execute(test.admin, 'tags.create', { idTag: 'OTHER', userIds: [] })
  })
  afterEach(() => test.close())

  const status = (rawStatus: string) =>
    test.site.execute(box, 'stations.reportStatus', {
      evseNo: 1,
      connectorNo: 1,
      rawStatus,
      errorCode: 'NoError',
      vendorErrorCode: null,
      info: null,
      at: clock.now(),
    })
  const connector = async () => {
    const [station] = await test.site.execute(test.admin, 'stations.list', {})
    const first = station?.connectors[0]
    if (!first) throw new Error('no connector')
    return first
  }
  const start = (actor = driver, idTag?: string) =>
    test.site.execute(actor, 'transactions.start', idTag ? { connectorId, idTag } : { connectorId })
  const begin = (idTag = 'DRIVER') =>
    test.site.execute(box, 'transactions.begin', { evseNo: 1, idTag, meterStartWh: 0, at: clock.now() })

  it('asks the station with the own tag of the driver, and follows the request to its session', async () => {
    const request = await start()
    expect(request.state).toBe('accepted')
    expect(chargers.asked).toMatchObject([
      { what: 'startCharging', order: { evseNo: 1, connectorNo: 1, idTag: 'DRIVER', requestId: expect.any(Number) } },
    ])
    await begin()
    const followed = await test.site.execute(driver, 'transactions.startRequest', { id: request.id })
    const { items } = await test.site.execute(driver, 'transactions.list', {})
    expect(items).toMatchObject([{ userId: driver.userId, startReason: 'Remote' }])
    expect(followed).toMatchObject({ state: 'started', transactionUid: items[0]?.uid })
  })

  it('keeps the session when the station reports it before it answers the request', async () => {
    chargers.answers.startCharging = async () => void (await begin())
    expect(await start()).toMatchObject({ state: 'started' })
  })

  it('does not take the start of another card for an answer to the request', async () => {
    const request = await start()
    await begin('OTHER')
    expect(await test.site.execute(driver, 'transactions.startRequest', { id: request.id })).toMatchObject({
      state: 'accepted',
      transactionUid: null,
    })
  })

  it.each([
    ['StationRejected', 'refused'],
    ['StationTimeout', 'unanswered'],
    ['StationOffline', 'refused'],
  ] as const)('tells %s apart, and the request is %s', async (code, state) => {
    chargers.answers.startCharging = async () => {
      throw new SiteError(code)
    }
    const states: string[] = []
    test.site.events.on('start-request.changed', 'test', (request) => states.push(request.state))
    await expect(start()).rejects.toMatchObject({ code })
    await published()
    expect(states).toEqual(['sent', state])
  })

  it('refuses at once when the station is not connected', async () => {
    chargers.ready = false
    await expect(start()).rejects.toMatchObject({ code: 'StationOffline', status: 503 })
    expect(chargers.asked).toEqual([])
  })

  it('refuses a driver the card of somebody else, but not a manager', async () => {
    await expect(start(driver, 'OTHER')).rejects.toMatchObject({ code: 'TagNotAccepted' })
    await expect(start(test.admin, 'other')).resolves.toMatchObject({ state: 'accepted' })
  })

  it('refuses without any card', async () => {
    const bare = userActor(test.admin.userId, test.accountId, ['OperateStations'])
    await expect(start(bare)).rejects.toMatchObject({ code: 'NoTag' })
  })

  it('refuses a busy connector, a faulted one, and a disabled station', async () => {
    await begin()
    await expect(start()).rejects.toMatchObject({ code: 'ConnectorBusy' })
    await test.site.execute(box, 'transactions.end', {
      transactionId: 1,
      idTag: null,
      meterStopWh: 0,
      at: clock.now(),
      reason: 'Local',
      samples: [],
      payload: '',
    })
    await status('Faulted')
    await expect(start()).rejects.toMatchObject({ code: 'ConnectorUnavailable' })
    await status('Available')
    await test.site.execute(test.admin, 'stations.update', { id: 'BOX-1', enabled: false })
    await expect(start()).rejects.toMatchObject({ code: 'StationDisabled' })
    await published()
    expect(chargers.disconnected).toEqual([box.stationId])
  })

  it('hides connectors of other accounts', async () => {
    const stranger = userActor(test.admin.userId, crypto.randomUUID(), permissionPresets.administrator)
    await expect(start(stranger, 'OTHER')).rejects.toMatchObject({ code: 'NotFound' })
    await expect(test.site.execute(stranger, 'transactions.stop', { connectorId })).rejects.toMatchObject({
      code: 'NotFound',
    })
  })

  it('stops the own session of a driver, not that of another', async () => {
    await expect(test.site.execute(driver, 'transactions.stop', { connectorId })).rejects.toMatchObject({
      code: 'NoSession',
    })
    await begin('OTHER')
    await expect(test.site.execute(driver, 'transactions.stop', { connectorId })).rejects.toMatchObject({
      code: 'Forbidden',
    })
    await test.site.execute(test.admin, 'transactions.stop', { connectorId })
    expect(chargers.asked).toMatchObject([{ what: 'stopCharging', order: { ocppTransactionId: '1' } }])
  })

  it('shows a driver its own sessions only', async () => {
    await begin('OTHER')
    expect((await test.site.execute(driver, 'transactions.list', {})).items).toEqual([])
    expect(await test.site.execute(driver, 'transactions.totals', {})).toMatchObject({ sessions: 0 })
    const [all] = (await test.site.execute(test.admin, 'transactions.list', {})).items
    await expect(test.site.execute(driver, 'transactions.get', { uid: all?.uid ?? '' })).rejects.toMatchObject({
      code: 'NotFound',
    })
  })

  it('stops the running session of a card that is blocked, and again until the station obeys', async () => {
    const stopBlocked = new StopBlockedSessions({ site: test.site, clock, log: silentLog })
    stopBlocked.start()
    await begin()
    const [tag] = await test.site.execute(driver, 'tags.mine', {})
    chargers.ready = false
    await test.site.execute(test.admin, 'tags.update', { id: tag?.id ?? '', blocked: true })
    await published()
    expect(chargers.asked).toEqual([])
    chargers.ready = true
    await test.site.execute(box, 'stations.connected', { protocol: 'ocpp1.6' })
    await published()
    clock.advance(300)
    await expect.poll(() => chargers.asked).toMatchObject([{ what: 'stopCharging' }])
    await published()
    clock.advance(20_000)
    await expect.poll(() => chargers.asked.length).toBe(2)
    stopBlocked.stop()
  })

  it('leaves alone a session whose card was never accepted', async () => {
    const stopBlocked = new StopBlockedSessions({ site: test.site, clock, log: silentLog })
    stopBlocked.start()
    await begin('STRANGER')
    clock.advance(60_000)
    await published()
    expect(chargers.asked).toEqual([])
    stopBlocked.stop()
  })

  it('never stores or audits the value of a password setting', async () => {
    const value = 'A-very-secret-key'
    await test.site.execute(test.admin, 'stations.writeSetting', { id: 'BOX-1', key: 'AuthorizationKey', value })
    expect(await test.site.execute(test.admin, 'stations.settings', { id: 'BOX-1' })).toMatchObject([{ value: null }])
    const { readFileSync } = await import('node:fs')
    const bytes = readFileSync(`${test.folder}/site.sqlite-wal`, 'latin1')
    expect(bytes).not.toContain(value)
  })
})
