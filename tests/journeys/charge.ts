import { expect } from 'vitest'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Journey, pricePerKWhMicros } from './harness.ts'
import type { LanStream } from './lan-client.ts'
import { eventually } from './wait.ts'

export const card = '04A1B2C3D4'

/** A wallbox with a password, a minute's reading each quarter of a second, and a car that takes all of it. */
export function createBox(journey: Journey, protocol: Protocol, id = 'BOX-1'): VirtualWallbox {
  return journey.box({
    id,
    protocol,
    password: `${id}-let-me-in`,
    speed: 240,
    meterIntervalMs: 60_000,
    meterStartWh: 1_234_567,
    // a lost connection is noticed by the socket itself; a slow machine must not make it two
    settings: { pingS: 0 },
  })
}

/** From a stranger before the door to a box that is let in, with a card that may charge. */
export async function adopt(journey: Journey, box: VirtualWallbox): Promise<{ connectorId: number }> {
  const { lan } = journey
  box.start()
  const stranger = await eventually(`${box.id} is listed as knocking`, async () =>
    (await lan.get('/v1/stations/knocking')).items.find((one: { id: string }) => one.id === box.id),
  )
  expect(stranger).toMatchObject({ id: box.id, reason: 'unknown', remoteAddress: expect.stringContaining('127.0.0.1') })
  expect(box.state()).toMatchObject({ connected: false, boots: 0, trouble: { kind: 'http', status: 404 } })

  const { body, location } = await lan.post(
    '/v1/stations',
    { id: box.id, name: 'Car park, left', password: `${box.id}-let-me-in` },
    201,
  )
  expect(body).toMatchObject({ id: box.id, openAccess: false, connectors: [] })
  expect(location).toBe(`/v1/stations/${box.id}`)
  await box.online(20_000)
  expect((await lan.get('/v1/stations/knocking')).items).toEqual([])
  await lan.post('/v1/tags', { id: card, name: 'Key fob' }, 201)

  const station = await eventually(`${box.id} has told its connector`, async () => {
    const now = await lan.get(`/v1/stations/${box.id}`)
    return now.online && now.connectors[0]?.status === 'Available' ? now : undefined
  })
  expect(station).toMatchObject({ protocol: box.state().protocol, vendor: 'Chargeyard', model: 'Virtual 11' })
  return { connectorId: station.connectors[0].id }
}

/** Plugs a car in and starts it from the phone. @returns the running session, as the live stream told it */
export async function startFromPhone(
  journey: Journey,
  box: VirtualWallbox,
  connectorId: number,
  live: LanStream,
): Promise<{ uid: string; meterStartWh: number }> {
  const skip = live.events.length
  box.plug(1, { batteryKWh: 100, soc: 10 })
  const started = await journey.lan.post(`/v1/connectors/${connectorId}/start`, { tag: card }, 202)
  expect(started.body).toMatchObject({ connectorId, requestId: expect.any(String) })
  const session = await live.find(
    'the session runs',
    'transaction.changed',
    (one) => one.state === 'running' && one.stationId === box.id,
    { skip },
  )
  const request = await eventually('the request has become the session', async () => {
    const now = await journey.lan.get(started.location ?? '')
    return now.state === 'started' ? now : undefined
  })
  expect(request).toMatchObject({ requestId: started.body.requestId, transactionId: session.id })
  const { transaction } = (await box.waitFor((state) => state.connectors[0]?.transaction?.id !== undefined, 20_000))
    .connectors[0] as { transaction: { meterStartWh: number } }
  expect(session).toMatchObject({ startTag: card, tagName: 'Key fob', meterStartWh: transaction.meterStartWh })
  return { uid: session.id, meterStartWh: transaction.meterStartWh }
}

/** Waits until the phone has seen power, and the energy rise by at least so many Wh. */
export async function chargesOn(live: LanStream, connectorId: number, wh: number): Promise<void> {
  const skip = live.events.length
  const first = await live.find(
    'the connector shows power and energy',
    'connector.changed',
    (one) => one.id === connectorId && one.powerW > 9000 && one.isCharging,
    { skip },
  )
  await live.find(
    `the energy of the connector rises by ${wh} Wh`,
    'connector.changed',
    (one) => one.id === connectorId && one.energyWh >= first.energyWh + wh && one.soc >= first.soc,
    { skip },
  )
}

/** What the box's own meter says of the session that ended last, in whole Wh. */
export function meteredWh(box: VirtualWallbox, meterStartWh: number): number {
  return Math.floor(box.state().connectors[0]?.energyWh ?? Number.NaN) - meterStartWh
}

/** Cents, half a cent up. */
export function costMinor(wh: number): number {
  return Math.floor((wh * pricePerKWhMicros) / 10_000_000 + 0.5)
}

/**
 * The session is booked with exactly what the box's meter says, at the site and at headquarters, once, and no message was
 * against the protocol.
 */
export async function expectBooked(
  journey: Journey,
  box: VirtualWallbox,
  { uid, meterStartWh }: { uid: string; meterStartWh: number },
  expected: { stopReason: string },
): Promise<void> {
  const session = await eventually('the session has ended', async () => {
    const now = await journey.lan.get(`/v1/transactions/${uid}`)
    return now.state === 'ended' ? now : undefined
  })
  await box.waitFor((state) => state.queuedFacts === 0, 20_000, 'all facts to be answered')
  const wh = meteredWh(box, meterStartWh)
  expect(wh).toBeGreaterThan(500)
  expect(session).toMatchObject({
    id: uid,
    startTag: card,
    authorization: 'Accepted',
    meterStartWh,
    meterStopWh: meterStartWh + wh,
    energyWh: wh,
    cost: { minor: costMinor(wh), currency: 'EUR' },
    startReason: 'Remote',
    stopReason: expected.stopReason,
  })
  expect((await journey.lan.get('/v1/transactions')).items).toEqual([session])

  const [arrived] = await eventually('headquarters has the end of the session', () => {
    const rows = journey.hubRows('select * from tx where stopped_at is not null')
    return rows.length > 0 ? rows : undefined
  })
  expect(arrived).toMatchObject({
    site_id: 'riverside',
    uid,
    station_id: box.id,
    start_tag: card,
    meter_start_wh: meterStartWh,
    meter_stop_wh: meterStartWh + wh,
    energy_wh: wh,
    cost_minor: costMinor(wh),
    currency: 'EUR',
    started_at: Date.parse(session.startedAt),
    stopped_at: Date.parse(session.stoppedAt),
  })
  expect(journey.hubRows('select count(*) as n, sum(energy_wh) as wh from tx')).toEqual([{ n: 1, wh }])
  expect(box.violations).toEqual([])
}
