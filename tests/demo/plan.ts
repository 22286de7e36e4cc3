import {
  advance,
  createCar,
  createEvse,
  type Evse,
  isFull,
  type Reading,
  read,
  setCar,
  setClosed,
} from '../kit/wallbox/physics.ts'
import type { Random } from './random.ts'
import { CARS, type DemoStation, type DemoTag, type Habit } from './yard.ts'

/** One session of the past, as its wallbox would have reported it. */
export interface PastSession {
  readonly station: DemoStation
  readonly connector: number
  readonly idTag: string
  readonly startedAt: number
  readonly stoppedAt: number
  readonly reason: 'EVDisconnected' | 'Local'
  readonly meterStartWh: number
  readonly meterStopWh: number
  /** in order of time, between start and stop */
  readonly readings: readonly { readonly at: number; readonly reading: Reading }[]
}

const HOUR = 3_600_000
const DAY = 24 * HOUR
const READING_MS = 5 * 60_000
/** Between two cars on one connector, and before the present. */
const GAP_MS = 3 * 60_000
const SHORTEST_MS = 20 * 60_000

/** Hours of the day at which cars come, how long they stay, and how many of them on weekdays and at weekends. */
const HABITS: Readonly<
  Record<Habit, { from: number; to: number; stayH: [number, number]; weekday: number; weekend: number }>
> = {
  office: { from: 6.5, to: 14, stayH: [3, 8], weekday: 1.4, weekend: 0.1 },
  visitors: { from: 8, to: 19, stayH: [0.7, 2.5], weekday: 2.4, weekend: 1.5 },
  depot: { from: 16, to: 22, stayH: [4, 8], weekday: 0.9, weekend: 0.4 },
}

/**
 * The sessions of the last `days` before `now`: one car at a time per connector, one session at a time per tag, in the order
 * of their starts. Also what each connector's meter shows at the end, by `station/connector`.
 */
export function planPast(o: {
  stations: readonly DemoStation[]
  tags: readonly DemoTag[]
  days: number
  now: number
  random: Random
}): { sessions: PastSession[]; meters: Map<string, number> } {
  const sessions: PastSession[] = []
  const meters = new Map<string, number>()
  const arrivals = arrivalsOf(o).sort((a, b) => a.at - b.at)
  const latest = o.now - GAP_MS
  const freeAt = new Map<string, number>()
  for (const { station, connector, at } of arrivals) {
    const place = `${station.id}/${connector}`
    if ((freeAt.get(place) ?? 0) > at || at + SHORTEST_MS > latest) continue
    const tags = o.tags.filter((each) => !each.blocked && each.idTag !== 'FLEET' && (freeAt.get(each.idTag) ?? 0) <= at)
    if (tags.length === 0) continue
    const session = charge(o.random, {
      station,
      connector,
      at,
      idTag: o.random.pick(tags).idTag,
      latest,
      meterWh: meters.get(place) ?? startWh(station, connector),
    })
    sessions.push(session)
    meters.set(place, session.meterStopWh)
    freeAt.set(place, session.stoppedAt + GAP_MS)
    freeAt.set(session.idTag, session.stoppedAt + GAP_MS)
  }
  return { sessions, meters }
}

/** What a meter has counted before the demo's first session: it was tested in the factory. */
export function startWh(station: DemoStation, connector: number): number {
  return 1_000 * station.id.length + 137 * connector
}

function arrivalsOf(o: Parameters<typeof planPast>[0]): { station: DemoStation; connector: number; at: number }[] {
  const found: { station: DemoStation; connector: number; at: number }[] = []
  for (let day = o.days; day >= 0; day--) {
    const midnight = new Date(o.now - day * DAY)
    midnight.setHours(0, 0, 0, 0)
    const weekend = midnight.getDay() === 0 || midnight.getDay() === 6
    for (const station of o.stations) {
      const habit = HABITS[station.habit]
      const most = weekend ? habit.weekend : habit.weekday
      for (let connector = 1; connector <= station.connectors; connector++) {
        const cars = Math.floor(most) + (o.random.next() < most % 1 ? 1 : 0)
        for (let i = 0; i < cars; i++)
          found.push({
            station,
            connector,
            at: midnight.getTime() + Math.round(o.random.between(habit.from, habit.to) * HOUR),
          })
      }
    }
  }
  return found
}

function charge(
  random: Random,
  o: { station: DemoStation; connector: number; at: number; idTag: string; latest: number; meterWh: number },
): PastSession {
  const { station, at } = o
  const habit = HABITS[station.habit]
  const car = createCar({ ...random.pick(CARS), soc: random.between(12, 70) })
  const seed = Math.floor(random.next() * 1e9)
  let evse: Evse = setCar(createEvse({ powerW: station.powerW, phases: station.phases, seed, startWh: o.meterWh }), car)
  evse = setClosed(evse, true)
  // Who would still be there leaves just before the demo begins.
  const leavesAt = Math.min(o.latest, at + random.between(...habit.stayH) * HOUR)
  const readings: PastSession['readings'][number][] = []
  let now = at
  while (now + READING_MS < leavesAt && evse.car && !isFull(evse.car)) {
    now += READING_MS
    evse = advance(evse, READING_MS)
    readings.push({ at: now, reading: read(evse) })
  }
  const full = evse.car !== undefined && isFull(evse.car)
  const stoppedAt = Math.round(full ? Math.min(leavesAt, now + random.between(5, 60) * 60_000) : leavesAt)
  evse = advance(evse, Math.max(0, stoppedAt - now))
  return {
    station,
    connector: o.connector,
    idTag: o.idTag,
    startedAt: at,
    stoppedAt: Math.max(stoppedAt, now + 1_000),
    reason: random.next() < 0.6 ? 'EVDisconnected' : 'Local',
    meterStartWh: Math.floor(o.meterWh),
    meterStopWh: Math.floor(evse.energyWh),
    readings,
  }
}
