import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Facts, silentLog } from '../../src/site/log.ts'
import { basic, type Door, knock, openDoor, until } from './door.ts'

let door: Door | undefined
afterEach(async () => {
  await door?.close()
  door = undefined
})

const online = async (id: string) => (await (door as Door).ask('stations.get', { id })).online

describe('a connection is ended with a reason', () => {
  it('when a message is longer than 256 KiB', async () => {
    door = await openDoor()
    const box = await door.station('BOX')
    box.raw(JSON.stringify([2, 'x', 'DataTransfer', { vendorId: 'a', data: 'x'.repeat(255 * 1024) }]))
    await until('the answer', () => box.received.find(({ id }) => id === 'x'))
    box.raw(JSON.stringify([2, 'y', 'DataTransfer', { vendorId: 'a', data: 'x'.repeat(1024 * 1024) }]))
    expect((await box.ended()).code).toBe(1009)
    expect(await (await door.station('OTHER')).tell('Heartbeat', {})).toHaveProperty('currentTime')
  })

  it('when ten thousand messages come at once, and other stations do not feel it', async () => {
    door = await openDoor({ limits: { closeMs: 200 } })
    const other = await door.station('OTHER')
    const box = await door.station('BOX')
    for (let n = 0; n < 10_000; n++) box.raw(`[2,"${n}","Heartbeat",{}]`)
    expect(await other.tell('Heartbeat', {})).toHaveProperty('currentTime')
    expect(await box.ended()).toMatchObject({ code: 1008, reason: expect.stringContaining('too many messages') })
    expect(box.received.length).toBeLessThan(2_500)
  })

  it('when messages come faster than allowed, although each waits for its answer', async () => {
    door = await openDoor({ limits: { messagesPerSecond: 1, messageBurst: 10 } })
    const box = await door.station('BOX')
    for (let n = 0; n < 10; n++) await box.tell('Heartbeat', {})
    box.raw('[2,"x","Heartbeat",{}]')
    expect(await box.ended()).toEqual({ code: 1008, reason: 'too many messages per second' })
  })

  it('when it sends on without waiting for answers', async () => {
    door = await openDoor({ limits: { unansweredMessages: 5 } })
    const box = await door.station('BOX')
    box.socket.send(JSON.stringify([2, 'a', 'Heartbeat', {}]))
    // one write: the messages arrive in one turn of the event loop
    const stream = (box.socket as unknown as { _socket: import('node:net').Socket })._socket
    stream.cork()
    for (let n = 0; n < 20; n++) box.raw(`[2,"${n}","Heartbeat",{}]`)
    stream.uncork()
    expect(await box.ended()).toMatchObject({ code: 1008, reason: expect.stringContaining('without waiting') })
  })

  it('when it does not read what it is sent', async () => {
    const warnings: string[] = []
    const log = { ...silentLog, warn: (_: string, facts?: Facts) => void warnings.push(String(facts?.reason)) }
    door = await openDoor({
      log,
      limits: { outboundBytes: 64 * 1024, messagesPerSecond: 1e6, messageBurst: 1e6, unansweredMessages: 1e6 },
    })
    const box = await door.station('BOX')
    box.socket.pause()
    // an id of the greatest length comes back with each answer
    const id = 'x'.repeat(250)
    const flood = setInterval(() => {
      for (let n = 0; n < 500; n++) box.raw(`[2,"${n}${id.slice(5)}","MakeCoffee",{}]`)
    }, 1)
    await until('the station to be offline', async () => !(await online('BOX')))
    clearInterval(flood)
    expect(warnings).toEqual(['the station does not read what it is sent'])
    box.terminate()
  }, 60_000)
})

describe('a slow sender', () => {
  it('is served although it sends byte by byte', async () => {
    door = await openDoor()
    const box = await door.station('BOX')
    const stream = (box.socket as unknown as { _socket: import('node:net').Socket })._socket
    const text = Buffer.from('[2,"x","Heartbeat",{}]')
    const masked = Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), text])
    for (const byte of masked) {
      stream.write(Buffer.from([byte]))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until('the answer', () => box.received.find(({ id }) => id === 'x'))
  })

  it('is served in fragments', async () => {
    door = await openDoor()
    const box = await door.station('BOX')
    const parts = ['[2,"x",', '"Heart', 'beat",{}', ']']
    for (const part of parts) box.socket.send(part, { fin: part === parts.at(-1) })
    await until('the answer', () => box.received.find(({ id }) => id === 'x'))
  })

  it('that never ends its handshake is cut', async () => {
    door = await openDoor({ limits: { handshakeMs: 200 } })
    const socket = connect(door.port, '127.0.0.1')
    socket.write('GET /OCPP/BOX HTTP/1.1\r\nHost: x\r\nUpgrade: web')
    const closed = new Promise((resolve) => socket.on('close', resolve))
    socket.on('error', () => undefined)
    socket.resume()
    await closed
  })
})

describe('a crowd', () => {
  it('of bad log-ins costs a few rows, and the right one is let in at once', async () => {
    door = await openDoor({ limits: { knocksPerSecond: 5 } })
    await door.ask('stations.adopt', { id: 'BOX', password: 'geheim-0815' })
    const url = `${door.url}/BOX`
    let events = 0
    door.test.site.events.on('station.knocked', 'test', () => {
      events++
    })
    for (let round = 0; round < 10; round++) {
      const refused = await Promise.all(
        Array.from({ length: 50 }, (_, n) => knock(url, { headers: basic('BOX', `wrong-${round}-${n}`) })),
      )
      expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([401]))
    }
    expect(await knock(url, { headers: basic('BOX', 'geheim-0815') })).toMatchObject({ status: 101 })
    expect(events).toBeLessThan(60)
    await until('the count', async () => {
      const [seen] = await (door as Door).ask('stations.knocking', {})
      return seen !== undefined && seen.count >= 500
    })
    const [seen] = await door.ask('stations.knocking', {})
    expect(seen).toMatchObject({ id: 'BOX', count: 500, reason: 'wrong-password' })
  })

  it('of strangers leaves at most two hundred names', async () => {
    door = await openDoor({ limits: { knocksPerSecond: 1e6 } })
    for (let round = 0; round < 6; round++)
      await Promise.all(Array.from({ length: 50 }, (_, n) => knock(`${(door as Door).url}/S-${round}-${n}`)))
    const names = await until('the knocks', async () => {
      const all = await (door as Door).ask('stations.knocking', {})
      return all.length === 200 && all
    })
    expect(names[0]?.id).toMatch(/^S-5-/)
  })

  it('of stations that come back at once is served again, and nothing is lost', async () => {
    const size = 200
    door = await openDoor()
    const { ask, station, url } = door
    for (let n = 0; n < size; n++) await ask('stations.adopt', { id: `B-${n}` })
    const first = await Promise.all(Array.from({ length: size }, (_, n) => station(`B-${n}`)))
    const started = await Promise.all(first.map((box) => startOn(box)))
    // a switch restarts: all come back while the old sockets are still held
    const second = await Promise.all(Array.from({ length: size }, (_, n) => station(`B-${n}`)))
    const again = await Promise.all(second.map((box) => startOn(box)))
    expect(again).toEqual(started)
    expect(new Set(started).size).toBe(size)
    expect((await Promise.all(first.map((box) => box.ended()))).every(({ code }) => code === 1000)).toBe(true)
    expect((await ask('stations.list', {})).filter((each) => each.online)).toHaveLength(size)
    expect((await ask('transactions.list', { limit: 500 })).items).toHaveLength(size)
    expect(url).toBeDefined()
  })
})

async function startOn(box: { tell(action: string, payload: object): Promise<Record<string, unknown>>; id: string }) {
  const timestamp = '2026-05-01T10:00:00Z'
  return (await box.tell('StartTransaction', { connectorId: 1, idTag: box.id, meterStart: 1, timestamp })).transactionId
}

describe('the way down', () => {
  it('answers what is being answered, closes with a reason, and leaves nobody online', async () => {
    const opened = await openDoor()
    const boxes = await Promise.all(['A', 'B', 'C'].map((id) => opened.station(id)))
    const answers = boxes.map((box) => box.tell('Heartbeat', {}))
    await Promise.all(answers)
    await opened.server.stop()
    for (const box of boxes) expect(await box.ended()).toEqual({ code: 1001, reason: 'the controller is stopping' })
    expect((await opened.ask('stations.list', {})).every((each) => !each.online)).toBe(true)
    await expect(knock(`${opened.url}/A`)).rejects.toThrow(/ECONNREFUSED/)
    opened.test.close()
  })

  it('does not wait for a station that is dead', async () => {
    const opened = await openDoor({ limits: { closeMs: 100 } })
    const box = await opened.station('DEAD')
    box.socket.pause()
    await opened.server.stop()
    opened.test.close()
    box.terminate()
  })

  it('leaves the port free for the next', async () => {
    const one = await openDoor()
    await expect(openDoor({ test: one.test }).then((other) => other.server.stop())).resolves.toBeUndefined()
    await one.close()
  })
})
