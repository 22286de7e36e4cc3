/**
 * The load generator, in a process of its own: many stations, each with one message in flight. Told what to do by its parent
 * over IPC, one order at a time.
 */

import { type Script, scriptOf, type Version } from './frames.ts'
import { RawClient } from './raw-client.ts'

export interface FleetOrder {
  kind: 'connect'
  fleet: string
  /** Base URL; the station's id is appended. */
  url: string
  version: Version
  stations: readonly string[]
  /** How far each station goes at first: only the socket, its boot, or into a running session. */
  until: 'socket' | 'boot' | 'session'
  /** The server sends everything back: a CALL is then the answer. Otherwise it is a request of the server's own. */
  echoes: boolean
}

export interface MeasureOrder {
  kind: 'measure'
  fleet: string
  warmUpMs: number
  ms: number
  /** Pause of each station between two messages, ms; 0: the next one goes as soon as the last is answered. */
  everyMs: number
}

export interface CloseOrder {
  kind: 'close'
  fleet: string
}

export type Order = FleetOrder | MeasureOrder | CloseOrder

export interface Measured {
  messages: number
  ms: number
  /** Milliseconds from sending to the answer. */
  p50: number
  p99: number
  most: number
  /** CPU time of the load generator itself, ms. */
  cpuMs: number
  /** Bytes of one message and of its answer. */
  bytes: [number, number]
}

export type Report = { done: Measured | null } | { failed: string }

interface Station {
  client: RawClient
  script: Script
  transactionId: string
  echoes: boolean
}

const patienceMs = 60_000
const fleets = new Map<string, Station[]>()

process.on('message', (order: Order) => {
  void carryOut(order).then(
    (done) => process.send?.({ done } satisfies Report),
    (error: unknown) =>
      process.send?.({ failed: error instanceof Error ? error.message : String(error) } satisfies Report),
  )
})
process.on('disconnect', () => process.exit(0))

async function carryOut(order: Order): Promise<Measured | null> {
  if (order.kind === 'measure') return measure(stationsOf(order.fleet), order)
  if (order.kind === 'close') {
    for (const { client } of stationsOf(order.fleet)) {
      client.onClose = () => undefined
      client.destroy()
    }
    fleets.delete(order.fleet)
    return null
  }
  const stations: Station[] = []
  // a few at a time, as after a power failure with some spread
  for (let i = 0; i < order.stations.length; i += 20)
    stations.push(...(await Promise.all(order.stations.slice(i, i + 20).map((id) => connect(order, id)))))
  fleets.set(order.fleet, stations)
  return null
}

function stationsOf(fleet: string): Station[] {
  const found = fleets.get(fleet)
  if (!found) throw new Error(`there is no fleet ${fleet}`)
  return found
}

async function connect({ url, version, until, echoes }: FleetOrder, id: string): Promise<Station> {
  const client = await RawClient.connect(`${url}/${id}`, version)
  client.onClose = () => {
    process.send?.({ failed: `${id} lost its connection` } satisfies Report)
    process.exit(1)
  }
  // in the past, so that no reading is from the future however many there are
  const script = scriptOf(version, id, Date.now() - 40 * 24 * 3_600_000)
  const station: Station = { client, script, transactionId: '1', echoes }
  if (until === 'socket') return station
  const boot = await ask(client, script.boot())
  if (!boot.includes('Accepted')) throw new Error(`${id} was not accepted: ${boot}`)
  await ask(client, script.status())
  if (until === 'boot') return station
  const start = await ask(client, script.start())
  station.transactionId = /"transactionId":(\d+)/.exec(start)?.[1] ?? station.transactionId
  return station
}

function ask(client: RawClient, message: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not answered: ${message}`)), patienceMs)
    client.onMessage = (payload) => {
      const answer = payload.toString('latin1')
      if (answer.startsWith('[2,')) return refuse(client, answer)
      clearTimeout(timer)
      if (answer.startsWith('[4,')) reject(new Error(`${message} was answered with ${answer}`))
      else resolve(answer)
    }
    client.send(message)
  })
}

/** A request of the server's own: stations may refuse it. */
function refuse(client: RawClient, call: string) {
  const [, id] = JSON.parse(call) as [number, string]
  client.send(`[4,"${id}","NotImplemented","",{}]`)
}

function measure(stations: readonly Station[], { warmUpMs, ms, everyMs }: MeasureOrder): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const latencies: number[] = []
    const bytes: [number, number] = [0, 0]
    let counting = false
    let ending = false
    let inFlight = 0
    let cpu = process.cpuUsage()
    let began = 0
    let took = 0
    const timers = new Set<NodeJS.Timeout>()
    const patience = setTimeout(() => reject(new Error('a message was not answered')), warmUpMs + ms + patienceMs)

    const send = (station: Station, from: number) => {
      const message = station.script.reading(station.transactionId)
      bytes[0] = message.length
      inFlight++
      station.client.send(message)
      sentAt.set(station, from)
    }
    const sentAt = new Map<Station, number>()
    const next = (station: Station) => {
      if (ending) {
        if (inFlight === 0) finish()
        return
      }
      if (everyMs === 0) return send(station, performance.now())
      const timer = setTimeout(() => {
        timers.delete(timer)
        if (ending) next(station)
        else send(station, performance.now())
      }, everyMs)
      timers.add(timer)
    }
    const finish = () => {
      clearTimeout(patience)
      for (const timer of timers) clearTimeout(timer)
      const { user, system } = process.cpuUsage(cpu)
      latencies.sort((a, b) => a - b)
      const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0
      resolve({
        messages: latencies.length,
        ms: took,
        p50: at(0.5),
        p99: at(0.99),
        most: at(1),
        cpuMs: (user + system) / 1000,
        bytes,
      })
    }
    for (const station of stations)
      station.client.onMessage = (payload) => {
        if (payload[1] === 0x34) return reject(new Error(`a message was refused: ${payload.toString('latin1')}`))
        if (payload[1] === 0x32 && !station.echoes) return refuse(station.client, payload.toString('latin1'))
        const from = sentAt.get(station)
        if (from === undefined) return
        sentAt.delete(station)
        inFlight--
        bytes[1] = payload.length
        if (counting) latencies.push(performance.now() - from)
        next(station)
      }
    setTimeout(() => {
      counting = true
      cpu = process.cpuUsage()
      began = performance.now()
      setTimeout(() => {
        counting = false
        ending = true
        took = performance.now() - began
        if (inFlight === 0) finish()
      }, ms)
    }, warmUpMs)
    // spread over the interval, where there is one
    for (const [i, station] of stations.entries()) {
      if (everyMs === 0) send(station, performance.now())
      else setTimeout(() => !ending && send(station, performance.now()), (everyMs * i) / stations.length)
    }
  })
}
