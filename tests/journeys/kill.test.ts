import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { seeded } from '../demo/random.ts'
import { expectAtHeadquarters, expectOnFile, expectSound, outboxLength } from './audit.ts'
import { Journey } from './harness.ts'
import { Load } from './load.ts'
import { eventually } from './wait.ts'

/** Says its seed; CHARGEYARD_SEED repeats it. What is killed when depends on the machine as well. */
function random() {
  const seed = Number(process.env.CHARGEYARD_SEED ?? Math.floor(Math.random() * 2 ** 31))
  console.info(`seed: CHARGEYARD_SEED=${seed}`)
  return seeded(seed)
}

/** Every fact that any box was answered, energy to the watt hour, and no session twice. */
function expectNothingLost(journey: Journey, load: Load) {
  expectSound(journey)
  for (const { box, ledger } of load.boxes) {
    expectOnFile(journey, box.id, ledger)
    expect(box.violations).toEqual([])
  }
  const [{ sessions, wh } = { sessions: 0, wh: 0 }] = journey.siteRows<{ sessions: number; wh: number }>(
    'select count(*) as sessions, sum(energy_wh) as wh from "transaction"',
  )
  expect(sessions).toBe(load.boxes.reduce((sum, { ledger }) => sum + ledger.starts.length, 0))
  expect(sessions).toBeGreaterThan(load.boxes.length)
  expect(wh).toBe(load.meteredWh)
}

describe('kill -9 under load', { retry: 0 }, () => {
  it('of the controller, eight times, loses nothing that was acknowledged and doubles nothing', async () => {
    const journey = await Journey.open()
    const { between } = random()
    await journey.openSite()
    const load = new Load(journey, { count: 20, random: seeded(1) })
    await load.adopt()
    load.begin()
    for (let round = 1; round <= 8; round++) {
      const waited = Math.ceil(between(30, 500))
      await load.answered(waited)
      const later = between(0, 6)
      await new Promise<void>((resolve) => {
        const kill = () => {
          load.onAnswer = () => undefined
          load.onEdge = () => undefined
          // some milliseconds after a beginning was sent it is in the file, and not yet answered
          if (round % 2 === 0) setTimeout(() => resolve(journey.killController()), later)
          else resolve(journey.killController())
        }
        // at the very moment at which an answer arrives somewhere, others are being worked on
        if (round % 2 === 0) load.onEdge = kill
        else load.onAnswer = kill
      })
      if (round % 4 === 0) {
        // and in the middle of a start
        const starting = journey.startController()
        starting.catch(() => undefined)
        await pause(between(50, 1500))
        await journey.killController()
        await starting.catch(() => undefined)
      }
      await journey.startController()
    }
    await load.answered(200)
    await load.end()
    expectNothingLost(journey, load)

    await eventually('headquarters has everything', () => outboxLength(journey) === 0, 60_000)
    expectAtHeadquarters(journey)
    expect(await journey.stopController()).toEqual({ code: 0, signal: null })
    expectNothingLost(journey, load)
  })

  it('of headquarters with its broker, three times, loses nothing and counts nothing twice', async () => {
    const journey = await Journey.open()
    const { between } = random()
    await journey.openSite()
    const load = new Load(journey, { count: 6, random: seeded(2) })
    await load.adopt()
    load.begin()
    for (let round = 1; round <= 3; round++) {
      const before = journey.hubRows<{ q: number }>('select sum(applied) as q from lane')[0]?.q ?? 0
      await eventually('headquarters takes in what comes', () => {
        const now = journey.hubRows<{ q: number }>('select sum(applied) as q from lane')[0]?.q ?? 0
        return now > before
      })
      await pause(between(0, 400))
      await journey.killHub()
      await load.answered(Math.ceil(between(20, 200)))
      await journey.startHub()
    }
    await load.end()
    await eventually('headquarters has everything', () => outboxLength(journey) === 0, 90_000)
    expectAtHeadquarters(journey)
    expectNothingLost(journey, load)
    expect(journey.hubRows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(journey.hubRows('select * from dead')).toEqual([])
  })
})
