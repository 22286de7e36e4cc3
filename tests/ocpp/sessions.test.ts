import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import type { WallboxOptions } from '../kit/wallbox/options.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

const car = { batteryKWh: 58, soc: 40 }
const boxes: VirtualWallbox[] = []
let door: Door

beforeEach(async () => {
  door = await openDoor()
})

afterEach(async () => {
  for (const box of boxes.splice(0)) {
    await box.stop()
    expect(box.violations).toEqual([])
  }
  await door.close()
  expect(door.breaches).toEqual([])
})

async function onlineBox(options: Partial<WallboxOptions> & { protocol: Protocol }): Promise<VirtualWallbox> {
  const id = options.id ?? 'BOX-1'
  await door.ask('stations.adopt', { id })
  const box = new VirtualWallbox({
    url: door.url,
    id,
    speed: 0,
    startAtMs: Date.now() - 4 * 3_600_000,
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

async function connectorOf(id = 'BOX-1') {
  const { connectors } = await door.ask('stations.get', { id })
  const [first] = connectors
  if (!first) throw new Error(`${id} has no connector yet`)
  return first
}

async function sessions() {
  return (await door.ask('transactions.list', {})).items
}

describe.each<Protocol>(['ocpp1.6', 'ocpp2.0.1'])('a %s wallbox at the door', (protocol) => {
  it('boots, tells its states and is shown with them', async () => {
    const box = await onlineBox({ protocol, connectors: 2 })
    const station = await door.ask('stations.get', { id: box.id })
    expect(station).toMatchObject({
      online: true,
      protocol,
      vendor: 'Chargeyard',
      model: 'Virtual 11',
      serialNumber: 'SN-BOX-1',
      firmware: '1.4.2',
    })
    expect(station.connectors.map((each) => [each.evseNo, each.status])).toEqual([
      [1, 'Available'],
      [2, 'Available'],
    ])
    expect(box.state().settings.heartbeatS).toBe(300)
  })

  it('charges with a known card: the session, its readings and its energy are what the meter says', async () => {
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
    const box = await onlineBox({ protocol })
    box.plug(1, car)
    expect(await box.swipe(1, 'card-1')).toBe('started')
    await box.tick(3_600_000)
    const running = await connectorOf()
    expect(running).toMatchObject({ status: 'Occupied', isCharging: true })
    expect(running.powerW).toBeGreaterThan(10_000)
    expect(running.soc).toBeGreaterThan(50)
    expect(await box.swipe(1, 'CARD-1')).toBe('stopped')
    await box.settled()
    const [session] = await sessions()
    const meter = box.state().connectors[0]?.energyWh ?? 0
    expect(session).toMatchObject({
      startTag: 'card-1',
      stopTag: 'CARD-1',
      meterStartWh: 1000,
      meterStopWh: Math.floor(meter),
    })
    expect(session?.energyWh).toBe(Math.floor(meter) - 1000)
    expect(session?.costMinor).toBe(Math.round((session?.energyWh ?? 0) * 0.03))
  })

  it('starts and stops when a person asks for it', async () => {
    const tag = await door.ask('tags.create', { idTag: 'APP-1', name: 'Bert' })
    const box = await onlineBox({ protocol })
    box.plug(1, car)
    await box.settled()
    const { id } = await connectorOf()
    const request = await door.ask('transactions.start', { connectorId: id, idTag: tag.idTag })
    expect(['accepted', 'started']).toContain(request.state)
    await until('the session', async () => (await connectorOf()).transactionUid)
    expect(await sessions()).toMatchObject([{ startTag: 'APP-1', startReason: 'Remote' }])
    await box.tick(600_000)
    await door.ask('transactions.stop', { connectorId: id })
    await until('the end', async () => (await sessions())[0]?.stoppedAt)
    expect(await sessions()).toMatchObject([{ stopReason: 'Remote' }])
  })

  it('keeps charging while it is offline, and what it kept is booked once when it is back', async () => {
    await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
    const box = await onlineBox({ protocol })
    box.plug(1, car)
    await box.swipe(1, 'CARD-1')
    await box.tick(600_000)
    box.goOffline()
    await box.waitFor((state) => !state.connected)
    await until('the station to be offline', async () => !(await door.ask('stations.get', { id: 'BOX-1' })).online)
    await box.tick(1_800_000)
    box.unplug(1)
    box.goOnline()
    await box.online()
    await box.settled()
    await until('the end', async () => (await sessions())[0]?.stoppedAt)
    const meter = Math.floor(box.state().connectors[0]?.energyWh ?? 0)
    expect(await sessions()).toMatchObject([{ energyWh: meter - 1000 }])
    await box.duplicateLastFact()
    expect(await sessions()).toMatchObject([{ energyWh: meter - 1000 }])
  })
})
