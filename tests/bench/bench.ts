/**
 * `npm run bench`: how many messages the controller takes when each is on the disk before it is answered, side by side with
 * servers that do less, in one run. See docs/performance.md for how to read it.
 */
import { loadavg } from 'node:os'
import { Command } from 'commander'
import type { Version } from './frames.ts'
import type { Measured } from './load.ts'
import { cpuOf, describeMachine, measureDisk, measureSqlite, median, memoryOf } from './machine.ts'
import { count, headline, row, share } from './print.ts'
import {
  commitEach,
  controllerFolder,
  controllerRuns,
  fromSource,
  LoadGenerator,
  type Server,
  shipped,
  start,
  startController,
  startYardstick,
  withoutCache,
} from './processes.ts'

const { quick } = new Command('bench')
  .description('Measures throughput, latency, memory and start of the controller beside servers that do less.')
  .option('--quick', 'fewer and shorter rounds: half a minute instead of two', false)
  .parse()
  .opts<{ quick: boolean }>()

const stationCount = 100
const firstStations = 100
const idleStations = 500
const rounds = quick ? 3 : 5
const roundMs = quick ? 800 : 1600
const warmUpMs = quick ? 200 : 400
const starts = quick ? 3 : 5

const versions: readonly Version[] = ['ocpp1.6', 'ocpp2.0.1']
const messageOf = { 'ocpp1.6': '1.6 MeterValues', 'ocpp2.0.1': '2.0.1 TransactionEvent Updated' } as const

interface Subject {
  name: string
  server: Server
  echoes: boolean
  remembers: boolean
}

interface Round extends Measured {
  perSecond: number
  /** CPU time of the server per message, µs. */
  serverCpuUs: number
}

const names = (version: Version) => Array.from({ length: stationCount }, (_, i) => `${version.slice(4)}-${i + 1}`)
const load = new LoadGenerator()

console.log(`Machine: ${describeMachine()}`)
const [busy = 0] = loadavg()
if (busy > 0.5)
  console.log(
    `Not idle: other programs kept ${busy.toFixed(1)} processors busy in the last minute, so figures are too low.`,
  )
const disk = measureDisk(quick ? 200 : 500)
console.log(`Disk: 4 KiB written and synced in ${disk.p50.toFixed(2)} ms (p50), ${disk.p99.toFixed(2)} ms (p99)`)
console.log(`Controller: ${shipped.name} (${shipped.file})`)

await throughput()
await memory()
await startTime()
load.stop()

async function throughput() {
  const stations = versions.flatMap(names)
  const subjects: Subject[] = [
    { name: 'bare ws echo', server: await startYardstick('echo'), echoes: true, remembers: false },
    { name: 'null server (parse, answer)', server: await startYardstick('null'), echoes: false, remembers: false },
    {
      name: 'Chargeyard, every message durable',
      server: await startController(shipped.file, stations),
      echoes: false,
      remembers: true,
    },
    {
      name: 'the same, one commit per message',
      server: await startController(commitEach, stations),
      echoes: false,
      remembers: true,
    },
  ]
  for (const { name, server, echoes, remembers } of subjects)
    for (const version of versions)
      await load.order({
        kind: 'connect',
        fleet: `${name} ${version}`,
        url: server.url,
        version,
        stations: names(version),
        until: remembers ? 'session' : 'socket',
        echoes,
      })
  for (const version of versions) {
    const results = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]))
    const sqlite: number[] = []
    for (let round = 0; round < rounds; round++) {
      for (const { name, server } of subjects)
        results.get(name)?.push(await measureRound(`${name} ${version}`, server, roundMs))
      sqlite.push(measureSqlite(roundMs / 4))
    }
    printThroughput(version, results, median(sqlite))
  }
  await calm(subjects)
  for (const { name } of subjects)
    for (const version of versions) await load.order({ kind: 'close', fleet: `${name} ${version}` })
  await Promise.all(subjects.map(({ server }) => server.stop()))
}

async function measureRound(fleet: string, server: Server, ms: number, everyMs = 0): Promise<Round> {
  const before = cpuOf(server.pid)
  const measured = (await load.order({ kind: 'measure', fleet, warmUpMs, ms, everyMs })) as Measured
  const after = cpuOf(server.pid)
  // the server's CPU is counted with the warm-up, the messages are not
  const messages = measured.messages * (1 + warmUpMs / measured.ms)
  return {
    ...measured,
    perSecond: (measured.messages / measured.ms) * 1000,
    serverCpuUs: before === undefined || after === undefined ? Number.NaN : ((after - before) * 1000) / messages,
  }
}

function printThroughput(version: Version, results: ReadonlyMap<string, readonly Round[]>, sqlite: number) {
  const of = (name: string, field: keyof Round) => median((results.get(name) ?? []).map((one) => one[field] as number))
  const [echo = '', nothing = ''] = results.keys()
  const [bytesIn, bytesOut] = results.get(nothing)?.[0]?.bytes ?? [0, 0]
  headline(
    `${messageOf[version]}, ${bytesIn} bytes (answer ${bytesOut}); ${stationCount} stations, one message in flight each; ` +
      `median of ${rounds} rounds of ${roundMs} ms`,
  )
  row('', 'messages/s', 'of echo', 'of null', 'p50', 'p99', 'server CPU', 'load CPU')
  for (const [name, measured] of results) {
    const perSecond = of(name, 'perSecond')
    row(
      name,
      count(perSecond),
      share(perSecond / of(echo, 'perSecond')),
      share(perSecond / of(nothing, 'perSecond')),
      `${of(name, 'p50').toFixed(2)} ms`,
      `${of(name, 'p99').toFixed(2)} ms`,
      `${of(name, 'serverCpuUs').toFixed(0)} µs`,
      share(median(measured.map(({ cpuMs, ms }) => cpuMs / ms))),
    )
  }
  row('SQLite alone, one insert per commit', count(sqlite))
}

/** Latency as it is in the field: stations that report now and then, not as fast as they can. */
async function calm(subjects: readonly Subject[]) {
  headline(`Calm: the same ${stationCount} stations, one 1.6 MeterValues a second each`)
  row('', 'messages/s', '', '', 'p50', 'p99', 'server CPU')
  for (const { name, server } of subjects) {
    const measured = await measureRound(`${name} ocpp1.6`, server, quick ? 2000 : 3000, 1000)
    row(
      name,
      count(measured.perSecond),
      '',
      '',
      `${measured.p50.toFixed(2)} ms`,
      `${measured.p99.toFixed(2)} ms`,
      `${measured.serverCpuUs.toFixed(0)} µs`,
    )
  }
}

/** The difference that 500 more make where 100 are already: what the first ones bring into being is no station's share. */
async function memory() {
  headline(`Memory with ${firstStations} stations that are connected, booted and idle, and with ${idleStations} more`)
  row('', 'in RAM', 'in RAM', 'per station', 'live heap per station')
  const stations = Array.from({ length: firstStations + idleStations }, (_, i) => `IDLE-${i + 1}`)
  const servers = [
    { name: 'bare ws echo', server: await startYardstick('echo'), until: 'socket' as const, echoes: true },
    {
      name: 'Chargeyard',
      server: await startController(shipped.file, stations),
      until: 'boot' as const,
      echoes: false,
    },
  ]
  for (const { name, server, until, echoes } of servers) {
    const used = async (fleet: string, some: readonly string[]) => {
      await load.order({ kind: 'connect', fleet, url: server.url, version: 'ocpp1.6', stations: some, until, echoes })
      await new Promise((resolve) => setTimeout(resolve, quick ? 1500 : 4000))
      return { ram: memoryOf(server.pid) ?? Number.NaN, heap: await server.liveHeap() }
    }
    const first = await used(`first ${name}`, stations.slice(0, firstStations))
    const all = await used(`more ${name}`, stations.slice(firstStations))
    const each = (more: number) => `${(more / idleStations / 1024).toFixed(1)} KiB`
    row(name, mebi(first.ram), mebi(all.ram), each(all.ram - first.ram), each(all.heap - first.heap))
    for (const fleet of [`first ${name}`, `more ${name}`]) await load.order({ kind: 'close', fleet })
    await server.stop()
  }
}

function mebi(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`
}

async function startTime() {
  headline(`From start to listening on all three ports, with an existing database; median of ${starts}`)
  row('', 'ms', 'memory')
  const { data, options, remove } = controllerFolder()
  const cache = `${data}-compile-cache`
  const ways = [
    ...(shipped.file === fromSource
      ? []
      : [
          { name: 'built, with the compile cache (npm start)', file: shipped.file, env: { NODE_COMPILE_CACHE: cache } },
          { name: 'built', file: shipped.file, env: withoutCache },
        ]),
    { name: 'from source', file: fromSource, env: withoutCache },
  ]
  const results = new Map<string, { ms: number; memory: number }[]>(ways.map(({ name }) => [name, []]))
  // one more at first, that fills the cache and makes the database
  for (let round = -1; round < starts; round++)
    for (const { name, file, env } of ways) {
      const { child, ms, stop } = await start(file, options, controllerRuns, { env })
      if (round >= 0) results.get(name)?.push({ ms, memory: memoryOf(child.pid ?? 0) ?? Number.NaN })
      await stop()
    }
  for (const [name, measured] of results)
    row(name, median(measured.map(({ ms }) => ms)).toFixed(0), mebi(median(measured.map((one) => one.memory))))
  remove()
}
