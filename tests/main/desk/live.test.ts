import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StationActor } from '../../../src/site/permissions.ts'
import { ManualClock } from '../../kit/clock.ts'
import { adoptStation } from '../../kit/site.ts'
import type { DeskClient, LiveReader } from './desk-client.ts'
import { type OpenDesk, openDesk } from './open-desk.ts'

let desk: OpenDesk
let box: StationActor
const readers: LiveReader[] = []

beforeEach(async () => {
  desk = await openDesk()
  box = await adoptStation(desk.test)
})
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close()
  await desk.close()
})

async function live(client: DeskClient): Promise<LiveReader> {
  const reader = await client.live()
  readers.push(reader)
  return reader
}

const report = (rawStatus: string) =>
  desk.test.site.execute(box, 'stations.reportStatus', {
    evseNo: 1,
    connectorNo: 1,
    rawStatus,
    errorCode: null,
    vendorErrorCode: null,
    info: null,
    at: null,
  })

const log = (frame: string) =>
  desk.test.site.execute(box, 'messages.log', [
    { at: 1, direction: 'in', action: 'Heartbeat', kind: 'call', messageId: '1', frame, note: null },
  ])

describe('the live stream', () => {
  test('begins with a snapshot; then come the rows that changed', async () => {
    const reader = await live(desk.admin)
    expect(reader.response.headers['content-type']).toBe('text/event-stream')
    const { data } = await reader.next('snapshot')
    expect(data.stations).toMatchObject([{ id: 'BOX-1', connectors: [] }])
    expect(data).toMatchObject({ transactions: [], knocking: [] })
    await report('Preparing')
    expect(await reader.change('connector.changed')).toMatchObject({ stationId: 'BOX-1', status: 'Occupied' })
  })

  test('sends of a row that changed several times at once the last state alone', async () => {
    const reader = await live(desk.admin)
    await reader.next('snapshot')
    await Promise.all(['Available', 'Preparing', 'Charging'].map(report))
    const { data } = await reader.next('changes')
    const states = data.filter((change: { name: string }) => change.name === 'connector.changed')
    expect(states).toHaveLength(1)
    expect(states[0].payload.rawStatus).toBe('Charging')
  })

  test('sends messages and readings only of stations that this desk looks at', async () => {
    const reader = await live(desk.admin)
    const { data } = await reader.next('snapshot')
    await log('[2,"1","Heartbeat",{}]')
    const watched = await desk.admin.post(`/live/${data.stream}/watch`, { stations: ['BOX-1'] })
    expect(watched.status).toBe(200)
    await log('[2,"2","Heartbeat",{}]')
    expect(await reader.change('message.logged')).toMatchObject({ frame: '[2,"2","Heartbeat",{}]' })
    await desk.admin.post(`/live/${data.stream}/watch`, { stations: [] })
    await log('[2,"3","Heartbeat",{}]')
    await report('Available')
    const { data: changes } = await reader.next('changes')
    expect(changes.map((change: { name: string }) => change.name)).toEqual(['connector.changed'])
  })

  test('is told only to whoever may see it', async () => {
    const password = 'a driver of the yard'
    await desk.admin.rpc('users.create', { email: 'driver@site.example', password, preset: 'accountant' })
    const accountant = desk.stranger()
    await accountant.post('/session', { email: 'driver@site.example', password })
    const reader = await live(accountant)
    expect((await reader.next('snapshot')).data).toMatchObject({ stations: [], knocking: [] })
    await report('Charging')
    await desk.admin.rpc('site.update', { name: 'Renamed yard' })
    const { data } = await reader.next('changes')
    expect(data.map((change: { name: string }) => change.name)).toEqual(['site.changed'])
  })

  test('can’t be steered by another user, nor watched without end', async () => {
    const reader = await live(desk.admin)
    const { data } = await reader.next('snapshot')
    const password = 'a driver of the yard'
    await desk.admin.rpc('users.create', { email: 'driver@site.example', password, preset: 'manager' })
    const other = desk.stranger()
    await other.post('/session', { email: 'driver@site.example', password })
    expect((await other.post(`/live/${data.stream}/watch`, { stations: ['BOX-1'] })).status).toBe(404)
    const many = Array.from({ length: 21 }, (_, index) => `BOX-${index}`)
    expect((await desk.admin.post(`/live/${data.stream}/watch`, { stations: many })).status).toBe(400)
  })

  test('is not opened without signing in', async () => {
    expect((await live(desk.stranger())).status).toBe(401)
  })

  test('ends with the sign-in it was opened with, and with no other', async () => {
    const other = desk.stranger()
    await other.post('/session', { email: 'admin@site.example', password: 'correct horse battery' })
    const [mine, theirs] = [await live(desk.admin), await live(other)]
    await mine.next('snapshot')
    await theirs.next('snapshot')
    await other.send('DELETE', '/session', {})
    expect((await theirs.next('bye')).data).toEqual({ reason: 'signed-out' })
    await theirs.closed()
    await report('Available')
    expect(await mine.change('connector.changed')).toMatchObject({ rawStatus: 'Available' })
  })

  test('ends when the controller stops, which does not wait for it', async () => {
    const reader = await live(desk.admin)
    await reader.next('snapshot')
    await desk.server.stop()
    expect((await reader.next('bye')).data).toEqual({ reason: 'stopping' })
    await reader.closed()
  })
})

describe('with a clock that stands still', () => {
  test('a stream shows that it lives, and ends when its session has run out', async () => {
    const clock = new ManualClock()
    const quiet = await openDesk({ clock })
    try {
      const reader = await quiet.admin.live()
      await reader.next('snapshot')
      clock.advance(15_000)
      expect((await reader.next('beat')).data.at).toBe(clock.now())
      clock.advance(25 * 60 * 60_000)
      expect((await reader.next('bye')).data).toEqual({ reason: 'signed-out' })
      await reader.closed()
    } finally {
      await quiet.close()
      expect(clock.pending).toBe(0)
    }
  })

  test('a browser that does not read is cut off before much piles up for it', async () => {
    const clock = new ManualClock()
    const quiet = await openDesk({ clock })
    try {
      const actor = await adoptStation(quiet.test)
      const reader = await quiet.admin.live()
      const { data } = await reader.next('snapshot')
      await quiet.admin.post(`/live/${data.stream}/watch`, { stations: ['BOX-1'] })
      reader.response.pause()
      const frame = 'x'.repeat(2000)
      const draft = { at: 1, direction: 'in', action: 'A', kind: 'call', messageId: '1', frame, note: null } as const
      for (let round = 0; round < 30 && !reader.response.destroyed; round++) {
        await quiet.test.site.execute(
          actor,
          'messages.log',
          Array.from({ length: 500 }, () => draft),
        )
        await new Promise((resolve) => setImmediate(resolve))
        clock.advance(50)
      }
      reader.response.resume()
      await reader.closed()
    } finally {
      await quiet.close()
    }
  })
})
