import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { migrationsFolder } from '../../src/main/paths.ts'
import type { Sample } from '../../src/site/connectors/sample.ts'
import { openDatabase } from '../../src/site/db/open.ts'
import type { Log } from '../../src/site/log.ts'
import { type Actor, permissionPresets, type StationActor, type UserActor } from '../../src/site/permissions.ts'
import { loadSecrets } from '../../src/site/secrets.ts'
import { Site } from '../../src/site/site.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { ManualClock } from '../kit/clock.ts'
import type { Reading } from '../kit/wallbox/physics.ts'
import type { PastSession } from './plan.ts'
import { type DemoStation, type DemoTag, SITE } from './yard.ts'

export interface Login {
  readonly email: string
  readonly password: string
}

const system: Actor = { kind: 'system', door: 'cli' }
const DAY = 86_400_000
/** Facts committed together. */
const CHUNK = 500

/**
 * Lets a site live through its past before it opens its doors: set-up, people, tags, stations, then every session through
 * the use cases that wallboxes use, each fact at its own instant on a clock of the past.
 */
export async function liveThePast(o: {
  folder: string
  log: Log
  now: number
  days: number
  admin: Login
  driver: Login
  stations: readonly DemoStation[]
  tags: readonly DemoTag[]
  sessions: readonly PastSession[]
  /** connection string of headquarters */
  hq: string
  /** seconds between two readings of a session */
  readingsEveryS: number
}): Promise<void> {
  mkdirSync(o.folder, { recursive: true, mode: 0o700 })
  const clock = new ManualClock(o.now - (o.days + 2) * DAY)
  const database = openDatabase({ file: join(o.folder, 'site.sqlite'), migrationsFolder })
  const secrets = loadSecrets(join(o.folder, 'site.key'))
  const site = new Site({ database, secrets, clock, log: o.log, stamp: tick })
  try {
    const admin = await people(site, o.admin)
    const driver = await site.execute(admin, 'users.create', { ...o.driver, fullName: 'Dana Driver', preset: 'driver' })
    await tags(site, admin, o.tags, driver.id)
    const actors = await stations(site, admin, o.stations)
    await bookSessions(site, clock, actors, o.sessions)
    clock.advance(o.now - clock.now())
    await site.execute(admin, 'hq.configure', { connection: o.hq })
    // a minute between two readings is right for a real site, and too long for somebody who watches
    await site.execute(admin, 'setups.putPlan', {
      id: 'standard',
      name: 'Demo',
      tasks: [{ do: 'readings', everyS: o.readingsEveryS }],
    })
  } finally {
    site.close()
    database.close()
  }
}

async function people(site: Site, login: Login): Promise<UserActor> {
  const { user } = await site.execute({ kind: 'nobody', door: 'desk' }, 'setup.complete', {
    ...SITE,
    ...login,
    fullName: 'Alex Admin',
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  })
  return {
    kind: 'user',
    door: 'desk',
    userId: user.id,
    accountId: user.accountId,
    permissions: new Set(permissionPresets.administrator),
  }
}

async function tags(site: Site, admin: UserActor, all: readonly DemoTag[], driverId: string): Promise<void> {
  const ids = new Map<string, string>()
  for (const { idTag, name, parent, owner, blocked } of all) {
    const parentId = parent === undefined ? undefined : ids.get(parent)
    const made = await site.execute(admin, 'tags.create', {
      idTag,
      name,
      userIds: owner === 'driver' ? [driverId] : [],
      ...(parentId === undefined ? {} : { parentId }),
    })
    ids.set(idTag, made.id)
    if (blocked) await site.execute(admin, 'tags.update', { id: made.id, blocked })
  }
}

async function stations(site: Site, admin: UserActor, all: readonly DemoStation[]): Promise<Map<string, StationActor>> {
  const actors = new Map<string, StationActor>()
  for (const { id, name, password, pricePerKWhMicros, vendor, model, firmware } of all) {
    await site.execute(admin, 'stations.adopt', {
      id,
      name,
      ...(password === undefined ? {} : { password }),
      ...(pricePerKWhMicros === undefined ? {} : { pricePerKWhMicros }),
    })
    const known = await site.execute(system, 'stations.credentials', { id })
    if (!known) throw new Error(`${id} was not adopted`)
    const actor: StationActor = {
      kind: 'station',
      door: 'ocpp',
      stationId: known.stationId,
      accountId: known.accountId,
    }
    actors.set(id, actor)
    const boot = { vendor, model, firmware, serialNumber: `SN-${id}`, iccid: null, imsi: null, reason: 'PowerUp' }
    await site.execute(actor, 'stations.boot', boot)
  }
  return actors
}

interface Fact {
  readonly at: number
  /** begins its promise synchronously, at the clock's instant */
  readonly report: () => Promise<unknown>
}

async function bookSessions(
  site: Site,
  clock: ManualClock,
  actors: ReadonlyMap<string, StationActor>,
  sessions: readonly PastSession[],
): Promise<void> {
  const facts = sessions.flatMap((session) => {
    const actor = actors.get(session.station.id)
    if (!actor) throw new Error(`${session.station.id} has no actor`)
    return session.station.protocol === 'ocpp1.6' ? facts16(site, actor, session) : facts201(site, actor, session)
  })
  facts.sort((a, b) => a.at - b.at)
  for (let from = 0; from < facts.length; from += CHUNK) {
    const booked = facts.slice(from, from + CHUNK).map((fact) => {
      clock.advance(Math.max(0, fact.at - clock.now()))
      return fact.report()
    })
    await Promise.all(booked)
  }
}

function facts16(site: Site, actor: StationActor, s: PastSession): Fact[] {
  let transactionId = 0
  const place = { evseNo: s.connector, connectorNo: 1 }
  const start = () =>
    site.turn(actor, (run) => {
      const begun = { evseNo: s.connector, idTag: s.idTag, meterStartWh: s.meterStartWh, at: s.startedAt }
      transactionId = run('transactions.begin', begun).transactionId
    })
  const readings = s.readings.map(({ at, reading }) => ({
    at,
    report: () =>
      site.execute(actor, 'connectors.recordReadings', {
        ...place,
        ocppTransactionId: String(transactionId),
        samples: [sampleOf(at, reading)],
        payload: '',
      }),
  }))
  const stop = () =>
    site.execute(actor, 'transactions.end', {
      transactionId,
      idTag: s.reason === 'Local' ? s.idTag : null,
      meterStopWh: s.meterStopWh,
      at: s.stoppedAt,
      reason: s.reason,
      samples: [],
      payload: '',
    })
  return [{ at: s.startedAt, report: start }, ...readings, { at: s.stoppedAt, report: stop }]
}

function facts201(site: Site, actor: StationActor, s: PastSession): Fact[] {
  const ocppId = randomUUID()
  let seqNo = 0
  const event = (phase: 'started' | 'updated' | 'ended', at: number, trigger: string, sample: Sample) => {
    const number = seqNo++
    const report = () =>
      site.execute(actor, 'transactions.report', {
        ocppId,
        seqNo: number,
        phase,
        at,
        offline: false,
        evseNo: phase === 'started' ? s.connector : null,
        connectorNo: phase === 'started' ? 1 : null,
        idTag: phase === 'started' || (phase === 'ended' && s.reason === 'Local') ? s.idTag : null,
        chargingState: phase === 'ended' ? 'EVConnected' : 'Charging',
        triggerReason: trigger,
        stopReason: phase === 'ended' ? s.reason : null,
        remoteStartId: null,
        samples: [sample],
      })
    return { at, report }
  }
  return [
    event('started', s.startedAt, 'Authorized', { at: s.startedAt, context: 'begin', energyWh: s.meterStartWh }),
    ...s.readings.map(({ at, reading }) => event('updated', at, 'MeterValuePeriodic', sampleOf(at, reading))),
    event('ended', s.stoppedAt, s.reason === 'Local' ? 'StopAuthorized' : 'EVCommunicationLost', {
      at: s.stoppedAt,
      context: 'end',
      energyWh: s.meterStopWh,
    }),
  ]
}

function sampleOf(at: number, reading: Reading): Sample {
  return {
    at,
    context: 'periodic',
    energyWh: Math.floor(reading.energyWh),
    powerW: reading.powerW,
    ...(reading.soc === undefined ? {} : { soc: reading.soc }),
    detail: {
      powerW: reading.phases.map((p) => p.powerW),
      currentA: reading.phases.map((p) => p.currentA),
      voltageV: reading.phases.map((p) => p.voltageV),
    },
  }
}
