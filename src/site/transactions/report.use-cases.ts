/** What stations report of sessions: OCPP 1.6 in three messages, 2.0.1 in one; here they meet. */
import { createHash } from 'node:crypto'
import {
  connectorAt,
  connectorOfEvse,
  insertSample,
  meterConnector,
  sampleView,
  setCharging,
} from '../connectors/connector.store.ts'
import { instantOf, isClock } from '../instant.ts'
import { quarantineFact } from '../quarantine/quarantine.store.ts'
import { takeReservation } from '../reservations/reservation-end.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationName, touchStation } from '../stations/station.store.ts'
import { type Authorization, normalizeIdTag } from '../tags/tag.ts'
import { type CommandContext, command, query, trusted } from '../use-case.ts'
import {
  addSamples,
  amendSession,
  authorizeStart,
  closeSession,
  openSession,
  reread,
  tellConnector,
} from './booking.ts'
import type { ReportedEvent, ReportedReadings, ReportedStart, ReportedStop } from './report.ts'
import {
  markSeq,
  openTransactionsOfStation,
  type TransactionRow,
  transactionByOcppId,
  transactionByStartKey,
} from './transaction.store.ts'

export const transactionReportUseCases = {
  /** 1.6 StartTransaction. The answer carries the session's number and what the tag is worth. */
  'transactions.begin': command({
    needs: 'station',
    input: trusted<ReportedStart>(),
    run: (context, start): { transactionId: number; authorization: Authorization } => {
      const { db, now } = context
      const stationId = stationOf(context.actor)
      touchStation(db, stationId, now)
      // a station repeats a start with a new message id: the fact itself is the key
      const startKey = `${start.evseNo}|${normalizeIdTag(start.idTag)}|${start.at}|${start.meterStartWh}`
      const known = transactionByStartKey(db, stationId, startKey)
      // without a clock, two sessions of a card can look alike: then only one that still runs is the same
      if (known && (isClock(start.at, now) || known.stoppedAt === null)) {
        const again = authorizeStart(context, stationId, start.idTag, {
          connectorId: known.connectorId,
          exceptTransactionId: known.id,
        })
        return { transactionId: known.id, authorization: again }
      }
      const { row, authorization } = openSession(context, {
        stationId,
        evseNo: start.evseNo,
        connectorNo: 1,
        idTag: start.idTag,
        at: instantOf(start.at, now),
        meterStartWh: start.meterStartWh,
        ocppId: null,
        startKey: known ? `${startKey}|${now}` : startKey,
        remoteStartId: null,
      })
      endUsedReservation(context, row, authorization, start.reservationId ?? null)
      return { transactionId: row.id, authorization: authorization ?? invalid }
    },
  }),

  /** 1.6 StopTransaction. Never refused: a station would repeat it for ever. Null: no tag was given. */
  'transactions.end': command({
    needs: 'station',
    input: trusted<ReportedStop>(),
    run: (context, stop): { authorization: Authorization | null } => {
      const { db, now } = context
      const stationId = stationOf(context.actor)
      touchStation(db, stationId, now)
      const authorization = stop.idTag ? authorizeStart(context, stationId, stop.idTag) : null
      const row = sessionOfStop(context, stationId, stop)
      if (!row) {
        quarantineFact(context, {
          stationId,
          action: 'StopTransaction',
          payload: stop.payload,
          reason: `There is no session ${stop.transactionId} of this station.`,
          factKey: factKey('stop', stop.transactionId, stop.at, stop.meterStopWh),
        })
        return { authorization }
      }
      const metered = addSamples(context, row, stop.samples, { live: false, registerStarts: false })
      closeSession(context, metered, {
        at: instantOf(stop.at, now),
        meterStopWh: stop.meterStopWh,
        idTag: stop.idTag,
        reason: stop.reason,
      })
      return { authorization }
    },
  }),

  /** 2.0.1 TransactionEvent: in any order, with gaps, repeated, and each thing perhaps told only once. */
  'transactions.report': command({
    needs: 'station',
    input: trusted<ReportedEvent>(),
    run: (context, event): { authorization: Authorization | null; transactionUid: string } => {
      const { db, now } = context
      const stationId = stationOf(context.actor)
      touchStation(db, stationId, now)
      const at = instantOf(event.at, now)
      const known = transactionByOcppId(db, stationId, event.ocppId)
      const row = known ?? openFromEvent(context, stationId, event, at)
      if (!markSeq(db, row.id, event.seqNo, `${event.phase}@${event.at ?? ''}`))
        return { authorization: authorizationOf(context, stationId, row, event), transactionUid: row.uid }
      bookEvent(context, row, event, at)
      const authorization = authorizationOf(context, stationId, row, event)
      if (event.phase !== 'ended' && (authorization || event.reservationId != null))
        endUsedReservation(context, row, authorization, event.reservationId ?? null)
      return { authorization, transactionUid: row.uid }
    },
  }),

  /** The register, Wh, with which a session of this station began; null: not told, or no such session. */
  'transactions.meterStart': query({
    needs: 'station',
    input: trusted<{ ocppTransactionId: string }>(),
    run: ({ db, actor }, { ocppTransactionId }): number | null =>
      transactionByOcppId(db, stationOf(actor), ocppTransactionId)?.meterStartWh ?? null,
  }),

  /** MeterValues of both versions, in a session or outside. */
  'connectors.recordReadings': command({
    needs: 'station',
    input: trusted<ReportedReadings>(),
    run: (context, readings) => {
      const { db, now } = context
      const stationId = stationOf(context.actor)
      touchStation(db, stationId, now)
      const named = readings.ocppTransactionId
      const nameless = named === null || named === '0' || named === '-1'
      const row = nameless ? undefined : transactionByOcppId(db, stationId, named)
      if (row) {
        addSamples(context, row, readings.samples, { live: true, registerStarts: row.startKey === null })
        return
      }
      if (!nameless)
        quarantineFact(context, {
          stationId,
          action: 'MeterValues',
          payload: readings.payload,
          reason: `There is no session ${named} of this station; the readings are kept with the connector.`,
          factKey: factKey('readings', named, readings.evseNo, readings.payload),
        })
      recordOnConnector(context, stationId, readings)
    },
  }),
}

const invalid: Authorization = { status: 'Invalid', tagId: null, groupIdTag: null, expiresAt: null, userId: null }

function factKey(...parts: (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}

/** An id of 0 or −1 comes from stations that never got our answer to their start: the open session is meant. */
function sessionOfStop(context: CommandContext, stationId: number, stop: ReportedStop): TransactionRow | undefined {
  if (stop.transactionId > 0) return transactionByOcppId(context.db, stationId, String(stop.transactionId))
  const open = openTransactionsOfStation(context.db, stationId)
  if (open.length <= 1) return open[0]
  const tag = stop.idTag === null ? null : normalizeIdTag(stop.idTag)
  const candidates = open.filter(
    (row) =>
      (tag === null || (row.startTag !== null && normalizeIdTag(row.startTag) === tag)) &&
      (row.meterStartWh ?? 0) <= stop.meterStopWh,
  )
  return candidates.length === 1 ? candidates[0] : undefined
}

/** A tag that was refused uses no reservation, unless the station says so. */
function endUsedReservation(
  context: CommandContext,
  { stationId, connectorId, uid, startTag }: TransactionRow,
  authorization: Authorization | null,
  reservationId: number | null,
) {
  const isAccepted = authorization?.status === 'Accepted' && startTag !== null
  const tag = isAccepted ? { idTag: normalizeIdTag(startTag), groupIdTag: authorization.groupIdTag } : null
  takeReservation(context, { stationId, connectorId, uid, reservationId, tag })
}

function openFromEvent(context: CommandContext, stationId: number, event: ReportedEvent, at: number): TransactionRow {
  return openSession(context, {
    stationId,
    evseNo: event.evseNo,
    connectorNo: event.connectorNo,
    // the tag of an end is who stopped it
    idTag: event.phase === 'ended' ? null : event.idTag,
    at,
    meterStartWh: null,
    ocppId: event.ocppId,
    startKey: null,
    remoteStartId: event.remoteStartId,
  }).row
}

function bookEvent(context: CommandContext, opened: TransactionRow, event: ReportedEvent, at: number) {
  const { db } = context
  const amended = amendSession(context, opened, startFacts(context, opened, event, at))
  const isNewest = amended.lastSeqNo === null || event.seqNo >= amended.lastSeqNo
  const goesOn = isNewest && amended.stoppedAt === null && event.phase !== 'ended'
  const progress = goesOn
    ? { lastSeqNo: event.seqNo, ...(event.chargingState === null ? {} : { chargingState: event.chargingState }) }
    : undefined
  const row = addSamples(context, amended, event.samples, { live: !event.offline, registerStarts: true, progress })
  if (goesOn && event.chargingState !== null && !event.offline) {
    setCharging(db, row.connectorId, event.chargingState === 'Charging')
    tellConnector(context, row.connectorId)
  }
  if (event.phase === 'ended') {
    const meter = [...event.samples].reverse().find((sample) => sample.energyWh !== undefined)
    closeSession(context, reread(context, row), {
      at,
      meterStopWh: meter?.energyWh === undefined ? row.meterLastWh : Math.round(meter.energyWh),
      idTag: event.idTag,
      reason: event.stopReason ?? 'Local',
    })
  }
}

/** Started may come after others, and the tag in any event before the end. */
function startFacts(context: CommandContext, row: TransactionRow, event: ReportedEvent, at: number) {
  const changes: Parameters<typeof amendSession>[2] = {}
  if (event.phase === 'started' ? at !== row.startedAt : at < row.startedAt) changes.startedAt = at
  if (event.idTag && row.startTag === null && event.phase !== 'ended') {
    const authorization = authorizeStart(context, row.stationId, event.idTag, {
      connectorId: row.connectorId,
      exceptTransactionId: row.id,
    })
    changes.startTag = event.idTag
    changes.tagId = authorization.tagId
    changes.authorization = authorization.status
    if (row.userId === null && authorization.userId !== null) changes.userId = authorization.userId
  }
  return changes
}

function authorizationOf(
  context: CommandContext,
  stationId: number,
  row: TransactionRow,
  event: ReportedEvent,
): Authorization | null {
  if (!event.idTag) return null
  if (event.phase === 'ended') return authorizeStart(context, stationId, event.idTag)
  return authorizeStart(context, stationId, event.idTag, { connectorId: row.connectorId, exceptTransactionId: row.id })
}

function recordOnConnector(context: CommandContext, stationId: number, readings: ReportedReadings) {
  const { db, now } = context
  const { id, transactionId } =
    readings.connectorNo === null && readings.evseNo > 0
      ? connectorOfEvse(db, stationId, readings.evseNo)
      : connectorAt(db, stationId, readings.evseNo, readings.connectorNo ?? 1)
  const running =
    transactionId === null
      ? undefined
      : openTransactionsOfStation(db, stationId).find((row) => row.id === transactionId)
  const samples = readings.samples.map((sample) => ({ ...sample, at: instantOf(sample.at, now) }))
  const inSession = running === undefined ? [] : samples.filter((sample) => sample.at >= running.startedAt)
  if (running && inSession.length > 0)
    addSamples(context, running, inSession, { live: true, registerStarts: running.startKey === null })
  const outside = samples.filter((sample) => !inSession.includes(sample))
  const place = stationName(db, stationId)
  for (const sample of outside) {
    insertSample(db, id, null, sample)
    context.emit('sample.recorded', sampleView(place, id, null, sample))
  }
  const latest = outside.at(-1)
  if (!latest || inSession.length > 0) return
  meterConnector(db, id, {
    at: latest.at,
    powerW: latest.powerW === undefined ? null : Math.round(latest.powerW),
    meterWh: latest.energyWh === undefined ? null : Math.round(latest.energyWh),
    soc: latest.soc === undefined ? null : Math.round(latest.soc),
    energyWh: null,
    averagePowerW: null,
    isCharging: null,
  })
  tellConnector(context, id)
}
