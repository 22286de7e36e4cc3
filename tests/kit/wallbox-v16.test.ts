import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from './clock.ts'
import { CONTENT_16, RawServer } from './raw-server.ts'
import type { WallboxOptions } from './wallbox/options.ts'
import { VirtualWallbox } from './wallbox/wallbox.ts'

const server = { now: new RawServer(), url: '' }
const boxes: VirtualWallbox[] = []

beforeEach(async () => {
  server.now = new RawServer()
  Object.assign(server.now.answers, CONTENT_16)
  server.url = await server.now.start()
})

afterEach(async () => {
  for (const box of boxes.splice(0)) await box.stop()
  await server.now.stop()
})

async function onlineBox(options: Partial<WallboxOptions> = {}): Promise<VirtualWallbox> {
  const box = new VirtualWallbox({
    url: server.url,
    id: 'BOX 1',
    protocol: 'ocpp1.6',
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

describe('a 1.6 wallbox', () => {
  it('boots, tells the state of the station and of each connector, and beats at the interval it is given', async () => {
    const box = await onlineBox({ connectors: 2, password: 'geheim' })
    expect(server.now.seen.map((each) => each.action)).toEqual([
      'BootNotification',
      'StatusNotification',
      'StatusNotification',
      'StatusNotification',
    ])
    expect(server.now.of('StatusNotification').map((each) => [each.connectorId, each.status])).toEqual([
      [0, 'Available'],
      [1, 'Available'],
      [2, 'Available'],
    ])
    expect(server.now.upgrades[0]?.url).toBe('/OCPP/BOX%201')
    expect(server.now.upgrades[0]?.headers['sec-websocket-protocol']).toBe('ocpp1.6')
    expect(server.now.upgrades[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('BOX 1:geheim').toString('base64')}`,
    )
    await box.tick(900_000)
    expect(server.now.of('Heartbeat')).toHaveLength(3)
    expect(box.violations).toEqual([])
  })

  it('charges by remote start, with readings per phase, and ends by remote stop with equal energy everywhere', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.settled()
    const answer = await server.now.call('RemoteStartTransaction', { connectorId: 1, idTag: 'CARD-1' })
    expect(answer[2]).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.connectors[0]?.transaction?.id === '77')
    await box.tick(3_600_000)
    expect(server.now.of('MeterValues')).toHaveLength(60)
    await server.now.call('RemoteStopTransaction', { transactionId: 77 })
    await box.waitFor((s) => s.connectors[0]?.status === 'Finishing')
    await box.settled()

    const [start] = server.now.of('StartTransaction')
    const [stop] = server.now.of('StopTransaction')
    expect(start).toMatchObject({ connectorId: 1, idTag: 'CARD-1', meterStart: 1000 })
    expect(stop).toMatchObject({ transactionId: 77, reason: 'Remote' })
    const charged = Number(stop?.meterStop) - Number(start?.meterStart)
    expect(charged).toBeGreaterThan(10_800)
    expect(charged).toBeLessThanOrEqual(11_000)
    const last = server.now.of('MeterValues').at(-1) as unknown as Reading
    expect(last.transactionId).toBe(77)
    expect(Number(sampleOf(last, 'Energy.Active.Import.Register'))).toBe(stop?.meterStop)
    const total = Number(sampleOf(last, 'Power.Active.Import'))
    const phases = ['L1', 'L2', 'L3'].map((phase) => Number(sampleOf(last, 'Power.Active.Import', phase)))
    expect(phases.reduce((a, b) => a + b, 0)).toBe(total)
    expect(Number(sampleOf(last, 'SoC'))).toBeGreaterThan(50)
    expect(statuses()).toEqual(['Available', 'Preparing', 'Charging', 'Finishing'])
    expect(box.violations).toEqual([])
  })

  it('starts and stops with a card, lets the same family stop, and refuses a stranger', async () => {
    server.now.answers.Authorize = (request) => ({
      idTagInfo:
        request.idTag === 'STRANGER'
          ? { status: 'Accepted' }
          : request.idTag === 'BLOCKED'
            ? { status: 'Blocked' }
            : { status: 'Accepted', parentIdTag: 'FAMILY' },
    })
    server.now.answers.StartTransaction = { transactionId: 5, idTagInfo: { status: 'Accepted', parentIdTag: 'FAMILY' } }
    const box = await onlineBox()
    box.plug(1, car)
    expect(await box.swipe(1, 'BLOCKED')).toBe('refused')
    expect(await box.swipe(1, 'anna')).toBe('started')
    await box.settled()
    expect(await box.swipe(1, 'STRANGER')).toBe('refused')
    expect(await box.swipe(1, 'BERT')).toBe('stopped')
    await box.settled()
    expect(server.now.of('StopTransaction')).toMatchObject([{ idTag: 'BERT', reason: 'Local', transactionId: 5 }])
    expect(await box.swipe(1, 'ANNA')).toBe('started')
    expect(await box.swipe(1, 'anna')).toBe('stopped')
  })

  it('waits for the car after a card, and gives up after the connection timeout', async () => {
    const box = await onlineBox()
    expect(await box.swipe(1, 'CARD-1')).toBe('waiting-for-car')
    await box.tick(59_000)
    expect(box.state().connectors[0]?.status).toBe('Preparing')
    await box.tick(2_000)
    expect(box.state().connectors[0]?.status).toBe('Available')
    expect(await box.swipe(1, 'CARD-1')).toBe('waiting-for-car')
    box.plug(1, car)
    await box.settled()
    expect(server.now.of('StartTransaction')).toHaveLength(1)
  })

  it('shows a full battery as SuspendedEV and counts no more energy', async () => {
    const box = await onlineBox()
    box.plug(1, { batteryKWh: 10, soc: 95 })
    await box.swipe(1, 'CARD-1')
    await box.tick(2 * 3_600_000)
    const full = box.state().connectors[0]
    expect(full).toMatchObject({ status: 'SuspendedEV', soc: 100, powerW: 0 })
    await box.tick(3_600_000)
    expect(box.state().connectors[0]?.energyWh).toBe(full?.energyWh)
  })

  it('keeps charging offline and sends what it kept in order, with the id it learns only then', async () => {
    server.now.answers.StartTransaction = { transactionId: 901, idTagInfo: { status: 'Accepted' } }
    const box = await onlineBox({ settings: { unknownOffline: true } })
    box.goOffline()
    await box.waitFor((s) => !s.connected)
    box.plug(1, car)
    expect(await box.swipe(1, 'CARD-1')).toBe('started')
    await box.tick(180_000)
    box.unplug(1)
    expect(box.state().queuedFacts).toBe(5)
    server.now.seen.length = 0
    box.goOnline()
    await box.waitFor((s) => s.queuedFacts === 0)
    expect(server.now.seen.filter((each) => each.action !== 'StatusNotification').map((each) => each.action)).toEqual([
      'StartTransaction',
      'MeterValues',
      'MeterValues',
      'MeterValues',
      'StopTransaction',
    ])
    expect(server.now.of('MeterValues').map((each) => each.transactionId)).toEqual([901, 901, 901])
    expect(server.now.of('StopTransaction')).toMatchObject([{ transactionId: 901, reason: 'EVDisconnected' }])
    expect(server.now.of('StopTransaction')[0]).not.toHaveProperty('idTag')
    const stamps = server.now
      .of('MeterValues')
      .map((each) => Date.parse((each as unknown as Reading).meterValue[0]?.timestamp ?? ''))
    expect(stamps.map((stamp) => stamp - (stamps[0] ?? 0))).toEqual([0, 60_000, 120_000])
    expect(box.violations).toEqual([])
  })

  it('knows cards it has seen while offline, until it is told to forget them', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.swipe(1, 'CARD-1')
    box.goOffline()
    expect(await box.swipe(1, 'CARD-2')).toBe('refused')
    expect(await box.swipe(1, 'card-1')).toBe('started')
    expect(await box.swipe(1, 'CARD-1')).toBe('stopped')
    box.goOnline()
    await box.waitFor((s) => s.queuedFacts === 0)
    expect((await server.now.call('ClearCache', {}))[2]).toEqual({ status: 'Accepted' })
    box.goOffline()
    expect(await box.swipe(1, 'CARD-1')).toBe('refused')
  })

  it('drops the oldest readings, never a start or an end, when the queue of facts is full', async () => {
    const box = await onlineBox({ maxQueuedFacts: 4, settings: { unknownOffline: true } })
    box.goOffline()
    await box.waitFor((s) => !s.connected)
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.tick(600_000)
    box.unplug(1)
    server.now.seen.length = 0
    box.goOnline()
    await box.waitFor((s) => s.queuedFacts === 0)
    expect(server.now.of('StartTransaction')).toHaveLength(1)
    expect(server.now.of('MeterValues')).toHaveLength(2)
    expect(server.now.of('StopTransaction')).toHaveLength(1)
  })

  it('repeats a fact that is refused after the retry interval, and gives it up after its attempts', async () => {
    const box = await onlineBox()
    server.now.answers.StartTransaction = () => ({ callError: 'InternalError' })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(server.now.of('StartTransaction')).toHaveLength(1)
    await box.tick(60_000)
    expect(server.now.of('StartTransaction')).toHaveLength(2)
    await box.tick(119_000)
    expect(server.now.of('StartTransaction')).toHaveLength(2)
    await box.tick(2_000)
    expect(server.now.of('StartTransaction')).toHaveLength(3)
    const ids = server.now.seen.filter((each) => each.action === 'StartTransaction').map((each) => each.id)
    expect(new Set(ids).size).toBe(3)
    box.unplug(1)
    await box.settled()
    expect(server.now.of('StopTransaction')).toMatchObject([{ transactionId: -1 }])
  })

  it('repeats a fact whose answer was lost with the connection', async () => {
    const box = await onlineBox()
    server.now.answers.StartTransaction = null
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.waitFor(() => server.now.of('StartTransaction').length === 1)
    server.now.answers.StartTransaction = { transactionId: 9, idTagInfo: { status: 'Accepted' } }
    box.sever()
    await box.waitFor((s) => s.connectors[0]?.transaction?.id === '9')
    const [first, second] = server.now.of('StartTransaction')
    expect(second).toEqual(first)
    expect(server.now.of('BootNotification')).toHaveLength(1)
  })

  it('ends the charge when the start is answered with a tag that may not charge', async () => {
    server.now.answers.StartTransaction = { transactionId: 4, idTagInfo: { status: 'Blocked' } }
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.waitFor((s) => s.connectors[0]?.transaction === undefined)
    await box.settled()
    expect(server.now.of('StopTransaction')).toMatchObject([{ transactionId: 4, reason: 'DeAuthorized' }])
  })

  it('boots again after a power cycle and ends what it was charging with PowerLoss', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.tick(120_000)
    await box.powerCycle()
    await box.waitFor((s) => s.boots === 2 && s.queuedFacts === 0)
    expect(server.now.of('StopTransaction')).toMatchObject([{ transactionId: 77, reason: 'PowerLoss' }])
    expect(box.state().connectors[0]?.status).toBe('Preparing')
    await box.swipe(1, 'CARD-1')
    await box.powerCycle({ transactions: 'forget' })
    await box.waitFor((s) => s.boots === 3)
    await box.settled()
    expect(server.now.of('StopTransaction')).toHaveLength(1)
  })

  it('asks to be let in again, at the interval it is told, while the site says Pending', async () => {
    const box = await onlineBox()
    server.now.answers.BootNotification = { status: 'Pending', currentTime: '2026-01-05T08:00:00Z', interval: 45 }
    await box.powerCycle()
    await box.waitFor(() => server.now.of('BootNotification').length === 2)
    await box.settled()
    expect(box.state().online).toBe(false)
    Object.assign(server.now.answers, CONTENT_16)
    await box.tick(44_000)
    expect(server.now.of('BootNotification')).toHaveLength(2)
    await box.tick(2_000)
    expect(box.state()).toMatchObject({ online: true, boots: 2 })
  })

  it('answers what it is configured with, and takes what may be changed', async () => {
    const box = await onlineBox()
    const get = await server.now.call('GetConfiguration', {
      key: ['heartbeatinterval', 'NumberOfConnectors', 'Nonsense'],
    })
    expect(get[2]).toEqual({
      configurationKey: [
        { key: 'HeartbeatInterval', readonly: false, value: '300' },
        { key: 'NumberOfConnectors', readonly: true, value: '1' },
      ],
      unknownKey: ['Nonsense'],
    })
    const all = (await server.now.call('GetConfiguration', {}))[2] as {
      configurationKey: { key: string; value?: string }[]
    }
    expect(all.configurationKey.length).toBeGreaterThan(20)
    expect(all.configurationKey.find((each) => each.key === 'AuthorizationKey')).not.toHaveProperty('value')
    const change = async (key: string, value: string) =>
      (await server.now.call('ChangeConfiguration', { key, value }))[2]
    expect(await change('HeartbeatInterval', '10')).toEqual({ status: 'Accepted' })
    expect(await change('HeartbeatInterval', 'often')).toEqual({ status: 'Rejected' })
    expect(await change('NumberOfConnectors', '7')).toEqual({ status: 'Rejected' })
    expect(await change('Nonsense', '7')).toEqual({ status: 'NotSupported' })
    expect(await change('AuthorizationKey', 'too short')).toEqual({ status: 'Rejected' })
    await box.tick(30_000)
    expect(server.now.of('Heartbeat')).toHaveLength(3)
    expect(box.violations).toEqual([])
  })

  it('goes out of service when asked, after the running charge if there is one', async () => {
    const box = await onlineBox({ connectors: 2 })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    const change = async (connectorId: number, type: string) =>
      (await server.now.call('ChangeAvailability', { connectorId, type }))[2]
    expect(await change(1, 'Inoperative')).toEqual({ status: 'Scheduled' })
    expect(await change(2, 'Inoperative')).toEqual({ status: 'Accepted' })
    expect(await change(3, 'Inoperative')).toEqual({ status: 'Rejected' })
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Charging', 'Unavailable'])
    await box.swipe(1, 'CARD-1')
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Unavailable', 'Unavailable'])
    expect((await server.now.call('RemoteStartTransaction', { idTag: 'CARD-1' }))[2]).toEqual({ status: 'Rejected' })
    await change(0, 'Operative')
    await box.settled()
    expect(box.state().connectors.map((c) => c.status)).toEqual(['Finishing', 'Available'])
    expect(box.violations).toEqual([])
  })

  it('ends the charge, tells so and boots again on a reset', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect((await server.now.call('Reset', { type: 'Soft' }))[2]).toEqual({ status: 'Accepted' })
    await box.waitFor((s) => s.boots === 2)
    const actions = server.now.seen.map((each) => each.action)
    expect(actions.indexOf('StopTransaction')).toBeLessThan(actions.lastIndexOf('BootNotification'))
    expect(server.now.of('StopTransaction')).toMatchObject([{ reason: 'SoftReset' }])
  })

  it('unlocks, sends what is triggered, tells faults, and refuses what it does not know', async () => {
    const box = await onlineBox({ quirks: { lacks: ['GetLocalListVersion'] } })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect((await server.now.call('UnlockConnector', { connectorId: 9 }))[2]).toEqual({ status: 'NotSupported' })
    expect((await server.now.call('UnlockConnector', { connectorId: 1 }))[2]).toEqual({ status: 'Unlocked' })
    await box.settled()
    expect(server.now.of('StopTransaction')).toMatchObject([{ reason: 'UnlockCommand' }])
    for (const requestedMessage of [
      'BootNotification',
      'DiagnosticsStatusNotification',
      'FirmwareStatusNotification',
      'Heartbeat',
      'MeterValues',
      'StatusNotification',
    ]) {
      const before = server.now.of(requestedMessage).length
      expect((await server.now.call('TriggerMessage', { requestedMessage }))[2]).toEqual({ status: 'Accepted' })
      await box.waitFor(() => server.now.of(requestedMessage).length > before)
      await box.settled()
    }
    box.fault(1, 'GroundFailure')
    await box.settled()
    expect(server.now.of('StatusNotification').at(-1)).toMatchObject({ status: 'Faulted', errorCode: 'GroundFailure' })
    box.clearFault(1)
    box.fault(1, 'Bees')
    await box.settled()
    expect(server.now.of('StatusNotification').at(-1)).toMatchObject({
      errorCode: 'OtherError',
      vendorErrorCode: 'Bees',
    })
    expect((await server.now.call('GetLocalListVersion', {}))[2]).toBe('NotSupported')
    expect((await server.now.call('MakeCoffee', {}))[2]).toBe('NotImplemented')
    expect(box.violations).toEqual([])
  })

  it('catches what breaks the schemas in either direction', async () => {
    server.now.answers.Heartbeat = { currentTime: 'half past nine' }
    const box = await onlineBox()
    await box.tick(300_000)
    expect(box.violations).toMatchObject([{ direction: 'received', what: 'HeartbeatResponse', kind: 'type' }])
    const refused = await server.now.call('RemoteStartTransaction', { idTag: 'A tag of more than 20 characters' })
    expect(refused[2]).toBe('PropertyConstraintViolation')
    await box.call('Authorize', { idTag: 7 })
    server.now.send('nonsense')
    server.now.send(JSON.stringify([3, 'never asked', {}]))
    await box.waitFor((s) => s.violations === 5)
    expect(box.violations.map((each) => [each.direction, each.what])).toEqual([
      ['received', 'HeartbeatResponse'],
      ['received', 'RemoteStartTransactionRequest'],
      ['sent', 'AuthorizeRequest'],
      ['received', 'frame'],
      ['received', 'frame'],
    ])
  })
})

describe('the time of a wallbox', () => {
  it('goes by itself at its speed, and messages carry the real time', async () => {
    const box = await onlineBox({ speed: 3600 })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.waitFor(() => server.now.of('MeterValues').length >= 30)
    const stamp = (server.now.of('MeterValues').at(-1) as unknown as Reading).meterValue[0]?.timestamp ?? ''
    expect(Math.abs(Date.parse(stamp) - Date.now())).toBeLessThan(60_000)
    expect(box.state().connectors[0]?.energyWh).toBeGreaterThan(5_000)
    box.setSpeed(0)
    const before = box.state().connectors[0]?.energyWh
    await box.tick(0)
    expect(box.state().connectors[0]?.energyWh).toBe(before)
    expect(box.violations).toEqual([])
  })

  it('is that of a shared clock where it is given one, plus the error of its own', async () => {
    const clock = new ManualClock(Date.UTC(2026, 0, 5, 8))
    const box = await onlineBox({ clock, clockErrorMs: -3_600_000 })
    await box.tick(600_000)
    expect(clock.now()).toBe(Date.UTC(2026, 0, 5, 8, 10))
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    expect(server.now.of('StartTransaction')).toMatchObject([{ timestamp: '2026-01-05T07:10:00.000Z' }])
    await box.stop()
    expect(clock.pending).toBe(0)
  })

  it('is up when nobody comes: a wait ends with the state and the last frames', async () => {
    const box = await onlineBox()
    await expect(box.waitFor((s) => s.boots === 9, 50, 'nine boots')).rejects.toThrow(
      /nine boots[\s\S]*BootNotification/,
    )
    const waiting = box.waitFor((s) => s.boots === 9)
    const refused = expect(waiting).rejects.toThrow('was stopped')
    await box.stop()
    await refused
  })

  it('does not stand still for a network cable that is pulled and put back at once', async () => {
    const box = await onlineBox()
    server.now.answers.StartTransaction = null
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.waitFor(() => server.now.of('StartTransaction').length === 1)
    Object.assign(server.now.answers, CONTENT_16)
    box.goOffline()
    box.goOnline()
    await box.waitFor((s) => s.connectors[0]?.transaction?.id === '77', 2_000)
  })
})

describe('a misbehaving wallbox', () => {
  it('repeats its last fact with a new message id', async () => {
    const box = await onlineBox()
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    await box.duplicateLastFact()
    const starts = server.now.seen.filter((each) => each.action === 'StartTransaction')
    expect(starts[0]?.payload).toEqual(starts[1]?.payload)
    expect(starts[0]?.id).not.toBe(starts[1]?.id)
  })

  it('counts its message ids from 1 on each connection', async () => {
    const box = await onlineBox({ faults: { messageIds: 'counter' }, bootOnReconnect: true })
    box.sever()
    await box.waitFor((s) => s.boots === 2)
    const boots = server.now.seen.filter((each) => each.action === 'BootNotification')
    expect(boots.map((each) => each.id)).toEqual(['1', '1'])
  })

  it('never answers, or answers late, what it is told to', async () => {
    const box = await onlineBox()
    box.faults.answerDelayMs = 30
    expect((await server.now.call('GetConfiguration', { key: [] }))[0]).toBe(3)
    box.faults.silentFor.add('Reset')
    const answered = server.now.call('Reset', { type: 'Soft' }).then(() => 'answered')
    answered.catch(() => undefined)
    await box.waitFor((s) => s.boots === 2)
    expect(box.transcript.lines.filter((each) => each.direction === 'sent' && each.frame.startsWith('[3')).length).toBe(
      1,
    )
  })

  it('splits its frames, opens a second socket, and sends raw text', async () => {
    const box = await onlineBox({ faults: { chunkLength: 16 } })
    expect(server.now.of('BootNotification')).toHaveLength(1)
    const second = await box.openSecondSocket()
    expect(server.now.sockets).toHaveLength(2)
    second.close()
    await second.closed
    box.sendRaw(JSON.stringify([2, 'raw', 'Heartbeat', {}]))
    await box.waitFor(() => server.now.of('Heartbeat').length === 1)
    await box.waitFor((s) => s.violations === 1)
    expect(box.violations[0]?.text).toContain('raw')
  })

  it('hangs up on a server that chooses a version it was not built for', async () => {
    const box = new VirtualWallbox({
      url: server.url,
      id: 'BOX-1',
      protocol: 'ocpp1.6',
      subprotocols: ['ocpp2.0.1', 'ocpp1.6'],
    })
    boxes.push(box)
    box.start()
    await box.waitFor((s) => s.trouble?.kind === 'subprotocol')
    expect(box.state().trouble?.detail).toContain('chose ocpp2.0.1')
    expect(server.now.seen).toEqual([])
  })

  it('offers no subprotocol when told so, and says in state why it is refused', async () => {
    const box = await onlineBox({ subprotocols: [] })
    expect(server.now.upgrades[0]?.headers['sec-websocket-protocol']).toBeUndefined()
    server.now.refuseWith = { status: 401, body: 'no' }
    box.sever()
    await box.waitFor((s) => s.trouble?.kind === 'http')
    expect(box.state().trouble).toMatchObject({ kind: 'http', status: 401 })
    server.now.refuseWith = undefined
    await box.online()
  })
})

interface Reading {
  transactionId?: number
  meterValue: { timestamp: string; sampledValue: { value: string; measurand?: string; phase?: string }[] }[]
}

function sampleOf(reading: Reading, measurand: string, phase?: string): string | undefined {
  return reading.meterValue[0]?.sampledValue.find((each) => each.measurand === measurand && each.phase === phase)?.value
}

function statuses(): unknown[] {
  return server.now
    .of('StatusNotification')
    .filter((each) => each.connectorId === 1)
    .map((each) => each.status)
}
