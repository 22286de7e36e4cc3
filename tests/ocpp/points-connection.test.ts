/** How stations connect, and how they are commanded: points 11 to 16. */
import { get } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SiteError } from '../../src/site/errors.ts'
import { ManualClock } from '../kit/clock.ts'
import { system } from '../kit/site.ts'
import { basic, type Door, knock, openDoor, RawStation, until } from './door.ts'

let door: Door
const clock = new ManualClock(Date.now())

beforeAll(async () => {
  door = await openDoor({ clock, limits: { callTimeoutMs: 30_000, closeMs: 200 } })
})
afterAll(() => door.close())
afterEach(() => expect(door.breaches.splice(0)).toEqual([]))

let count = 0
const newId = () => `C-${++count}`

async function failure(work: Promise<unknown>): Promise<SiteError> {
  try {
    await work
  } catch (error) {
    return error as SiteError
  }
  throw new Error('it did not fail')
}

const reset = (id: string) => door.ask('stations.reset', { id, mode: 'when-idle' })
const online = async (id: string) => (await door.ask('stations.get', { id })).online

describe('11 · one CALL at a time in each direction', () => {
  it('is sent, and the next one only after its answer', async () => {
    const station = await door.station(newId())
    await station.boot()
    const first = reset(station.id)
    const second = door.ask('stations.trigger', { id: station.id, message: 'status' })
    const call = await station.called('Reset')
    await station.tell('Heartbeat', {})
    expect(station.received).toEqual([])
    station.answer(call, { status: 'Accepted' })
    expect(await first).toEqual({ outcome: 'accepted' })
    station.answer(await station.called('TriggerMessage'), { status: 'Accepted' })
    await second
  })

  it('does not keep the station from being answered: neither waits for the other', async () => {
    const station = await door.station(newId())
    await station.boot()
    const asked = reset(station.id)
    const call = await station.called('Reset')
    // a station that does nothing else before its own message is answered
    expect(
      await station.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' }),
    ).toEqual({})
    expect(await station.boot()).toMatchObject({ status: 'Accepted' })
    station.answer(call, { status: 'Accepted' })
    await asked
  })

  it('ends after its time, and the late answer is logged and not taken for the next', async () => {
    const station = await door.station(newId())
    await station.boot()
    const connectorId = await connectorOf(station)
    const late = failure(reset(station.id))
    const call = await station.called('Reset')
    clock.advance(30_000)
    expect(await late).toMatchObject({ code: 'StationTimeout', details: { request: 'Reset' } })
    const next = failure(door.ask('stations.unlock', { connectorId }))
    const unlock = await station.called('UnlockConnector')
    station.answer(call, { status: 'Accepted' })
    station.answer(unlock, { status: 'UnlockFailed' })
    expect(await next).toMatchObject({ code: 'StationRejected', details: { answer: 'UnlockFailed' } })
    const log = await until('the log', async () => {
      const rows = await door.ask('messages.list', { stationId: station.id, errorsOnly: true })
      return rows.length > 0 && rows
    })
    expect(log).toMatchObject([
      { direction: 'in', kind: 'invalid', messageId: call.id, note: expect.stringContaining('too late') },
    ])
  })

  it('waits in a queue with a bound', async () => {
    const station = await door.station(newId())
    await station.boot()
    const all = Array.from({ length: 60 }, () => failure(reset(station.id)))
    await station.called('Reset')
    const refused = await Promise.race(all)
    expect(refused).toMatchObject({ code: 'TooManyAttempts' })
    station.terminate()
    const codes = (await Promise.all(all)).map(({ code }) => code)
    expect(codes.filter((code) => code === 'StationOffline')).toHaveLength(51)
    expect(codes.filter((code) => code === 'TooManyAttempts')).toHaveLength(9)
  })

  it('is answered once, although the station repeats its message while it is in work', async () => {
    const station = await door.station(newId())
    await station.boot()
    const frame = JSON.stringify([2, 'same', 'Heartbeat', {}])
    station.raw(frame)
    station.raw(frame)
    await station.tell('Heartbeat', {})
    const answers = station.received.filter(({ id }) => id === 'same')
    // both when the first was answered before the second came
    expect([1, 2]).toContain(answers.length)
    expect(answers.every(({ type }) => type === 3)).toBe(true)
  })
})

async function connectorOf(station: RawStation): Promise<number> {
  await station.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
  const [connector] = (await door.ask('stations.get', { id: station.id })).connectors
  return connector?.id ?? 0
}

describe('12 · connections come and go', () => {
  it('are not used for commands before the first boot is answered', async () => {
    const station = await door.station(newId())
    expect(await failure(reset(station.id))).toMatchObject({ code: 'StationOffline' })
    await station.tell('Heartbeat', {})
    expect(await failure(reset(station.id))).toMatchObject({ code: 'StationOffline' })
    expect(station.received).toEqual([])
    await station.boot()
    const asked = reset(station.id)
    station.answer(await station.called('Reset'), { status: 'Accepted' })
    await asked
  })

  it('need no boot after the first', async () => {
    const id = newId()
    const first = await door.station(id)
    await first.boot()
    first.terminate()
    await until('the station to be offline', async () => !(await online(id)))
    expect(await failure(reset(id))).toMatchObject({ code: 'StationOffline' })
    const second = await door.station(id)
    const asked = reset(id)
    second.answer(await second.called('Reset'), { status: 'Accepted' })
    expect(await asked).toEqual({ outcome: 'accepted' })
  })

  it('are replaced by a second one of the same identity, whose pending work goes on', async () => {
    const id = newId()
    const first = await door.station(id)
    await first.boot()
    const lost = failure(reset(id))
    await first.called('Reset')
    const waiting = door.ask('stations.trigger', { id, message: 'heartbeat' })
    const second = await door.station(id)
    expect(await lost).toMatchObject({ code: 'StationOffline' })
    second.answer(await second.called('TriggerMessage'), { status: 'Accepted' })
    await waiting
    expect(await first.ended()).toEqual({ code: 1000, reason: 'replaced by a newer connection of this station' })
    expect(await online(id)).toBe(true)
    expect(await second.tell('Heartbeat', {})).toHaveProperty('currentTime')
  })

  it('may be replaced again and again', async () => {
    const id = newId()
    const all: RawStation[] = []
    for (let n = 0; n < 30; n++) all.push(await door.station(id))
    const last = all.at(-1) as RawStation
    await last.boot()
    for (const old of all.slice(0, -1)) expect((await old.ended()).code).toBe(1000)
    expect(await online(id)).toBe(true)
    expect(last.closed).toBeUndefined()
  })

  it('are asked for a boot when they talk without one, and for their state when they boot and tell none', async () => {
    const silent = await door.station(newId())
    await silent.tell('Heartbeat', {})
    const quiet = await door.station(newId())
    await quiet.boot()
    const proper = await door.station(newId())
    await proper.boot()
    await proper.tell('StatusNotification', { connectorId: 1, errorCode: 'NoError', status: 'Available' })
    clock.advance(40_000)
    const boot = await silent.called('TriggerMessage')
    expect(boot.payload).toEqual({ requestedMessage: 'BootNotification' })
    silent.answer(boot, { status: 'Accepted' })
    const status = await quiet.called('TriggerMessage')
    expect(status.payload).toEqual({ requestedMessage: 'StatusNotification' })
    quiet.answer(status, { status: 'Accepted' })
    await proper.tell('Heartbeat', {})
    expect(proper.received).toEqual([])
    const asked = reset(silent.id)
    silent.answer(await silent.called('Reset'), { status: 'Accepted' })
    await asked
  })

  it('end with the site manager: disabled, removed, or with a new password', async () => {
    const disabled = await door.station(newId())
    await door.ask('stations.update', { id: disabled.id, enabled: false })
    expect(await disabled.ended()).toEqual({ code: 1008, reason: 'disabled' })
    const changed = await door.station(newId())
    await door.ask('stations.update', { id: changed.id, password: 'geheim-0815' })
    expect(await changed.ended()).toEqual({ code: 1008, reason: 'credentials changed' })
    const removed = await door.station(newId())
    await door.ask('stations.remove', { id: removed.id })
    expect(await removed.ended()).toMatchObject({ code: 1008 })
  })
})

describe('13 · connector 0', () => {
  it('is the station itself, and no connector', async () => {
    const station = await door.station(newId())
    await station.boot()
    await station.tell('StatusNotification', { connectorId: 0, errorCode: 'HighTemperature', status: 'Faulted' })
    expect(await door.ask('stations.get', { id: station.id })).toMatchObject({
      rawStatus: 'Faulted',
      errorCode: 'HighTemperature',
      connectors: [],
    })
  })

  it.each([
    ['Available', 'Available'],
    ['Preparing', 'Occupied'],
    ['Charging', 'Occupied'],
    ['SuspendedEV', 'Occupied'],
    ['SuspendedEVSE', 'Occupied'],
    ['Finishing', 'Occupied'],
    ['Reserved', 'Reserved'],
    ['Unavailable', 'Unavailable'],
    ['Faulted', 'Faulted'],
    ['Thinking', 'Unknown'],
  ])('%s of a connector is kept as it is, and shown as %s', async (rawStatus, status) => {
    const station = await door.station('STATES')
    await station.tell('StatusNotification', { connectorId: 2, errorCode: 'NoError', status: rawStatus })
    expect((await door.ask('stations.get', { id: 'STATES' })).connectors).toMatchObject([
      { evseNo: 2, rawStatus, status },
    ])
  })
})

describe('14 · who is let in', () => {
  const knocking = async (id: string) => (await door.ask('stations.knocking', {})).find((each) => each.id === id)
  const adopt = async (id: string, more: object = {}) => {
    await door.ask('stations.adopt', { id, ...more })
    return `${door.url}/${encodeURIComponent(id)}`
  }

  it('speaks the best version that both have', async () => {
    const url = await adopt(newId())
    expect(await knock(url, { subprotocols: ['ocpp1.6', 'ocpp2.0.1'] })).toMatchObject({
      status: 101,
      subprotocol: 'ocpp2.0.1',
    })
    expect(await knock(url, { subprotocols: ['ocpp1.6', 'ocpp1.5'] })).toMatchObject({
      status: 101,
      subprotocol: 'ocpp1.6',
    })
  })

  it('names a subprotocol, or is refused with the ones it could name', async () => {
    const id = newId()
    const url = await adopt(id)
    const refused = await knock(url, { subprotocols: [] })
    expect(refused).toMatchObject({ status: 400, text: expect.stringContaining('ocpp2.0.1, ocpp1.6') })
    expect(await until('the knock', () => knocking(id))).toMatchObject({ reason: 'no-subprotocol', subprotocols: '' })
    expect(await knock(url, { subprotocols: ['ocpp9'] })).toMatchObject({ status: 400 })
  })

  it('may name none when its record says what it speaks', async () => {
    const url = await adopt(newId(), { assumedProtocol: 'ocpp1.6' })
    expect(await knock(url, { subprotocols: [] })).toMatchObject({ status: 101, subprotocol: '' })
  })

  it('may name one twice, or with a comma too many, or nothing at all', async () => {
    const url = await adopt(newId(), { assumedProtocol: 'ocpp1.6' })
    const named = (header: string) => knock(url, { subprotocols: [], headers: { 'Sec-WebSocket-Protocol': header } })
    expect((await named('')).status).toBe(101)
    // the client library refuses an answer to what it did not offer by itself: that it was answered is what counts
    await expect(named('ocpp1.6, ocpp1.6')).rejects.toThrow(/Server sent a subprotocol/)
    await expect(named('ocpp1.6,')).rejects.toThrow(/Server sent a subprotocol/)
  })

  it('has an identity that is percent-decoded, exactly as it was adopted', async () => {
    const url = await adopt('süd*1@home')
    expect(await knock(url)).toMatchObject({ status: 101 })
    expect(await knock(`${door.url}/S%C3%9CD*1@home`)).toMatchObject({ status: 404 })
  })

  it.each(['/OCPP/..', '/OCPP/%2e%2e%2fetc', '/OCPP/%zz', '/OCPP/', '/', '/OCPP/%00', `/OCPP/${'x'.repeat(2000)}`])(
    'does not come by the path %s',
    async (path) => {
      const before = (await door.ask('stations.knocking', {})).length
      const { status, text } = await knock(`ws://127.0.0.1:${door.port}${path}`)
      expect([400, 404]).toContain(status)
      expect(text.length).toBeGreaterThan(10)
      expect((await door.ask('stations.knocking', {})).length).toBe(before)
    },
  )

  it('is known: a stranger is refused, shown as knocking, and let in when it was adopted', async () => {
    const id = newId()
    const url = `${door.url}/${id}`
    const refused = await knock(url, { headers: basic('who', 'ever') })
    expect(refused).toMatchObject({ status: 404, text: expect.stringContaining('Adopt it') })
    expect(await until('the knock', () => knocking(id))).toMatchObject({
      reason: 'unknown',
      remoteAddress: expect.stringContaining('127.0.0.1'),
      subprotocols: 'ocpp1.6',
      username: 'who',
      count: 1,
    })
    await adopt(id)
    expect(await knocking(id)).toBeUndefined()
    expect(await knock(url)).toMatchObject({ status: 101 })
  })

  it('is enabled', async () => {
    const id = newId()
    const url = await adopt(id)
    await door.ask('stations.update', { id, enabled: false })
    expect(await knock(url)).toMatchObject({ status: 403, text: expect.stringContaining('disabled') })
    expect(await until('the knock', () => knocking(id))).toMatchObject({ reason: 'disabled' })
  })

  it('upgrades: a browser is told what this door is for', async () => {
    const answer = await new Promise<{ status: number; text: string }>((resolve) => {
      get(`http://127.0.0.1:${door.port}/`, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += String(chunk)
        })
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      })
    })
    expect(answer).toEqual({ status: 426, text: expect.stringContaining('/OCPP/{stationId}') })
  })
})

describe('15 · passwords', () => {
  const password = 'geheim-0815-geheim'

  it('are asked for, and the right one lets in', async () => {
    const id = newId()
    await door.ask('stations.adopt', { id, password })
    const url = `${door.url}/${id}`
    const without = await knock(url)
    expect(without).toMatchObject({ status: 401, text: expect.stringContaining('password') })
    expect(without.headers['www-authenticate']).toContain('Basic')
    const knocking = async () => (await door.ask('stations.knocking', {})).find((each) => each.id === id)
    expect(await until('the knock', knocking)).toMatchObject({ reason: 'no-password' })
    expect(await knock(url, { headers: basic(id, 'geheim-0816-geheim') })).toMatchObject({ status: 401 })
    expect(await knock(url, { headers: basic('other', password) })).toMatchObject({ status: 401 })
    clock.advance(2_000)
    await until('the knock', async () => (await knocking())?.reason === 'wrong-password')
    expect(await knock(url, { headers: basic(id, password) })).toMatchObject({ status: 101 })
  })

  it('come with a name of their own where the record has one', async () => {
    const id = newId()
    await door.ask('stations.adopt', { id, password, username: 'wallbox' })
    expect(await knock(`${door.url}/${id}`, { headers: basic(id, password) })).toMatchObject({ status: 401 })
    expect(await knock(`${door.url}/${id}`, { headers: basic('wallbox', password) })).toMatchObject({ status: 101 })
  })

  it('may be bytes that were configured as hexadecimal digits', async () => {
    const id = newId()
    const key = 'deadbeef00112233445566778899aabbccddeeff'
    await door.ask('stations.adopt', { id, password: key })
    const headers = basic(id, Buffer.from(key, 'hex'))
    expect(await knock(`${door.url}/${id}`, { headers })).toMatchObject({ status: 101 })
  })

  it('are not looked at where the site manager opened the access', async () => {
    const id = newId()
    await door.ask('stations.adopt', { id })
    expect(await knock(`${door.url}/${id}`, { headers: basic(id, 'anything') })).toMatchObject({ status: 101 })
    expect(await knock(`${door.url}/${id}`, { headers: { Authorization: 'Basic §§' } })).toMatchObject({ status: 101 })
  })

  it('are never stored as they are, and never logged', async () => {
    const id = newId()
    await door.ask('stations.adopt', { id, password })
    const known = await door.test.site.execute(system, 'stations.credentials', { id })
    expect(known?.passwordHash).not.toContain(password)
    const station = await RawStation.connect({ url: door.url, id, protocol: 'ocpp1.6', headers: basic(id, password) })
    await station.boot()
    const written = door.ask('stations.writeSetting', { id, key: 'AuthorizationKey', value: 'new-secret-new-secret' })
    station.answer(await station.called('ChangeConfiguration'), { status: 'Accepted' })
    await written
    const read = door.ask('stations.readSettings', { id, keys: ['AuthorizationKey'] })
    station.answer(await station.called('GetConfiguration'), {
      configurationKey: [{ key: 'AuthorizationKey', readonly: false, value: 'new-secret-new-secret' }],
    })
    expect(await read).toEqual([{ key: 'AuthorizationKey', value: null, readonly: false, known: true }])
    const log = await door.ask('messages.list', { stationId: id })
    expect(log.length).toBeGreaterThan(4)
    expect(JSON.stringify(log)).not.toMatch(/new-secret|geheim/)
    station.terminate()
  })
})

describe('16 · silence', () => {
  it('is broken by a ping, and a station that answers stays', async () => {
    const station = await door.station(newId())
    let pings = 0
    station.socket.on('ping', () => {
      pings++
    })
    for (let n = 1; n <= 3; n++) {
      clock.advance(65_000)
      await until('a ping', () => pings === n)
      await station.tell('Heartbeat', {})
    }
    expect(station.closed).toBeUndefined()
  })

  it('after a ping ends the connection, and the station is offline', async () => {
    const id = newId()
    const station = await door.station(id)
    station.socket.pause()
    clock.advance(65_000)
    clock.advance(35_000)
    await until('the station to be offline', async () => !(await online(id)))
    station.terminate()
  })
})
