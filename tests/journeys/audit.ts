import { expect } from 'vitest'
import type { Journey } from './harness.ts'
import type { Ledger, ReadingFact, StartFact, StopFact } from './ledger.ts'

/**
 * The controller's file holds what it gave its word for, and nothing besides: each fact of the box that was answered is
 * there, with the box's own values, once. Holds only while the box has no unanswered fact.
 */
export function expectOnFile(journey: Journey, stationId: string, ledger: Ledger) {
  expect(ledger.refusals).toEqual([])
  const sessions = journey.siteRows<Session>(
    `select t.ocpp_id as session, t.start_tag as idTag, t.started_at as startedAt, t.meter_start_wh as startWh,
      t.stopped_at as stoppedAt, t.meter_stop_wh as stopWh
     from "transaction" t join station s on s.id = t.station_id where s.serial_id = ? order by t.id`,
    stationId,
  )
  const started = sessions.map(
    ({ session, idTag, startedAt, startWh }): StartFact => ({ session, at: startedAt, meterWh: startWh, idTag }),
  )
  expect(started.toSorted(inOrder)).toEqual(ledger.starts.toSorted(inOrder))
  const stopped = sessions.flatMap(({ session, stoppedAt, stopWh }): StopFact[] =>
    stoppedAt === null ? [] : [{ session, at: stoppedAt, meterWh: stopWh ?? Number.NaN }],
  )
  expect(stopped.toSorted(inOrder)).toEqual(ledger.stops.toSorted(inOrder))

  const readings = journey.siteRows<ReadingFact>(
    `select t.ocpp_id as session, m.at, m.context, m.energy_wh as energyWh
     from sample m join "transaction" t on t.id = m.transaction_id join station s on s.id = t.station_id
     where s.serial_id = ?`,
    stationId,
  )
  expect(readings.toSorted(inOrder)).toEqual(ledger.readings.toSorted(inOrder))

  const events = journey.siteRows(
    `select t.ocpp_id as session, q.seq_no as seqNo
     from transaction_seq q join "transaction" t on t.id = q.transaction_id join station s on s.id = t.station_id
     where s.serial_id = ?`,
    stationId,
  )
  const byNumber = (a: { session: string; seqNo: number }, b: { session: string; seqNo: number }) =>
    a.session.localeCompare(b.session) || a.seqNo - b.seqNo
  expect((events as { session: string; seqNo: number }[]).toSorted(byNumber)).toEqual(ledger.events.toSorted(byNumber))
}

interface Session {
  session: string
  idTag: string
  startedAt: number
  startWh: number
  stoppedAt: number | null
  stopWh: number | null
}

interface Fact {
  session: string
  at: number
  context?: string
}

function inOrder(a: Fact, b: Fact): number {
  return a.session.localeCompare(b.session) || a.at - b.at || (a.context ?? '').localeCompare(b.context ?? '')
}

/** Headquarters has the same sessions as the site, in each field that counts, and each once. */
export function expectAtHeadquarters(journey: Journey) {
  const columns = `uid, revision, started_at, stopped_at, meter_start_wh, meter_stop_wh, start_tag, stop_reason, energy_wh,
    cost_minor, currency, price_per_kwh_micros, account_id`
  const order = 'order by uid'
  expect(journey.hubRows(`select ${columns} from tx ${order}`)).toEqual(
    journey.siteRows(`select ${columns} from "transaction" ${order}`),
  )
}

/** How much is still on its way to headquarters. */
export function outboxLength(journey: Journey): number {
  return journey.siteRows<{ n: number }>('select count(*) as n from outbox')[0]?.n ?? Number.NaN
}

/** The file is sound: as SQLite sees it, and its references. */
export function expectSound(journey: Journey) {
  expect(journey.siteRows('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
  expect(journey.siteRows('pragma foreign_key_check')).toEqual([])
  expect(journey.siteRows('select * from quarantine')).toEqual([])
}
