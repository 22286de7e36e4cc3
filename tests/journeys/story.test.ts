import { describe, expect, it } from 'vitest'
import { expectOnFile, expectSound } from './audit.ts'
import { adopt, card, chargesOn, createBox, expectBooked, meteredWh, startFromPhone } from './charge.ts'
import { Journey } from './harness.ts'
import { answeredFacts } from './ledger.ts'
import { eventually } from './wait.ts'

describe.each(['ocpp1.6', 'ocpp2.0.1'] as const)('one charge with an %s box', (protocol) => {
  it('goes from the stranger at the door to headquarters', async () => {
    const journey = await Journey.open()
    await journey.openSite()
    const { lan } = journey
    const box = createBox(journey, protocol)
    const { connectorId } = await adopt(journey, box)

    const live = await lan.live()
    const snapshot = await live.find('the live stream begins with a snapshot', 'snapshot')
    expect(snapshot.stations).toMatchObject([{ id: box.id, online: true, connectors: [{ id: connectorId }] }])

    const session = await startFromPhone(journey, box, connectorId, live)
    await chargesOn(live, connectorId, 400)

    const stopped = await lan.post(`/v1/connectors/${connectorId}/stop`, {}, 202)
    expect(stopped.body).toEqual({ transactionId: session.uid })
    const end = await live.find('the session ends', 'transaction.changed', (one) => one.state === 'ended')
    expect(end).toMatchObject({ id: session.uid, energyWh: meteredWh(box, session.meterStartWh) })
    await expectBooked(journey, box, session, { stopReason: 'Remote' })

    const samples = (await lan.get(`/v1/transactions/${session.uid}/samples`)).items
    expect(samples.length).toBeGreaterThan(3)
    const periodic = samples.filter((one: { powerW: number | null }) => (one.powerW ?? 0) > 9000)
    expect(periodic.length).toBeGreaterThan(1)
    for (const { phases, soc, powerW } of periodic) {
      expect(phases.currentA).toHaveLength(3)
      expect(phases.voltageV.every((volts: number) => volts > 220 && volts < 240)).toBe(true)
      expect(phases.powerW.reduce((sum: number, watts: number) => sum + watts, 0)).toBe(powerW)
      expect(soc).toBeGreaterThanOrEqual(10)
    }
    expect(await journey.hubCommand('sessions')).toContain(card)
    expect(await journey.stopController()).toEqual({ code: 0, signal: null })
  })

  it('is booked to the watt hour when the box was offline in the middle, and at its end', async () => {
    const journey = await Journey.open()
    await journey.openSite()
    const { lan } = journey
    const box = createBox(journey, protocol)
    const { connectorId } = await adopt(journey, box)
    const live = await lan.live()
    const session = await startFromPhone(journey, box, connectorId, live)
    await chargesOn(live, connectorId, 400)

    box.goOffline()
    await live.find('the station is shown offline', 'station.changed', (one) => one.id === box.id && !one.online)
    await box.waitFor((state) => state.queuedFacts >= 5, 20_000, 'five readings to wait')
    expect(await lan.get(`/v1/transactions/${session.uid}`)).toMatchObject({ state: 'running' })
    // what a driver is told who wants to stop it now
    expect((await lan.post(`/v1/connectors/${connectorId}/stop`, {}, 503)).body).toMatchObject({
      code: 'StationOffline',
    })
    const back = live.events.length
    box.goOnline()
    await box.online()
    await box.waitFor((state) => state.queuedFacts === 0, 20_000, 'the queue to be sent')
    await live.find('the station is back', 'station.changed', (one) => one.id === box.id && one.online, { skip: back })
    await chargesOn(live, connectorId, 400)
    expect(await lan.get(`/v1/transactions/${session.uid}`)).toMatchObject({ state: 'running' })

    box.goOffline()
    await box.waitFor((state) => state.queuedFacts >= 3, 20_000, 'three readings to wait')
    box.unplug(1)
    const unpluggedAt = Date.now()
    await live.find('it is offline again', 'station.changed', (one) => one.id === box.id && !one.online, {
      skip: back + 1,
    })
    expect(await lan.get(`/v1/transactions/${session.uid}`)).toMatchObject({ state: 'running' })
    box.goOnline()
    await expectBooked(journey, box, session, { stopReason: 'EVDisconnected' })
    const { stoppedAt } = await lan.get(`/v1/transactions/${session.uid}`)
    expect(Date.parse(stoppedAt)).toBeLessThanOrEqual(unpluggedAt)
    expectOnFile(journey, box.id, answeredFacts(box))
  })

  it('goes on after kill -9 of the controller in its middle, and is booked to the watt hour', async () => {
    const journey = await Journey.open()
    await journey.openSite()
    const { lan } = journey
    const box = createBox(journey, protocol)
    const { connectorId } = await adopt(journey, box)
    const live = await lan.live()
    const session = await startFromPhone(journey, box, connectorId, live)
    await chargesOn(live, connectorId, 400)

    await journey.killController()
    await eventually('the phone notices', () => live.ended)
    const before = answeredFacts(box).readings.length
    expect(before).toBeGreaterThan(1)
    await box.waitFor((state) => state.queuedFacts >= 3, 20_000, 'three readings to wait')
    expect(box.state().connectors[0]).toMatchObject({ phase: 'charging' })
    await journey.startController()
    await box.online(20_000)
    await lan.refresh()
    const again = await lan.live()
    const snapshot = await again.find('a snapshot', 'snapshot')
    expect(snapshot.transactions).toMatchObject([{ id: session.uid, state: 'running' }])
    await box.waitFor((state) => state.queuedFacts === 0, 20_000, 'the queue to be sent')
    await chargesOn(again, connectorId, 400)

    await lan.post(`/v1/connectors/${connectorId}/stop`, {}, 202)
    await expectBooked(journey, box, session, { stopReason: 'Remote' })
    expect(answeredFacts(box).readings.length).toBeGreaterThan(before + 3)
    expectOnFile(journey, box.id, answeredFacts(box))
    expectSound(journey)
  })

  it('ends at the site when headquarters blocks the card', async () => {
    const journey = await Journey.open()
    await journey.openSite()
    const { lan } = journey
    const box = createBox(journey, protocol)
    const { connectorId } = await adopt(journey, box)
    const live = await lan.live()
    const session = await startFromPhone(journey, box, connectorId, live)
    await chargesOn(live, connectorId, 600)

    expect(await journey.hubCommand('block-tag', card, '--all')).toContain('is blocked at 1 account')
    await live.find('the card is shown blocked', 'tag.changed', (one) => one.id === card && one.standing === 'Blocked')
    await live.find('the session ends', 'transaction.changed', (one) => one.state === 'ended')
    await expectBooked(journey, box, session, { stopReason: 'Remote' })

    // and it starts nothing any more: not from the phone, not at the reader
    expect((await lan.post(`/v1/connectors/${connectorId}/start`, { tag: card }, 409)).body).toMatchObject({
      code: 'TagNotAccepted',
    })
    expect(await box.swipe(1, card)).toBe('refused')
    expect((await lan.get('/v1/transactions')).items).toHaveLength(1)
    expect(box.violations).toEqual([])
  })
})
