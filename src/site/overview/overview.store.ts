import { type ReadHandle, statement } from '../db/open.ts'

const dayMs = 24 * 60 * 60 * 1000
const formats = new Map<string, Intl.DateTimeFormat>()

/** yyyy-mm-dd of an instant in a time zone. */
export function dateIn(timeZone: string, at: number): string {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(timeZone, format)
  }
  return format.format(at)
}

/** The instant at which the day of `at` began in a time zone: found by halving, so right on days of 23 and 25 hours. */
export function startOfDay(at: number, timeZone: string): number {
  const date = dateIn(timeZone, at)
  let before = at - 26 * 60 * 60 * 1000
  let after = at
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (dateIn(timeZone, middle) === date) after = middle
    else before = middle
  }
  return after
}

export function overviewTotals(db: ReadHandle, accountId: string | null, midnight: number) {
  const stations = statement<[string | null], { stations: number; online: number }>(
    db,
    `select count(*) as stations, coalesce(sum(connected_since is not null), 0) as online
     from station where deleted_at is null and account_id = coalesce(?, account_id)`,
  ).get(accountId)
  const connectors = statement<
    [string | null],
    { connectors: number; charging: number; faulted: number; powerW: number }
  >(
    db,
    `select count(*) as connectors, coalesce(sum(c.is_charging and s.connected_since is not null), 0) as charging,
      coalesce(sum(c.status = 'Faulted'), 0) as faulted,
      coalesce(sum(case when s.connected_since is not null then c.power_w end), 0) as powerW
     from connector c join station s on s.id = c.station_id
     where c.evse_no > 0 and s.deleted_at is null and s.account_id = coalesce(?, s.account_id)`,
  ).get(accountId)
  const today = statement<[number, string | null], { sessions: number; energyWh: number; costMinor: number }>(
    db,
    `select count(*) as sessions, coalesce(sum(energy_wh), 0) as energyWh, coalesce(sum(cost_minor), 0) as costMinor
     from "transaction" where started_at >= ? and account_id = coalesce(?, account_id)`,
  ).get(midnight, accountId)
  return {
    stations: stations?.stations ?? 0,
    online: stations?.online ?? 0,
    connectors: connectors?.connectors ?? 0,
    charging: connectors?.charging ?? 0,
    faulted: connectors?.faulted ?? 0,
    powerW: connectors?.powerW ?? 0,
    today: today ?? { sessions: 0, energyWh: 0, costMinor: 0 },
  }
}

/** A session of more than this is not looked for: its power would not be missed in a chart of a few days. */
const longestSessionMs = 3 * dayMs

/** Wallboxes send readings every 15 minutes and less often: in between, a session goes on as it was told last. */
const holdMs = 60 * 60 * 1000

interface SessionBucket {
  id: number
  stoppedAt: number | null
  bucket: number
  meanW: number
}

/** Each session's mean per bucket, held until its next reading; then the sum over sessions. Empty buckets are 0. */
export function powerOverTime(db: ReadHandle, accountId: string | null, from: number, to: number, bucketMs: number) {
  // numbers are bound as floats: without the cast each instant would be a bucket of its own
  const rows = statement<(number | string | null)[], SessionBucket>(
    db,
    `select t.id, t.stopped_at as stoppedAt, cast(x.at / ? as integer) as bucket, avg(x.power_w) as meanW
     from "transaction" t
     join sample x on x.transaction_id = t.id and x.at >= ? and x.at < ? and x.power_w is not null
     where t.started_at >= ? and t.started_at < ? and t.account_id = coalesce(?, t.account_id)
     group by t.id, bucket order by t.id, bucket`,
  ).all(bucketMs, from, to, from - longestSessionMs, to, accountId)
  const end = Math.ceil(to / bucketMs)
  const sums = new Map<number, number>()
  rows.forEach(({ id, stoppedAt, bucket, meanW }, index) => {
    const next = rows[index + 1]
    const until = next?.id === id ? next.bucket : stoppedAt === null ? end : bucket + 1
    const held = Math.min(until, bucket + Math.max(1, Math.floor(holdMs / bucketMs)))
    for (let at = bucket; at < held; at += 1) sums.set(at, (sums.get(at) ?? 0) + meanW)
  })
  const series: { at: number; powerW: number }[] = []
  for (let bucket = Math.floor(from / bucketMs); bucket * bucketMs < to; bucket += 1)
    series.push({ at: bucket * bucketMs, powerW: Math.round(sums.get(bucket) ?? 0) })
  return series
}

export function energyPerDay(db: ReadHandle, accountId: string | null, now: number, days: number, timeZone: string) {
  const series = new Map<string, { date: string; sessions: number; energyWh: number; costMinor: number }>()
  const since = startOfDay(now - (days - 1) * dayMs, timeZone)
  // noon to noon: a step of 24 hours meets each date once, also where a day has 23 or 25
  for (let at = since + dayMs / 2; series.size < days && at <= now + dayMs; at += dayMs) {
    const date = dateIn(timeZone, at)
    series.set(date, { date, sessions: 0, energyWh: 0, costMinor: 0 })
  }
  const rows = statement<[number, string | null], { startedAt: number; energyWh: number; costMinor: number }>(
    db,
    `select started_at as startedAt, energy_wh as energyWh, cost_minor as costMinor from "transaction"
     where started_at >= ? and account_id = coalesce(?, account_id)`,
  ).all(since, accountId)
  for (const row of rows) {
    const day = series.get(dateIn(timeZone, row.startedAt))
    if (!day) continue
    day.sessions += 1
    day.energyWh += row.energyWh
    day.costMinor += row.costMinor
  }
  return [...series.values()]
}
