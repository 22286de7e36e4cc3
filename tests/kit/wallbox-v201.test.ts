import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONTENT_201, RawServer } from './raw-server.ts'
import type { WallboxOptions } from './wallbox/options.ts'
import { VirtualWallbox } from './wallbox/wallbox.ts'

const server = { now: new RawServer(), url: '' }
const boxes: VirtualWallbox[] = []

beforeEach(async () => {
  server.now = new RawServer()
  Object.assign(server.now.answers, CONTENT_201)
  server.url = await server.now.start()
})

afterEach(async () => {
  for (const box of boxes.splice(0)) await box.stop()
  await server.now.stop()
})

async function onlineBox(options: Partial<WallboxOptions> = {}): Promise<VirtualWallbox> {
  const box = new VirtualWallbox({
    url: server.url,
    id: 'BOX-2',
    protocol: 'ocpp2.0.1',
    speed: 0,
    rebootMs: 5,
    reconnectMs: { first: 5, most: 50 },
    ...options,
  })
  boxes.push(box)
  box.start()
  await box.online()
  await box.settled()
  return box
}

const car = { batteryKWh: 58, soc: 40 }
const token = (idToken: string) => ({ idToken, type: 'ISO14443' })

describe('a 2.0.1 wallbox', () => {
  it('boots, tells the state of each connector, and beats at the interval it is given', async () => {
    const box = await onlineBox({ connectors: 2 })
    expect(server.now.seen.map((each) => each.action)).toEqual([
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
    ])
    expect(server.now.of('BootNotification')).toMatchObject([{ reason: 'PowerUp' }])
    expect(server.now.of('StatusNotification')).toMatchObject([
      { evseId: 1, connectorId: 1, connectorStatus: 'Available' },
      { evseId: 2, connectorId: 1, connectorStatus: 'Available' },
    ])
    await box.tick(900_000)
    expect(server.now.of('Heartbeat')).toHaveLength(3)
    expect(box.violations).toEqual([])
  })

  it('charges by remote start with one transaction of gapless events, and ends by remote stop', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.settled()
    const answer = await server.now.call('RequestStartTransaction', {
      evseId: 1,
      remoteStartId: 42,
      idToken: token('CARD-1'),
    })
    expect(answer[2]).toEqual({ status: 'Accepted' })
    const { connectors } = await box.waitFor((s) => s.connectors[0]?.transaction !== undefined)
    await box.tick(3_600_000)
    const transactionId = connectors[0]?.transaction?.id
    expect((await server.now.call('RequestStopTransaction', { transactionId: 'another' }))[2]).toEqual({
      status: 'Rejected',
    })
    expect((await server.now.call('RequestStopTransaction', { transactionId }))[2]).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.connectors[0]?.transaction === undefined)
    await box.settled()

    const events = transactionEvents()
    expect(events.map((each) => each.seqNo)).toEqual(events.map((_, i) => i))
    expect(new Set(events.map((each) => each.transactionInfo.transactionId))).toEqual(new Set([transactionId]))
    expect(events).toHaveLength(62)
    expect(events[0]).toMatchObject({
      eventType: 'Started',
      triggerReason: 'RemoteStart',
      evse: { id: 1, connectorId: 1 },
      idToken: token('CARD-1'),
      transactionInfo: { remoteStartId: 42, chargingState: 'Charging' },
    })
    expect(events[1]).toMatchObject({ eventType: 'Updated', triggerReason: 'MeterValuePeriodic' })
    expect(events[1]).not.toHaveProperty('evse')
    expect(events.at(-1)).toMatchObject({
      eventType: 'Ended',
      triggerReason: 'RemoteStop',
      transactionInfo: { stoppedReason: 'Remote', chargingState: 'EVConnected' },
    })
    const energy = events.map((each) => sampleOf(each, 'Energy.Active.Import.Register'))
    expect(energy[0]).toBe(1000)
    expect(energy.every((wh, i) => i === 0 || (wh ?? 0) >= (energy[i - 1] ?? 0))).toBe(true)
    expect((energy.at(-1) ?? 0) - 1000).toBeGreaterThan(10_800)
    const reading = events[30] as Event
    const phases = ['L1', 'L2', 'L3'].map((phase) => sampleOf(reading, 'Power.Active.Import', phase) ?? 0)
    expect(phases.reduce((a, b) => a + b, 0)).toBe(sampleOf(reading, 'Power.Active.Import'))
    expect(statuses()).toEqual(['Available', 'Occupied'])
    expect(box.violations).toEqual([])
  })

  it('begins with the plug where it is so configured, and names the driver in a later event', async () => {
    const box = await onlineBox({ settings: { txStartPoint: 'EVConnected' } })
    box.plug(1, car)
    await box.settled()
    expect(await box.swipe(1, 'CARD-1')).toBe('started')
    await box.tick(60_000)
    box.unplug(1)
    await box.settled()
    const events = transactionEvents()
    expect(events.map((each) => [each.eventType, each.triggerReason, each.idToken?.idToken])).toEqual([
      ['Started', 'CablePluggedIn', undefined],
      ['Updated', 'Authorized', 'CARD-1'],
      ['Updated', 'MeterValuePeriodic', undefined],
      ['Ended', 'EVCommunicationLost', undefined],
    ])
    expect(events.map((each) => each.transactionInfo.chargingState)).toEqual([
      'EVConnected',
      'Charging',
      'Charging',
      'Idle',
    ])
    expect(box.violations).toEqual([])
  })

  it('tells a full battery as a change of the charging state', async () => {
    const box = await onlineBox()
    box.plug(1, { batteryKWh: 10, soc: 97 })
    await box.swipe(1, 'CARD-1')
    await box.tick(2 * 3_600_000)
    const changes = transactionEvents().filter((each) => each.triggerReason === 'ChargingStateChanged')
    expect(changes).toMatchObject([{ transactionInfo: { chargingState: 'SuspendedEV' } }])
    expect(box.state().connectors[0]).toMatchObject({ status: 'Occupied', phase: 'suspended-ev', soc: 100 })
  })

  it('marks what happened offline, and sends it in order after the reconnect', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.tick(60_000)
    box.goOffline()
    await box.waitFor((s) => !s.connected)
    await box.tick(120_000)
    expect(await box.swipe(1, 'CARD-1')).toBe('stopped')
    expect(box.state().queuedFacts).toBe(3)
    box.goOnline()
    await box.waitFor((s) => s.queuedFacts === 0)
    const events = transactionEvents()
    expect(events.map((each) => [each.seqNo, each.eventType, each.offline ?? false])).toEqual([
      [0, 'Started', false],
      [1, 'Updated', false],
      [2, 'Updated', true],
      [3, 'Updated', true],
      [4, 'Ended', true],
    ])
    expect(events.at(-1)).toMatchObject({ triggerReason: 'StopAuthorized', idToken: token('CARD-1') })
    expect(box.violations).toEqual([])
  })

  it('lets a card of the same group stop, and ends when the start is answered with an invalid token', async () => {
    server.now.answers.Authorize = {
      idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FAMILY', type: 'Central' } },
    }
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'ANNA')
    await box.settled()
    expect(await box.swipe(1, 'BERT')).toBe('stopped')
    server.now.answers.TransactionEvent = (event) =>
      event.eventType === 'Started' ? { idTokenInfo: { status: 'Blocked' } } : {}
    await box.swipe(1, 'ANNA')
    await box.waitFor((s) => s.connectors[0]?.transaction === undefined)
    await box.settled()
    expect(transactionEvents().at(-1)).toMatchObject({
      triggerReason: 'Deauthorized',
      transactionInfo: { stoppedReason: 'DeAuthorized' },
    })
  })

  it('reads and writes variables with the status each deserves', async () => {
    const box = await onlineBox()
    const asked = [
      { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' } },
      { component: { name: 'sampleddatactrlr' }, variable: { name: 'TxUpdatedInterval' } },
      { component: { name: 'EVSE', evse: { id: 1 } }, variable: { name: 'Power' }, attributeType: 'MaxSet' },
      { component: { name: 'EVSE', evse: { id: 9 } }, variable: { name: 'Power' } },
      { component: { name: 'Toaster' }, variable: { name: 'Colour' } },
      { component: { name: 'TxCtrlr' }, variable: { name: 'Colour' } },
      { component: { name: 'TxCtrlr' }, variable: { name: 'TxStopPoint' }, attributeType: 'Target' },
      { component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } },
    ]
    const got = (await server.now.call('GetVariables', { getVariableData: asked }))[2] as {
      getVariableResult: Payload[]
    }
    expect(got.getVariableResult.map((each) => [each.attributeStatus, each.attributeValue])).toEqual([
      ['Accepted', '300'],
      ['Accepted', '60'],
      ['Accepted', '11000'],
      ['UnknownComponent', undefined],
      ['UnknownComponent', undefined],
      ['UnknownVariable', undefined],
      ['NotSupportedAttributeType', undefined],
      ['Rejected', undefined],
    ])
    const set = (await server.now.call('SetVariables', {
      setVariableData: [
        { component: { name: 'OCPPCommCtrlr' }, variable: { name: 'HeartbeatInterval' }, attributeValue: '20' },
        { component: { name: 'SampledDataCtrlr' }, variable: { name: 'TxUpdatedInterval' }, attributeValue: 'often' },
        { component: { name: 'TxCtrlr' }, variable: { name: 'TxStopPoint' }, attributeValue: 'Authorized' },
        {
          component: { name: 'SecurityCtrlr' },
          variable: { name: 'BasicAuthPassword' },
          attributeValue: 'sixteen letters!',
        },
        { component: { name: 'Toaster' }, variable: { name: 'Colour' }, attributeValue: 'red' },
      ],
    })) as [number, string, { setVariableResult: Payload[] }]
    expect(set[2].setVariableResult.map((each) => each.attributeStatus)).toEqual([
      'Accepted',
      'Rejected',
      'Rejected',
      'Accepted',
      'UnknownComponent',
    ])
    await box.online()
    await box.settled()
    await box.tick(60_000)
    expect(server.now.of('Heartbeat')).toHaveLength(3)
    expect(box.violations).toEqual([])
  })

  it('resets at once, or when the running charge has ended', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect((await server.now.call('Reset', { type: 'OnIdle' }))[2]).toEqual({ status: 'Scheduled' })
    await box.swipe(1, 'CARD-1')
    await box.waitFor((s) => s.boots === 2)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect((await server.now.call('Reset', { type: 'Immediate' }))[2]).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.boots === 3)
    expect(transactionEvents().at(-1)).toMatchObject({
      triggerReason: 'ResetCommand',
      transactionInfo: { stoppedReason: 'ImmediateReset' },
    })
    expect(server.now.of('BootNotification').map((each) => each.reason)).toEqual([
      'PowerUp',
      'RemoteReset',
      'RemoteReset',
    ])
    expect(box.violations).toEqual([])
  })

  it('changes availability of an EVSE or of the station, and unlocks only without a driver', async () => {
    const box = await onlineBox({ connectors: 2 })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const change = async (payload: Payload) => (await server.now.call('ChangeAvailability', payload))[2]
    expect(await change({ operationalStatus: 'Inoperative', evse: { id: 2 } })).toEqual({ status: 'Accepted' })
    expect(await change({ operationalStatus: 'Inoperative' })).toEqual({ status: 'Scheduled' })
    expect(await change({ operationalStatus: 'Inoperative', evse: { id: 5 } })).toEqual({ status: 'Rejected' })
    const unlock = async (evseId: number) => (await server.now.call('UnlockConnector', { evseId, connectorId: 1 }))[2]
    expect(await unlock(1)).toEqual({ status: 'OngoingAuthorizedTransaction' })
    expect(await unlock(2)).toEqual({ status: 'Unlocked' })
    expect(await unlock(7)).toEqual({ status: 'UnknownConnector' })
    await box.swipe(1, 'CARD-1')
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Unavailable', 'Unavailable'])
    await change({ operationalStatus: 'Operative' })
    await box.settled()
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Occupied', 'Available'])
    expect(box.violations).toEqual([])
  })

  it('sends what is triggered, tells faults as events, reads idle meters by the clock, and refuses what it does not know', async () => {
    const box = await onlineBox({
      quirks: { lacks: ['GetBaseReport'] },
      settings: { clockAlignedS: 900 },
      startAtMs: Date.UTC(2026, 0, 5, 8, 1),
    })
    await box.tick(3_600_000)
    expect(server.now.of('MeterValues').map((each) => (each as unknown as Event).meterValue?.[0]?.timestamp)).toEqual([
      '2026-01-05T08:15:00.000Z',
      '2026-01-05T08:30:00.000Z',
      '2026-01-05T08:45:00.000Z',
      '2026-01-05T09:00:00.000Z',
    ])
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    for (const requestedMessage of [
      'BootNotification',
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
      'TransactionEvent',
    ]) {
      const before = server.now.of(requestedMessage).length
      expect((await server.now.call('TriggerMessage', { requestedMessage }))[2]).toEqual({ status: 'Accepted' })
      await box.waitFor(() => server.now.of(requestedMessage).length > before)
      await box.settled()
    }
    expect((await server.now.call('TriggerMessage', { requestedMessage: 'SignCombinedCertificate' }))[2]).toEqual({
      status: 'NotImplemented',
    })
    box.fault(1, 'GroundFault')
    await box.settled()
    box.clearFault(1)
    await box.settled()
    expect(server.now.of('NotifyEvent').map((each) => (each.eventData as Payload[])[0])).toMatchObject([
      { eventId: 1, techCode: 'GroundFault', cleared: false },
      { eventId: 2, techCode: 'GroundFault', cleared: true },
    ])
    expect(statuses()).toContain('Faulted')
    const report = await server.now.call('GetBaseReport', { requestId: 1, reportBase: 'FullInventory' })
    expect(report[2]).toBe('NotSupported')
    expect((await server.now.call('MakeCoffee', {}))[2]).toBe('NotImplemented')
    expect((await server.now.call('ClearCache', {}))[2]).toEqual({ status: 'Accepted' })
    expect(box.violations).toEqual([])
  })

  it('catches what breaks the schemas in either direction', async () => {
    server.now.answers.Heartbeat = {}
    const box = await onlineBox()
    await box.tick(300_000)
    const refused = await server.now.call('RequestStopTransaction', {})
    expect(refused[2]).toBe('OccurrenceConstraintViolation')
    server.now.answers.Authorize = () => ({ callError: 'OccurenceConstraintViolation' })
    await box.swipe(1, 'CARD-1')
    expect(box.violations.map((each) => [each.direction, each.what, each.kind])).toEqual([
      ['received', 'HeartbeatResponse', 'occurrence'],
      ['received', 'RequestStopTransactionRequest', 'occurrence'],
      ['received', 'frame', 'property'],
    ])
  })
})

type Payload = Record<string, unknown>

interface Event {
  eventType: string
  triggerReason: string
  seqNo: number
  offline?: boolean
  idToken?: { idToken: string }
  transactionInfo: { transactionId: string; chargingState?: string }
  meterValue?: { timestamp: string; sampledValue: { value: number; measurand?: string; phase?: string }[] }[]
}

function transactionEvents(): Event[] {
  return server.now.of('TransactionEvent') as unknown as Event[]
}

function sampleOf(event: Event, measurand: string, phase?: string): number | undefined {
  return event.meterValue?.[0]?.sampledValue.find((each) => each.measurand === measurand && each.phase === phase)?.value
}

function statuses(): unknown[] {
  return server.now
    .of('StatusNotification')
    .filter((each) => each.evseId === 1)
    .map((each) => each.connectorStatus)
}
