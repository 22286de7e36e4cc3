/**
 * Books what stations report of sessions, whatever the protocol. Stations repeat facts, send them late, out of order and
 * incomplete: each function here can be called with the same fact again, and changes nothing the second time.
 */
import { deleteProfilesOfSession } from '../charging-profiles/profile.store.ts'
import {
  connectorAt,
  connectorOfEvse,
  connectorView,
  insertSample,
  meterConnector,
  occupyConnector,
  releaseConnector,
  sampleView,
  setSessionStatus,
} from '../connectors/connector.store.ts'
import type { Sample } from '../connectors/sample.ts'
import { instantOf } from '../instant.ts'
import { siteView } from '../setup/site.store.ts'
import { stationById, stationName } from '../stations/station.store.ts'
import { authorizeTag } from '../tags/tag.store.ts'
import type { Authorization } from '../tags/tag.ts'
import type { CommandContext } from '../use-case.ts'
import { changeStartRequest, requestOfStart, startRequestById, startRequestView } from './start-request.store.ts'
import {
  changeTransaction,
  enqueueTransaction,
  insertTransaction,
  meterSummary,
  openTransactionsOfStation,
  settle,
  type TransactionChanges,
  type TransactionRow,
  transactionById,
} from './transaction.store.ts'
import { averagePowerOf } from './transaction.ts'
import { transactionViewById } from './transaction-view.store.ts'

/** A start that answers a remote request comes within this time: the driver has that long to plug in. */
const requestLifetimeMs = 10 * 60_000

export interface Start {
  stationId: number
  evseNo: number | null
  connectorNo: number | null
  idTag: string | null
  at: number
  meterStartWh: number | null
  /** Null: our own number is the session's id (1.6). */
  ocppId: string | null
  startKey: string | null
  remoteStartId: number | null
}

export function authorizeStart(
  { db, now }: CommandContext,
  stationId: number,
  idTag: string,
  starting?: { connectorId: number; exceptTransactionId?: number },
): Authorization {
  const { accountId } = stationName(db, stationId)
  return authorizeTag(db, { accountId, stationId, idTag, now, ...(starting ? { starting } : {}) })
}

/** A new session, whatever its tag is worth: the energy flows, so it is a fact. */
export function openSession(
  context: CommandContext,
  start: Start,
): { row: TransactionRow; authorization: Authorization | null } {
  const { db, now } = context
  const station = stationById(db, start.stationId)
  const connectorId = placeOf(context, start)
  const authorization = start.idTag ? authorizeStart(context, start.stationId, start.idTag, { connectorId }) : null
  const request = requestOfStart(db, {
    connectorId,
    tagId: authorization?.tagId ?? null,
    remoteStartId: start.remoteStartId,
    since: now - requestLifetimeMs,
  })
  const site = siteView(db)
  const row = insertTransaction(db, {
    accountId: station.accountId,
    stationId: start.stationId,
    connectorId,
    ocppId: start.ocppId,
    startKey: start.startKey,
    startTag: start.idTag,
    tagId: authorization?.tagId ?? null,
    userId: request?.userId ?? authorization?.userId ?? null,
    authorization: authorization?.status ?? null,
    startedAt: start.at,
    startReceivedAt: now,
    meterStartWh: start.meterStartWh,
    meterLastWh: start.meterStartWh,
    meterAt: start.meterStartWh === null ? null : start.at,
    startReason: request ? 'Remote' : 'Local',
    pricePerKWhMicros: station.pricePerKWhMicros ?? site.pricePerKWhMicros,
    currency: site.currency,
  })
  if (request) {
    const started = changeStartRequest(db, request.id, { state: 'started', transactionUid: row.uid })
    context.emit('start-request.changed', startRequestView(started))
  }
  takeConnector(context, row)
  enqueue(context, row)
  return { row, authorization }
}

/**
 * The connector of a start. 2.0.1 may name the EVSE late or never: then the request's connector, or the one that is occupied
 * without a session, stands in.
 */
function placeOf({ db }: CommandContext, start: Start): number {
  if (start.evseNo !== null && start.evseNo > 0)
    return start.connectorNo === null
      ? connectorOfEvse(db, start.stationId, start.evseNo).id
      : connectorAt(db, start.stationId, start.evseNo, start.connectorNo).id
  const request = start.remoteStartId === null ? undefined : startRequestById(db, start.remoteStartId)
  return request?.connectorId ?? connectorOfEvse(db, start.stationId, 1).id
}

/**
 * One connector has one session. A start while another is open means that the other's stop was lost (or is still to come):
 * it is ended where the new one began, provisionally, and a late stop will correct it. A start from the past (a queue that is
 * sent after an outage) leaves the newer session alone.
 */
function takeConnector(context: CommandContext, row: TransactionRow) {
  const { db } = context
  const others = openTransactionsOfStation(db, row.stationId).filter(
    (other) => other.connectorId === row.connectorId && other.id !== row.id,
  )
  if (others.some((other) => other.startedAt > row.startedAt)) return
  for (const other of others)
    finish(context, other, { stoppedAt: row.startedAt, stopReason: 'NextSession', stopReceivedAt: null })
  occupyConnector(db, row.connectorId, row.id)
  setSessionStatus(db, row.connectorId, 'begun')
}

export interface Stop {
  at: number
  meterStopWh: number | null
  idTag: string | null
  reason: string
}

/** A stop that the station reported. The first one counts; one that was only assumed is corrected by it. */
export function closeSession(context: CommandContext, row: TransactionRow, stop: Stop): TransactionRow {
  if (row.stoppedAt !== null && row.stopReceivedAt !== null) return row
  return finish(context, row, {
    stoppedAt: Math.max(stop.at, row.startedAt),
    stopReceivedAt: context.now,
    stopReason: stop.reason,
    stopTag: stop.idTag,
    meterStopWh: stop.meterStopWh,
  })
}

function finish(context: CommandContext, row: TransactionRow, changes: TransactionChanges): TransactionRow {
  const { db } = context
  releaseConnector(db, row.connectorId, row.id)
  setSessionStatus(db, row.connectorId, 'ended')
  deleteProfilesOfSession(db, row.id)
  const ended = resettle(context, row, { powerW: 0, chargingState: null, ...changes }, 'always')
  tellConnector(context, row.connectorId)
  return ended
}

/**
 * Samples of a session: stored once each, live values and energy follow. `progress` is what else changes with them.
 * @param row as it stands now @returns the session as it stands then
 */
export function addSamples(
  context: CommandContext,
  row: TransactionRow,
  samples: readonly Sample[],
  options: { live: boolean; registerStarts: boolean; progress?: TransactionChanges | undefined },
): TransactionRow {
  const { db, now } = context
  const place = stationName(db, row.stationId)
  const fresh = samples
    .map((sample) => ({ ...sample, at: instantOf(sample.at, now) }))
    .filter((sample) => insertSample(db, row.connectorId, row.id, sample))
  if (fresh.length === 0) return options.progress ? noteProgress(context, row, options.progress) : row
  const meter = registersAfter(row, fresh) ?? meterSummary(db, row.id)
  const peak = Math.max(row.peakPowerW ?? 0, ...fresh.map((sample) => Math.round(sample.powerW ?? 0)))
  const latest = fresh.reduce((a, b) => (b.at >= a.at ? b : a))
  const isLatest = row.meterAt === null || latest.at >= row.meterAt
  const changes: TransactionChanges = {
    ...options.progress,
    peakPowerW: peak,
    ...(options.registerStarts && meter.firstWh !== null ? { meterStartWh: meter.firstWh } : {}),
    ...(meter.lastWh !== null ? { meterLastWh: Math.max(meter.lastWh, row.meterStartWh ?? meter.lastWh) } : {}),
    ...(isLatest ? { meterAt: latest.at } : {}),
    ...(isLatest && latest.powerW !== undefined ? { powerW: Math.round(latest.powerW) } : {}),
    ...(isLatest && latest.soc !== undefined ? { soc: Math.round(latest.soc) } : {}),
  }
  const updated = resettle(context, row, changes, 'if-ended')
  for (const sample of fresh) context.emit('sample.recorded', sampleView(place, row.connectorId, row.uid, sample))
  if (options.live && isLatest && updated.stoppedAt === null) showLive(context, updated, latest)
  return updated
}

/**
 * Hot: the one reading that comes after all others is the last register, and the first stays as it was; no need to look them
 * up. Undefined where that is not so clear.
 */
function registersAfter(
  row: TransactionRow,
  [sample, ...more]: readonly Sample[],
): { firstWh: null; lastWh: number | null } | undefined {
  if (!sample || more.length > 0 || sample.context === 'begin') return undefined
  if (row.meterStartWh === null || row.meterLastWh === null) return undefined
  if (row.meterAt === null || sample.at <= row.meterAt) return undefined
  return { firstWh: null, lastWh: sample.energyWh === undefined ? null : Math.round(sample.energyWh) }
}

function showLive(context: CommandContext, row: TransactionRow, latest: Sample) {
  const elapsedMs = latest.at - row.startedAt
  meterConnector(context.db, row.connectorId, {
    at: latest.at,
    powerW: latest.powerW === undefined ? null : Math.round(latest.powerW),
    meterWh: latest.energyWh === undefined ? null : Math.round(latest.energyWh),
    soc: latest.soc === undefined ? null : Math.round(latest.soc),
    energyWh: row.energyWh,
    averagePowerW: averagePowerOf(row.energyWh, elapsedMs, row.peakPowerW),
    // boxes that send no StatusNotification are seen to charge by their power
    isCharging: latest.powerW !== undefined && latest.powerW >= 100 ? true : null,
  })
  tellConnector(context, row.connectorId)
}

/**
 * Changes a session; its energy and cost follow. A new revision goes to headquarters when a session has ended, or an ended one got
 * late facts that count.
 */
function resettle(
  context: CommandContext,
  row: TransactionRow,
  changes: TransactionChanges,
  tell: 'always' | 'if-ended',
): TransactionRow {
  const settled = settle({ ...row, ...changes } as TransactionRow)
  const differs = settled.energyWh !== row.energyWh || settled.costMinor !== row.costMinor
  const news = tell === 'always' || (row.stoppedAt !== null && differs)
  const updated = changeTransaction(context.db, row.id, {
    ...changes,
    ...settled,
    ...(news ? { revision: row.revision + 1 } : {}),
  })
  if (news) enqueue(context, updated)
  else tellSession(context, row.id)
  return updated
}

/** Facts of the start that came late (2.0.1: the Started event after others, the tag in a later one). */
export function amendSession(
  context: CommandContext,
  row: TransactionRow,
  changes: TransactionChanges,
): TransactionRow {
  if (Object.entries(changes).every(([key, value]) => row[key as keyof TransactionRow] === value)) return row
  return resettle(context, row, changes, 'always')
}

/** Live state only: nothing that headquarters needs. */
function noteProgress(context: CommandContext, row: TransactionRow, changes: TransactionChanges): TransactionRow {
  const updated = changeTransaction(context.db, row.id, changes)
  tellSession(context, row.id)
  return updated
}

function enqueue(context: CommandContext, row: TransactionRow) {
  enqueueTransaction(context.db, row, context.stamp(), context.now)
  context.emit('outbox.filled', { lane: 'tx' })
  tellSession(context, row.id)
  if (row.stoppedAt === null) tellConnector(context, row.connectorId)
}

export function tellConnector({ db, emitRow }: CommandContext, id: number) {
  emitRow('connector.changed', id, () => connectorView(db, id))
}

export function tellSession({ db, emitRow }: CommandContext, id: number) {
  emitRow('transaction.changed', id, () => transactionViewById(db, id))
}

/** The session as it is now, after other pieces of this transaction changed it. */
export function reread({ db }: CommandContext, row: TransactionRow): TransactionRow {
  return transactionById(db, row.id) ?? row
}
