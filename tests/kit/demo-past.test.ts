import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { migrationsFolder } from '../../src/main/paths.ts'
import { openDatabase } from '../../src/site/db/open.ts'
import { silentLog } from '../../src/site/log.ts'
import { loadSecrets } from '../../src/site/secrets.ts'
import { Site } from '../../src/site/site.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { liveThePast } from '../demo/past.ts'
import { planPast } from '../demo/plan.ts'
import { seeded } from '../demo/random.ts'
import { STATIONS, TAGS } from '../demo/yard.ts'
import { ManualClock } from './clock.ts'
import { system } from './site.ts'

const now = Date.UTC(2026, 8, 16, 15, 30)
const plan = (days: number) => planPast({ stations: STATIONS, tags: TAGS, days, now, random: seeded(1) })
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demo-past-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the past of the demo site', () => {
  it('is the same each time, has one car at a place and one session per card, and ends before the present', () => {
    const { sessions, meters } = plan(21)
    expect(plan(21).sessions).toEqual(sessions)
    expect(sessions.length).toBeGreaterThan(120)
    for (const key of ['place', 'tag'] as const) {
      const last = new Map<string, number>()
      for (const s of sessions) {
        const id = key === 'tag' ? s.idTag : `${s.station.id}/${s.connector}`
        expect(s.startedAt).toBeGreaterThanOrEqual(last.get(id) ?? 0)
        last.set(id, s.stoppedAt)
      }
    }
    for (const s of sessions) {
      expect(s.stoppedAt).toBeLessThan(now)
      expect(s.meterStopWh).toBeGreaterThan(s.meterStartWh)
      expect(
        s.readings.every((each, i) => each.at > (s.readings[i - 1]?.at ?? s.startedAt) && each.at < s.stoppedAt),
      ).toBe(true)
      const averageW = ((s.meterStopWh - s.meterStartWh) * 3_600_000) / (s.stoppedAt - s.startedAt)
      expect(averageW).toBeLessThan(s.station.powerW)
    }
    const last = sessions.findLast((s) => s.station.id === 'COURT-1' && s.connector === 2)
    expect(meters.get('COURT-1/2')).toBe(last?.meterStopWh)
  })

  it('is booked by the use cases: every session with its energy, its card and its cost', async () => {
    const { sessions } = plan(5)
    await liveThePast({
      folder,
      log: silentLog,
      now,
      days: 5,
      admin: { email: 'admin@site.example', password: 'correct horse' },
      driver: { email: 'driver@site.example', password: 'correct horse' },
      stations: STATIONS,
      tags: TAGS,
      sessions,
      hq: 'mqtt://site-a:secret@127.0.0.1:1883',
      readingsEveryS: 10,
    })
    const database = openDatabase({ file: join(folder, 'site.sqlite'), migrationsFolder })
    const secrets = loadSecrets(join(folder, 'site.key'))
    const site = new Site({ database, secrets, clock: new ManualClock(now), log: silentLog, stamp: tick })
    const page = await site.execute(system, 'transactions.list', { limit: 500 })
    const wanted = sessions
      .map((s) => ({
        station: s.station.id,
        tag: s.idTag,
        energyWh: s.meterStopWh - s.meterStartWh,
        startedAt: s.startedAt,
      }))
      .sort(byStart)
    const booked = page.items
      .map((t) => ({ station: t.stationId, tag: t.startTag, energyWh: t.energyWh, startedAt: t.startedAt }))
      .sort(byStart)
    expect(booked).toEqual(wanted)
    expect(page.items.every((t) => t.stoppedAt !== null && t.authorization === 'Accepted' && t.costMinor > 0)).toBe(
      true,
    )
    const days = await site.execute(system, 'overview.days', { days: 5 })
    expect(days.reduce((sum, day) => sum + day.energyWh, 0)).toBeGreaterThan(50_000)
    expect(await site.execute(system, 'quarantine.list', {})).toEqual([])
    site.close()
    database.close()
  })
})

function byStart(a: { startedAt: number; station: string }, b: { startedAt: number; station: string }): number {
  return a.startedAt - b.startedAt || a.station.localeCompare(b.station)
}
