import { type ReadHandle, statement, type WriteHandle } from '../db/open.ts'
import type { SampleDetail } from '../db/schema.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import type { ConnectorView } from './connector.ts'
import type { Sample, SampleView } from './sample.ts'

const viewColumns = `c.id, s.account_id as accountId, s.serial_id as stationId, c.evse_no as evseNo, c.connector_no as connectorNo,
  c.status, c.raw_status as rawStatus, c.error_code as errorCode, c.vendor_error_code as vendorErrorCode, c.info,
  c.status_at as statusAt, c.power_w as powerW, c.energy_wh as energyWh, c.average_power_w as averagePowerW,
  c.meter_wh as meterWh, c.soc, c.is_charging as isCharging, c.meter_at as meterAt, t.uid as transactionUid,
  (select json_object('id', r.uid, 'idTag', r.id_tag, 'userId', r.user_id, 'expiresAt', r.expires_at) from reservation r
    where r.connector_id = c.id and r.state = 'active' order by r.id desc limit 1) as reservation`
const viewTables = `connector c join station s on s.id = c.station_id left join "transaction" t on t.id = c.transaction_id`

type ViewRow = Omit<ConnectorView, 'isCharging' | 'reservation'> & { isCharging: number; reservation: string | null }

function viewOf(row: ViewRow): ConnectorView {
  const reservation = row.reservation === null ? null : (JSON.parse(row.reservation) as ConnectorView['reservation'])
  return { ...row, isCharging: row.isCharging === 1, reservation }
}

export function connectorViews(db: ReadHandle, stationId: number): ConnectorView[] {
  return statement<[number], ViewRow>(
    db,
    `select ${viewColumns} from ${viewTables} where c.station_id = ? and c.evse_no > 0 order by c.evse_no, c.connector_no`,
  )
    .all(stationId)
    .map(viewOf)
}

export function connectorView(db: ReadHandle, id: number): ConnectorView {
  const row = statement<[number], ViewRow>(db, `select ${viewColumns} from ${viewTables} where c.id = ?`).get(id)
  if (!row) throw new SiteError('NotFound', { connector: id })
  return viewOf(row)
}

/** Where a connector is; what its station is called. */
export interface ConnectorPlace {
  id: number
  stationId: number
  serialId: string
  accountId: string
  evseNo: number
  connectorNo: number
  transactionId: number | null
  status: ConnectorView['status']
  /** As the station says it. */
  rawStatus: string | null
  stationEnabled: boolean
}

/** @throws SiteError NotFound: also when it is another account's, or of a station this user may not use */
export function connectorPlace(db: ReadHandle, actor: Actor, id: number): ConnectorPlace {
  const row = statement<[number], Omit<ConnectorPlace, 'stationEnabled'> & { stationEnabled: number }>(
    db,
    `select c.id, c.station_id as stationId, s.serial_id as serialId, s.account_id as accountId, c.evse_no as evseNo,
      c.connector_no as connectorNo, c.transaction_id as transactionId, c.status, c.raw_status as rawStatus,
      s.enabled as stationEnabled
     from connector c join station s on s.id = c.station_id where c.id = ? and s.deleted_at is null`,
  ).get(id)
  const accountId = accountOf(actor)
  if (!row || (accountId !== null && row.accountId !== accountId)) throw new SiteError('NotFound', { connector: id })
  if (actor.kind === 'user' && !actor.permissions.has('ManageChargingStations')) {
    const allowed = statement<[number, number, string]>(
      db,
      `select 1 where not exists (select 1 from station_user where station_id = ?)
        or exists (select 1 from station_user where station_id = ? and user_id = ?)`,
    ).get(row.stationId, row.stationId, actor.userId)
    if (!allowed) throw new SiteError('NotFound', { connector: id })
  }
  return { ...row, stationEnabled: row.stationEnabled === 1 }
}

/** The connector at this place of a station; made when the station speaks of it for the first time. */
export function connectorAt(
  db: WriteHandle,
  stationId: number,
  evseNo: number,
  connectorNo: number,
): { id: number; transactionId: number | null } {
  const find = statement<[number, number, number], { id: number; transactionId: number | null }>(
    db,
    'select id, transaction_id as transactionId from connector where station_id = ? and evse_no = ? and connector_no = ?',
  )
  const found = find.get(stationId, evseNo, connectorNo)
  if (found) return found
  const made = statement(db, 'insert into connector (station_id, evse_no, connector_no) values (?, ?, ?)').run(
    stationId,
    evseNo,
    connectorNo,
  )
  return { id: Number(made.lastInsertRowid), transactionId: null }
}

/** The only connector of an EVSE that was named without one (2.0.1 may leave connectorId out); the first, when there are several. */
export function connectorOfEvse(
  db: WriteHandle,
  stationId: number,
  evseNo: number,
): { id: number; transactionId: number | null } {
  const found = statement<[number, number], { id: number; transactionId: number | null }>(
    db,
    `select id, transaction_id as transactionId from connector where station_id = ? and evse_no = ?
     order by transaction_id is null, status <> 'Occupied', connector_no limit 1`,
  ).get(stationId, evseNo)
  return found ?? connectorAt(db, stationId, evseNo, 1)
}

export function setConnectorStatus(
  db: WriteHandle,
  id: number,
  change: {
    status: ConnectorView['status']
    rawStatus: string
    errorCode: string | null
    vendorErrorCode: string | null
    info: string | null
    at: number
  },
) {
  statement(
    db,
    `update connector set status = ?, raw_status = ?, error_code = ?, vendor_error_code = ?, info = ?, status_at = ?,
      is_charging = case when ? = 'Charging' then 1 when ? in ('Available', 'Faulted', 'Unavailable', 'SuspendedEV', 'SuspendedEVSE', 'Finishing') then 0 else is_charging end,
      power_w = case when ? in ('Available', 'Faulted', 'Unavailable') then 0 else power_w end
     where id = ?`,
  ).run(
    change.status,
    change.rawStatus,
    change.errorCode,
    change.vendorErrorCode,
    change.info,
    change.at,
    change.rawStatus,
    change.rawStatus,
    change.rawStatus,
    id,
  )
}

/** A connector begins a session: its energy starts over. */
export function occupyConnector(db: WriteHandle, id: number, transactionId: number) {
  statement(
    db,
    'update connector set transaction_id = ?, energy_wh = 0, average_power_w = null, soc = null where id = ?',
  ).run(transactionId, id)
}

export function releaseConnector(db: WriteHandle, id: number, transactionId: number) {
  statement(
    db,
    'update connector set transaction_id = null, is_charging = 0, power_w = 0 where id = ? and transaction_id = ?',
  ).run(id, transactionId)
}

/** Live values; what a reading does not tell stays as it was. An older reading than the last changes nothing. */
export function meterConnector(
  db: WriteHandle,
  id: number,
  values: {
    at: number
    powerW: number | null
    meterWh: number | null
    soc: number | null
    energyWh: number | null
    averagePowerW: number | null
    isCharging: boolean | null
  },
) {
  statement(
    db,
    `update connector set power_w = coalesce(?, power_w), meter_wh = coalesce(?, meter_wh), soc = coalesce(?, soc),
      energy_wh = coalesce(?, energy_wh), average_power_w = coalesce(?, average_power_w),
      is_charging = coalesce(?, is_charging), meter_at = ?
     where id = ? and (meter_at is null or meter_at <= ?)`,
  ).run(
    values.powerW,
    values.meterWh,
    values.soc,
    values.energyWh,
    values.averagePowerW,
    values.isCharging === null ? null : Number(values.isCharging),
    values.at,
    id,
    values.at,
  )
}

/** @returns false when this reading was stored before */
export function insertSample(
  db: WriteHandle,
  connectorId: number,
  transactionId: number | null,
  sample: Sample,
): boolean {
  const done = statement(
    db,
    `insert into sample (connector_id, transaction_id, at, context, energy_wh, power_w, soc, detail)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`,
  ).run(
    connectorId,
    transactionId,
    sample.at,
    sample.context,
    rounded(sample.energyWh),
    rounded(sample.powerW),
    rounded(sample.soc),
    sample.detail ? JSON.stringify(sample.detail) : null,
  )
  return done.changes > 0
}

function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value)
}

export interface StoredSample {
  at: number
  context: string
  energyWh: number | null
  powerW: number | null
  soc: number | null
  detail: SampleDetail | null
}

/** Samples of a session in order of time, thinned to about `most` by taking every n-th. */
export function samplesOf(db: ReadHandle, transactionId: number, most: number): StoredSample[] {
  const rows = statement<[number], Omit<StoredSample, 'detail'> & { detail: string | null }>(
    db,
    `select at, context, energy_wh as energyWh, power_w as powerW, soc, detail from sample
     where transaction_id = ? order by at`,
  ).all(transactionId)
  const step = Math.max(1, Math.ceil(rows.length / most))
  return rows
    .filter((_, index) => index % step === 0 || index === rows.length - 1)
    .map((row) => ({ ...row, detail: row.detail ? (JSON.parse(row.detail) as SampleDetail) : null }))
}

export function sampleView(
  place: { accountId: string; serialId: string },
  connectorId: number,
  transactionUid: string | null,
  sample: Sample,
): SampleView {
  return {
    accountId: place.accountId,
    stationId: place.serialId,
    connectorId,
    transactionUid,
    at: sample.at,
    energyWh: rounded(sample.energyWh),
    powerW: rounded(sample.powerW),
    soc: rounded(sample.soc),
    detail: sample.detail ?? null,
  }
}

/** Stations that send no status are occupied while a session runs; what a station says itself always wins. */
export function setSessionStatus(db: WriteHandle, id: number, session: 'begun' | 'ended') {
  if (session === 'begun')
    statement(
      db,
      `update connector set status = 'Occupied' where id = ? and (raw_status is null or status in ('Available', 'Reserved'))`,
    ).run(id)
  else
    statement(
      db,
      `update connector set status = 'Available' where id = ? and raw_status is null and transaction_id is null`,
    ).run(id)
}

/** What 2.0.1 tells of charging in its transaction events. */
export function setCharging(db: WriteHandle, id: number, isCharging: boolean) {
  statement(db, 'update connector set is_charging = ?, power_w = case when ? then power_w else 0 end where id = ?').run(
    Number(isCharging),
    Number(isCharging),
    id,
  )
}
