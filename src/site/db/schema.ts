/**
 * The whole data model on one page. Units: Wh, W, A, V, %; money in integer minor units of `currency`; prices per kWh in
 * micro-units of the currency (0.30 EUR = 300000); instants are UTC epoch milliseconds (`…At`).
 * Rows that are synced or named outside have UUIDs; what a station writes often has small integers.
 */
import { sql } from 'drizzle-orm'
import { blob, index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { Permission } from '../permissions.ts'

const at = (name: string) => integer(name, { mode: 'number' })
const flag = (name: string) => integer(name, { mode: 'boolean' })

/** One row: this site. */
export const site = sqliteTable('site', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull(),
  currency: text('currency').notNull(),
  /** Price of a station that has none of its own, micro-units per kWh. */
  pricePerKWhMicros: integer('price_per_kwh_micros').notNull(),
  setUpAt: at('set_up_at').notNull(),
})

/** The top-level tenant: every station, tag, user, schedule, car and session belongs to one. */
export const account = sqliteTable('account', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  enabled: flag('enabled').notNull().default(true),
  createdAt: at('created_at').notNull(),
})

export const user = sqliteTable(
  'user',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** Lower-case: the login. */
    email: text('email').notNull(),
    /** argon2id, in PHC format. Null: invited, no password yet. */
    passwordHash: text('password_hash'),
    /** When the password was last set: hash and stamp are one atomic group for sync. */
    passwordAt: at('password_at'),
    fullName: text('full_name').notNull().default(''),
    timeZone: text('time_zone'),
    language: text('language'),
    darkMode: flag('dark_mode'),
    permissions: text('permissions', { mode: 'json' }).$type<Permission[]>().notNull(),
    enabled: flag('enabled').notNull().default(true),
    carId: text('car_id'),
    lastLoginAt: at('last_login_at'),
    failedLogins: integer('failed_logins').notNull().default(0),
    lockedUntil: at('locked_until'),
    createdAt: at('created_at').notNull(),
    deletedAt: at('deleted_at'),
  },
  (t) => [uniqueIndex('user_email').on(t.email), index('user_account').on(t.accountId)],
)

/** A refresh token of a phone, or a session of the desk. Only its SHA-256 is stored; a family is one sign-in. */
export const userToken = sqliteTable(
  'user_token',
  {
    hash: text('hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    familyId: text('family_id').notNull(),
    door: text('door', { enum: ['desk', 'lan'] }).notNull(),
    device: text('device').notNull().default(''),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    /** When it was exchanged for its successor; using it again ends the family. */
    usedAt: at('used_at'),
    revokedAt: at('revoked_at'),
  },
  (t) => [index('user_token_family').on(t.familyId), index('user_token_user').on(t.userId)],
)

/** A one-time code to set a password: an invitation, or a reset by an administrator. Only its SHA-256 is stored. */
export const userCode = sqliteTable(
  'user_code',
  {
    hash: text('hash').primaryKey(),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    purpose: text('purpose', { enum: ['invitation', 'reset'] }).notNull(),
    createdAt: at('created_at').notNull(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [index('user_code_user').on(t.userId)],
)

export const station = sqliteTable(
  'station',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    /** The OCPP identity: last segment of the URL. Compared exactly. */
    serialId: text('serial_id').notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    name: text('name').notNull(),
    /** Basic auth user name, where it differs from the serial id. */
    username: text('username'),
    passwordHash: text('password_hash'),
    /** Let in without a password: a choice of the site manager that is shown as such. */
    openAccess: flag('open_access').notNull().default(false),
    /** SHA-256 of a certificate that another authority issued, hexadecimal: it counts as the station's own. */
    certificateThumbprint: text('certificate_thumbprint'),
    /** The least that it must connect with, 0 to 3 as in OCPP; null: 0 with open access, else 1. */
    securityProfile: integer('security_profile'),
    enabled: flag('enabled').notNull().default(true),
    /** Treat a connection without subprotocol as this one; null refuses it. */
    assumedProtocol: text('assumed_protocol'),
    /** Name of the protocol in use or last used, as negotiated, e.g. `ocpp1.6`. */
    protocol: text('protocol'),
    vendor: text('vendor'),
    model: text('model'),
    serialNumber: text('serial_number'),
    firmware: text('firmware'),
    iccid: text('iccid'),
    imsi: text('imsi'),
    bootReason: text('boot_reason'),
    bootedAt: at('booted_at'),
    pricePerKWhMicros: integer('price_per_kwh_micros'),
    rawStatus: text('raw_status'),
    errorCode: text('error_code'),
    /** Set while connected. */
    connectedSince: at('connected_since'),
    lastSeenAt: at('last_seen_at'),
    createdAt: at('created_at').notNull(),
    /** The station is gone, its sessions stay. */
    deletedAt: at('deleted_at'),
  },
  (t) => [
    uniqueIndex('station_serial_id').on(t.serialId).where(sql`deleted_at is null`),
    index('station_account').on(t.accountId),
  ],
)

/** Who may use a station; no row for a station means: everybody of its account. */
export const stationUser = sqliteTable(
  'station_user',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.userId] })],
)

export const connectorStatuses = ['Unknown', 'Available', 'Occupied', 'Reserved', 'Unavailable', 'Faulted'] as const

/** A socket. 1.6 knows connectors only: its connector n is EVSE n, connector 1. */
export const connector = sqliteTable(
  'connector',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    evseNo: integer('evse_no').notNull(),
    connectorNo: integer('connector_no').notNull(),
    status: text('status', { enum: connectorStatuses }).notNull().default('Unknown'),
    /** As the station says it: Preparing, SuspendedEV, Finishing, … */
    rawStatus: text('raw_status'),
    errorCode: text('error_code'),
    vendorErrorCode: text('vendor_error_code'),
    info: text('info'),
    statusAt: at('status_at'),
    powerW: integer('power_w'),
    /** Of the running session, or of the last one. */
    energyWh: integer('energy_wh'),
    averagePowerW: integer('average_power_w'),
    /** The meter's register. */
    meterWh: integer('meter_wh'),
    soc: integer('soc'),
    isCharging: flag('is_charging').notNull().default(false),
    meterAt: at('meter_at'),
    /** The running session. */
    transactionId: integer('transaction_id'),
  },
  (t) => [uniqueIndex('connector_place').on(t.stationId, t.evseNo, t.connectorNo)],
)

/** A charging session. `id` is the transaction id of OCPP 1.6: a positive int32, never reused. */
export const transaction = sqliteTable(
  'transaction',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    uid: text('uid').notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    connectorId: integer('connector_id')
      .notNull()
      .references(() => connector.id),
    /** How the station calls it: its own id in 2.0.1, `id` as text in 1.6. */
    ocppId: text('ocpp_id').notNull(),
    /** Natural key of a start that may be repeated with a new message id. */
    startKey: text('start_key'),
    /** As the station sent it. Null: not (yet) told. */
    startTag: text('start_tag'),
    tagId: text('tag_id'),
    /** Who started it, where a person did. */
    userId: text('user_id'),
    authorization: text('authorization'),
    startedAt: at('started_at').notNull(),
    startReceivedAt: at('start_received_at').notNull(),
    meterStartWh: integer('meter_start_wh'),
    startReason: text('start_reason').notNull(),
    stopTag: text('stop_tag'),
    stoppedAt: at('stopped_at'),
    stopReceivedAt: at('stop_received_at'),
    meterStopWh: integer('meter_stop_wh'),
    stopReason: text('stop_reason'),
    /** Last register seen; the energy so far. */
    meterLastWh: integer('meter_last_wh'),
    /** When that register was read. */
    meterAt: at('meter_at'),
    energyWh: integer('energy_wh').notNull().default(0),
    powerW: integer('power_w'),
    peakPowerW: integer('peak_power_w'),
    soc: integer('soc'),
    chargingState: text('charging_state'),
    lastSeqNo: integer('last_seq_no'),
    /** The price in force at the start, micro-units per kWh. */
    pricePerKWhMicros: integer('price_per_kwh_micros').notNull(),
    currency: text('currency').notNull(),
    costMinor: integer('cost_minor').notNull().default(0),
    /** Grows with each change that headquarters must know. */
    revision: integer('revision').notNull().default(1),
    /** What the station said when asked whether it still holds messages of the session. Null: never asked, or it can't say. */
    messagesQueued: flag('messages_queued'),
    messagesQueuedAt: at('messages_queued_at'),
  },
  (t) => [
    uniqueIndex('transaction_uid').on(t.uid),
    uniqueIndex('transaction_ocpp_id').on(t.stationId, t.ocppId),
    uniqueIndex('transaction_start_key').on(t.stationId, t.startKey),
    index('transaction_started').on(t.accountId, t.startedAt),
    index('transaction_open').on(t.connectorId).where(sql`stopped_at is null`),
  ],
)

/** Messages of a session that were already booked (2.0.1 seqNo), so that a repeated one changes nothing. */
export const transactionSeq = sqliteTable(
  'transaction_seq',
  {
    transactionId: integer('transaction_id').notNull(),
    seqNo: integer('seq_no').notNull(),
    /** Event type and instant: seqNo 0 is used twice by some stations. */
    mark: text('mark').notNull(),
  },
  (t) => [primaryKey({ columns: [t.transactionId, t.seqNo, t.mark] })],
)

/** One reading of a meter: one row per instant, whatever the number of measurands. */
export const sample = sqliteTable(
  'sample',
  {
    id: integer('id').primaryKey(),
    connectorId: integer('connector_id').notNull(),
    transactionId: integer('transaction_id'),
    at: at('at').notNull(),
    context: text('context').notNull(),
    energyWh: integer('energy_wh'),
    powerW: integer('power_w'),
    soc: integer('soc'),
    /** Per phase [L1, L2, L3] of power in W, current in A, voltage in V; and other measurands as the station names them. */
    detail: text('detail', { mode: 'json' }).$type<SampleDetail>(),
  },
  (t) => [
    uniqueIndex('sample_of_transaction').on(t.transactionId, t.at, t.context).where(sql`transaction_id is not null`),
  ],
)

export interface SampleDetail {
  powerW?: (number | null)[]
  currentA?: (number | null)[]
  voltageV?: (number | null)[]
  /** measurand[/phase][/location] → value with its unit, e.g. `Temperature/Body`: `31 Celsius`. */
  other?: Record<string, string>
  /** Signed readings (OCMF, EDL) verbatim. */
  signed?: string[]
}

/** A correction of a finished session: a row beside it, never a change of it. */
export const adjustment = sqliteTable('adjustment', {
  id: text('id').primaryKey(),
  transactionId: integer('transaction_id')
    .notNull()
    .references(() => transaction.id),
  energyWh: integer('energy_wh').notNull(),
  costMinor: integer('cost_minor').notNull(),
  reason: text('reason').notNull(),
  author: text('author').notNull(),
  createdAt: at('created_at').notNull(),
})

/** A card or other idToken. `id` is UUIDv5(account, normalised id): two inserts of one card are one tag. */
export const tag = sqliteTable(
  'tag',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** Upper-case: ids are case-insensitive. At most 36 characters (20 reach 1.6 stations). */
    idTag: text('id_tag').notNull(),
    name: text('name').notNull().default(''),
    description: text('description'),
    expiresAt: at('expires_at'),
    blocked: flag('blocked').notNull().default(false),
    parentId: text('parent_id'),
    /** Hybrid logical clock of the last change, and the hub's version that it was based on. */
    hlc: text('hlc').notNull(),
    hubVersion: integer('hub_version').notNull().default(0),
    createdAt: at('created_at').notNull(),
    deletedAt: at('deleted_at'),
  },
  (t) => [index('tag_id_tag').on(t.idTag), index('tag_account').on(t.accountId), index('tag_parent').on(t.parentId)],
)

export const tagUser = sqliteTable(
  'tag_user',
  {
    tagId: text('tag_id')
      .notNull()
      .references(() => tag.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
  },
  (t) => [primaryKey({ columns: [t.tagId, t.userId] }), index('tag_user_user').on(t.userId)],
)

/** A named price with conditions; stations refer to one, or have a plain price. */
export const tariff = sqliteTable('tariff', {
  id: text('id').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => account.id),
  name: text('name').notNull(),
  currency: text('currency').notNull(),
  taxPermille: integer('tax_permille').notNull().default(0),
  /** Elements in order; the first whose conditions hold gives the price. */
  elements: text('elements', { mode: 'json' }).$type<unknown[]>().notNull(),
  createdAt: at('created_at').notNull(),
  deletedAt: at('deleted_at'),
})

export const schedule = sqliteTable(
  'schedule',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    connectorId: integer('connector_id')
      .notNull()
      .references(() => connector.id),
    userId: text('user_id')
      .notNull()
      .references(() => user.id),
    tagId: text('tag_id')
      .notNull()
      .references(() => tag.id),
    name: text('name').notNull(),
    enabled: flag('enabled').notNull().default(true),
    type: text('type', { enum: ['once', 'recurring'] }).notNull(),
    /** RFC 5545 RRULE of a recurring schedule, in the site's time zone. */
    rule: text('rule'),
    /** The next start. */
    startAt: at('start_at'),
    endAt: at('end_at'),
    targetSoc: integer('target_soc'),
    departureAt: at('departure_at'),
    lastOutcome: text('last_outcome'),
    lastOutcomeAt: at('last_outcome_at'),
    createdAt: at('created_at').notNull(),
    deletedAt: at('deleted_at'),
  },
  (t) => [index('schedule_due').on(t.startAt).where(sql`enabled = 1 and deleted_at is null`)],
)

export const car = sqliteTable('car', {
  id: text('id').primaryKey(),
  accountId: text('account_id')
    .notNull()
    .references(() => account.id),
  name: text('name').notNull(),
  brand: text('brand').notNull().default(''),
  model: text('model').notNull().default(''),
  batteryWh: integer('battery_wh'),
  soc: integer('soc'),
  socAt: at('soc_at'),
  /** Where the live state of charge is polled; headers and token are sealed. */
  restConnector: text('rest_connector', { mode: 'json' }).$type<{
    url: string
    method: 'GET' | 'POST'
    path: string
    intervalS: number
  }>(),
  restConnectorSecret: blob('rest_connector_secret', { mode: 'buffer' }),
  createdAt: at('created_at').notNull(),
  deletedAt: at('deleted_at'),
})

/** A remote start that somebody asked for: what became of it. `id` is the remoteStartId of 2.0.1. */
export const startRequest = sqliteTable(
  'start_request',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    uid: text('uid').notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    connectorId: integer('connector_id')
      .notNull()
      .references(() => connector.id),
    tagId: text('tag_id')
      .notNull()
      .references(() => tag.id),
    userId: text('user_id'),
    state: text('state', { enum: ['sent', 'accepted', 'refused', 'unanswered', 'started'] }).notNull(),
    transactionUid: text('transaction_uid'),
    requestedAt: at('requested_at').notNull(),
  },
  (t) => [uniqueIndex('start_request_uid').on(t.uid)],
)

/** Settings that a station told: 1.6 configuration keys and 2.0.1 variables. */
export const stationSetting = sqliteTable(
  'station_setting',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    key: text('key').notNull(),
    value: text('value'),
    readonly: flag('readonly').notNull(),
    readAt: at('read_at').notNull(),
    /** What the station's own device model says of it (2.0.1 reports). */
    unit: text('unit'),
    dataType: text('data_type'),
    minLimit: real('min_limit'),
    maxLimit: real('max_limit'),
    valuesList: text('values_list'),
    supportsMonitoring: flag('supports_monitoring'),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.key] })],
)

/** Device-level events that a station reported. */
export const stationEvent = sqliteTable(
  'station_event',
  {
    id: integer('id').primaryKey(),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    at: at('at').notNull(),
    receivedAt: at('received_at').notNull(),
    evseNo: integer('evse_no'),
    /** What it is about: component.variable, or the vendor's id of a data transfer. */
    subject: text('subject').notNull(),
    value: text('value'),
    trigger: text('trigger'),
    cleared: flag('cleared'),
    text: text('text'),
    /** Of security events; null: it was not judged. */
    severity: text('severity', { enum: ['critical', 'warning', 'info'] }),
  },
  (t) => [index('station_event_at').on(t.stationId, t.at)],
)

/** Stations that tried to connect and were refused, so that a site manager can adopt them. */
export const knocking = sqliteTable('knocking', {
  serialId: text('serial_id').primaryKey(),
  reason: text('reason', {
    enum: [
      'unknown',
      'disabled',
      'wrong-password',
      'no-password',
      'needs-tls',
      'no-certificate',
      'wrong-certificate',
      'no-subprotocol',
    ],
  }).notNull(),
  remoteAddress: text('remote_address').notNull(),
  subprotocols: text('subprotocols').notNull(),
  username: text('username'),
  firstAt: at('first_at').notNull(),
  lastAt: at('last_at').notNull(),
  count: integer('count').notNull().default(1),
})

/** A fact that could not be booked: kept whole until a person decides. */
export const quarantine = sqliteTable(
  'quarantine',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    action: text('action').notNull(),
    payload: text('payload').notNull(),
    reason: text('reason').notNull(),
    receivedAt: at('received_at').notNull(),
    resolution: text('resolution'),
    resolvedAt: at('resolved_at'),
    /** A repeated message adds no second row. */
    factKey: text('fact_key').notNull(),
    /** Subprotocol over which it came. */
    protocol: text('protocol'),
    /** The payload as a person corrected it; what came stays in `payload`. */
    repaired: text('repaired'),
    /** Who booked or discarded it, and why. */
    resolvedBy: text('resolved_by'),
    resolvedNote: text('resolved_note'),
  },
  (t) => [uniqueIndex('quarantine_fact').on(t.stationId, t.factKey)],
)

/** Frames from and to stations, bounded by age and number. Secrets are masked before they get here. */
export const messageLog = sqliteTable(
  'message_log',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id').notNull(),
    at: at('at').notNull(),
    direction: text('direction', { enum: ['in', 'out'] }).notNull(),
    /** The action of a CALL, and of the answer to it. Null where it can't be told. */
    action: text('action'),
    kind: text('kind', { enum: ['call', 'result', 'error', 'invalid'] }).notNull(),
    messageId: text('message_id'),
    /** The frame as it went over the wire. */
    frame: text('frame').notNull(),
    note: text('note'),
  },
  (t) => [
    index('message_log_station').on(t.stationId, t.id),
    // few rows are in it, so it costs nothing while all is well
    index('message_log_trouble').on(t.stationId, t.id).where(sql`kind in ('error', 'invalid') or note is not null`),
  ],
)

/** Who did what, when, from which door. `hash` chains each row to the one before. */
export const audit = sqliteTable('audit', {
  id: integer('id').primaryKey({ autoIncrement: true }),
  at: at('at').notNull(),
  actor: text('actor').notNull(),
  door: text('door').notNull(),
  accountId: text('account_id'),
  action: text('action').notNull(),
  subject: text('subject').notNull(),
  before: text('before', { mode: 'json' }),
  after: text('after', { mode: 'json' }),
  hash: text('hash').notNull(),
})

/** Changes for headquarters, written in the transaction of the change itself. Rows go only after their ack. */
export const outbox = sqliteTable(
  'outbox',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    lane: text('lane', { enum: ['tx', 'acct'] }).notNull(),
    entity: text('entity').notNull(),
    key: text('key').notNull(),
    op: text('op', { enum: ['put', 'delete'] }).notNull(),
    hlc: text('hlc').notNull(),
    base: integer('base').notNull().default(0),
    fields: text('fields', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    createdAt: at('created_at').notNull(),
    /** Sequence number in the lane's epoch, given when first sent. */
    seq: integer('seq'),
    /** Headquarters' reason why the row can't be applied. */
    dead: text('dead'),
  },
  (t) => [index('outbox_lane').on(t.lane, t.id)],
)

export const syncLane = sqliteTable('sync_lane', {
  lane: text('lane').primaryKey(),
  epoch: integer('epoch').notNull().default(1),
  /** Highest sequence number given out, and highest acked. */
  lastSeq: integer('last_seq').notNull().default(0),
  ackedSeq: integer('acked_seq').notNull().default(0),
  ackedChain: text('acked_chain').notNull().default(''),
  ackedAt: at('acked_at'),
})

/** Position in headquarters' log of changes, per bucket. */
export const syncCursor = sqliteTable('sync_cursor', {
  bucket: text('bucket').primaryKey(),
  version: integer('version').notNull().default(0),
})

/** One row where the site belongs to headquarters. */
export const hqConnection = sqliteTable('hq_connection', {
  id: integer('id').primaryKey(),
  url: text('url').notNull(),
  /** How headquarters knows this site. */
  hqSiteId: text('hq_site_id').notNull(),
  secret: blob('secret', { mode: 'buffer' }).notNull(),
  enabled: flag('enabled').notNull().default(true),
  connectedAt: at('connected_at'),
  lastError: text('last_error'),
  createdAt: at('created_at').notNull(),
})

/** Messages of headquarters that were carried out, so that each is carried out once. */
export const onceMark = sqliteTable('once_mark', {
  id: text('id').primaryKey(),
  at: at('at').notNull(),
})

/** Small facts of the installation itself: HLC high-water mark, boot id, schema of the data folder. */
export const meta = sqliteTable('meta', {
  key: text('key').primaryKey(),
  value: text('value').notNull(),
})

/** A station's local list of tags, as far as the station has confirmed it. */
export const localList = sqliteTable('local_list', {
  stationId: integer('station_id')
    .primaryKey()
    .references(() => station.id),
  /** Version that the station confirmed; null: not known, so that the next list goes whole. */
  version: integer('version'),
  state: text('state', { enum: ['unknown', 'current', 'disabled', 'unsupported', 'failed'] })
    .notNull()
    .default('unknown'),
  /** Protocol and firmware that `state` was learnt from: a station that was updated is asked again. */
  learntFrom: text('learnt_from'),
  /** Tags it has room for; null: it tells no limit. */
  maxEntries: integer('max_entries'),
  /** Tags of the account that had no room. */
  leftOut: integer('left_out').notNull().default(0),
  problem: text('problem'),
  changedAt: at('changed_at'),
  /** Stamp of the latest blocking of a tag that the station's cache was cleared after. */
  cacheClearedAfter: text('cache_cleared_after'),
})

/** One tag of a station's local list, with what the station was told about it. */
export const localListEntry = sqliteTable(
  'local_list_entry',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    idTag: text('id_tag').notNull(),
    status: text('status').notNull(),
    groupIdTag: text('group_id_tag'),
    expiresAt: at('expires_at'),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.idTag] })],
)

/** A connector, or any connector of a station, kept for one tag. `id` is the reservation id of OCPP: a positive int32. */
export const reservation = sqliteTable(
  'reservation',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    uid: text('uid').notNull(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    /** Null: any connector of the station. */
    connectorId: integer('connector_id').references(() => connector.id),
    tagId: text('tag_id')
      .notNull()
      .references(() => tag.id),
    idTag: text('id_tag').notNull(),
    /** Topmost parent of the tag: others of its group may use the reservation. */
    groupIdTag: text('group_id_tag'),
    /** Who asked for it. */
    userId: text('user_id'),
    state: text('state', {
      enum: ['sent', 'active', 'refused', 'unanswered', 'cancelled', 'expired', 'removed', 'used'],
    }).notNull(),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull(),
    endedAt: at('ended_at'),
    /** Why it was refused or removed. */
    reason: text('reason'),
    transactionUid: text('transaction_uid'),
    /** Ended here while the station could not be told. */
    untold: flag('untold').notNull().default(false),
  },
  (t) => [
    uniqueIndex('reservation_uid').on(t.uid),
    index('reservation_open').on(t.stationId).where(sql`state in ('sent', 'active', 'unanswered')`),
    index('reservation_of_connector').on(t.connectorId).where(sql`state = 'active'`),
    index('reservation_untold').on(t.stationId).where(sql`untold = 1`),
    index('reservation_created').on(t.accountId, t.createdAt),
  ],
)

/** A charging profile that the site wants a station to keep. `id` is the profile id of OCPP. */
export const chargingProfile = sqliteTable(
  'charging_profile',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    /** 0: the station as a whole. */
    evseNo: integer('evse_no').notNull(),
    purpose: text('purpose', { enum: ['station-max', 'tx-default', 'tx'] }).notNull(),
    stackLevel: integer('stack_level').notNull(),
    /** The session that it belongs to and ends with. */
    transactionId: integer('transaction_id').references(() => transaction.id),
    kind: text('kind', { enum: ['absolute', 'recurring', 'relative'] }).notNull(),
    recurrency: text('recurrency', { enum: ['daily', 'weekly'] }),
    validFrom: at('valid_from'),
    validTo: at('valid_to'),
    schedule: text('schedule', { mode: 'json' }).$type<ChargingScheduleColumn>().notNull(),
    /** Who wants it: `user …`, or a part of the controller. */
    author: text('author').notNull(),
    state: text('state', { enum: ['sent', 'installed', 'refused'] }).notNull(),
    problem: text('problem'),
    createdAt: at('created_at').notNull(),
    sentAt: at('sent_at'),
  },
  (t) => [index('charging_profile_station').on(t.stationId), index('charging_profile_session').on(t.transactionId)],
)

/** Limits in `unit`; times in s from the start of the schedule. */
export interface ChargingScheduleColumn {
  unit: 'A' | 'W'
  /** UTC ms; null: with the session, or (recurring, absolute) with `validFrom`. */
  startAt: number | null
  durationS: number | null
  minRate: number | null
  periods: { startS: number; limit: number; phases: number | null }[]
}

/** What a station can do with charging profiles: told by itself, or set by a site manager (`…Set`), who is right. */
export const chargingTraits = sqliteTable('charging_traits', {
  stationId: integer('station_id')
    .primaryKey()
    .references(() => station.id),
  units: text('units', { mode: 'json' }).$type<('A' | 'W')[]>(),
  unitsSet: text('units_set', { mode: 'json' }).$type<('A' | 'W')[]>(),
  maxStackLevel: integer('max_stack_level'),
  maxStackLevelSet: integer('max_stack_level_set'),
  maxPeriods: integer('max_periods'),
  maxProfiles: integer('max_profiles'),
  phases: integer('phases'),
  phasesSet: integer('phases_set'),
  voltageSet: integer('voltage_set'),
  readAt: at('read_at'),
})

/** What a station tells of charging besides the site's own profiles; the latest of each kind, place and source. */
export const chargingNotice = sqliteTable(
  'charging_notice',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    evseNo: integer('evse_no').notNull(),
    kind: text('kind', { enum: ['limit', 'needs', 'ev-schedule', 'profiles'] }).notNull(),
    source: text('source').notNull(),
    receivedAt: at('received_at').notNull(),
    data: text('data', { mode: 'json' }).$type<unknown>().notNull(),
    /** Of needs: when the site set a profile for them. */
    answeredAt: at('answered_at'),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.evseNo, t.kind, t.source] })],
)

/** How a kind of station differs from what its protocol says. With the id of a shipped profile: instead of that one. */
export const quirkProfile = sqliteTable(
  'quirk_profile',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    id: text('id').notNull(),
    name: text('name').notNull(),
    match: text('match', { mode: 'json' }).$type<Record<string, string>>().notNull(),
    adapt: text('adapt', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    note: text('note').notNull().default(''),
    enabled: flag('enabled').notNull().default(true),
    changedAt: at('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.id] })],
)

/** What a vendor's own message (DataTransfer) is answered with. Instead of a shipped rule for the same ids. */
export const vendorRule = sqliteTable(
  'vendor_rule',
  {
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** Lower-case. */
    vendorId: text('vendor_id').notNull(),
    /** Empty: every message of the vendor that has no rule of its own. */
    messageId: text('message_id').notNull(),
    handling: text('handling', { enum: ['note', 'drop', 'refuse'] }).notNull(),
    note: text('note').notNull().default(''),
    changedAt: at('changed_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.vendorId, t.messageId] })],
)

/** A message on a station's screen: written here, or told by the station. */
export const displayMessage = sqliteTable(
  'display_message',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    /** How the station knows it: a positive int32. */
    ocppId: integer('ocpp_id').notNull(),
    origin: text('origin', { enum: ['site', 'station'] }).notNull(),
    priority: text('priority', { enum: ['always-front', 'in-front', 'normal-cycle'] }).notNull(),
    /** Shown only while the station is so; null: always. */
    shownWhile: text('shown_while', { enum: ['charging', 'faulted', 'idle', 'unavailable'] }),
    format: text('format', { enum: ['text', 'ascii', 'html', 'uri'] }).notNull(),
    language: text('language'),
    content: text('content').notNull(),
    startAt: at('start_at'),
    endAt: at('end_at'),
    /** The session that it belongs to and goes with. */
    transactionUid: text('transaction_uid'),
    state: text('state', { enum: ['sent', 'shown', 'refused', 'unanswered', 'cleared', 'gone'] }).notNull(),
    problem: text('problem'),
    author: text('author'),
    createdAt: at('created_at').notNull(),
    /** When the station last confirmed it. */
    confirmedAt: at('confirmed_at'),
    /** Inquiry in which the station told it last. */
    toldIn: integer('told_in'),
  },
  (t) => [uniqueIndex('display_message_ocpp').on(t.stationId, t.ocppId)],
)

/** A question whose answer a station sends later, in parts. `id` is the request id of OCPP. */
export const stationInquiry = sqliteTable(
  'station_inquiry',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    kind: text('kind', { enum: ['display-messages', 'customer'] }).notNull(),
    state: text('state', { enum: ['asked', 'refused', 'unanswered', 'running', 'complete', 'empty'] }).notNull(),
    /** What was asked. */
    question: text('question', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** What has come, put together; bounded. */
    answer: text('answer').notNull().default(''),
    parts: integer('parts').notNull().default(0),
    /** More came than is kept, or a part is missing. */
    incomplete: text('incomplete'),
    author: text('author'),
    askedAt: at('asked_at').notNull(),
    endedAt: at('ended_at'),
  },
  (t) => [index('station_inquiry_station').on(t.stationId, t.id)],
)

/** One part of an answer that has not come whole yet. */
export const stationInquiryPart = sqliteTable(
  'station_inquiry_part',
  {
    inquiryId: integer('inquiry_id').notNull(),
    seqNo: integer('seq_no').notNull(),
    data: text('data').notNull(),
    last: flag('last').notNull(),
  },
  (t) => [primaryKey({ columns: [t.inquiryId, t.seqNo] })],
)

/** What drivers are told of prices on a station's screen. No row: nothing. */
export const priceDisplay = sqliteTable('price_display', {
  stationId: integer('station_id')
    .primaryKey()
    .references(() => station.id),
  /** The price with the answer to a card, the total with the answer to an end. */
  prices: flag('prices').notNull(),
  /** The running cost is told at most this often, s; null: never. */
  costEveryS: integer('cost_every_s'),
})

/** A report that a station was asked for; `id` is its request id. It comes in parts, in any order. */
export const stationReport = sqliteTable(
  'station_report',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    kind: text('kind', { enum: ['full', 'configuration', 'summary', 'chosen', 'monitors'] }).notNull(),
    state: text('state', { enum: ['running', 'complete', 'empty', 'incomplete'] }).notNull(),
    /** Numbers of the parts that came; the last one's number, once it came. */
    parts: text('parts', { mode: 'json' }).$type<number[]>().notNull(),
    lastPart: integer('last_part'),
    entries: integer('entries').notNull().default(0),
    requestedAt: at('requested_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [index('station_report_station').on(t.stationId, t.id)],
)

/** The settings of a station at an instant, to compare and to go back to. */
export const settingSnapshot = sqliteTable(
  'setting_snapshot',
  {
    id: text('id').primaryKey(),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    name: text('name').notNull(),
    settings: text('settings', { mode: 'json' }).$type<Record<string, string | null>>().notNull(),
    takenAt: at('taken_at').notNull(),
    takenBy: text('taken_by').notNull(),
  },
  (t) => [index('setting_snapshot_station').on(t.stationId, t.takenAt)],
)

/** What a station watches by itself (2.0.1 monitors). */
export const stationMonitor = sqliteTable(
  'station_monitor',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    /** The station's own number. */
    monitorId: integer('monitor_id').notNull(),
    key: text('key').notNull(),
    kind: text('kind', { enum: ['above', 'below', 'change', 'every', 'every-aligned'] }).notNull(),
    value: real('value').notNull(),
    /** 0 danger … 9 debug. */
    severity: integer('severity').notNull(),
    onlyInSession: flag('only_in_session').notNull(),
    readAt: at('read_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.monitorId] })],
)

/** Where a station connects to: slots that were written to it. Its password is not kept here. */
export const networkProfile = sqliteTable(
  'network_profile',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    slot: integer('slot').notNull(),
    profile: text('profile', { mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    writtenAt: at('written_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.slot] })],
)

/** What is set at a station after its boot, by vendor and model. */
export const setupPlan = sqliteTable('setup_plan', {
  id: text('id').primaryKey(),
  name: text('name').notNull(),
  /** Case-insensitive patterns with `*`; null fits all. The most specific plan counts. */
  vendor: text('vendor'),
  model: text('model'),
  enabled: flag('enabled').notNull().default(true),
  /** The station waits (boot status Pending) until the plan was carried out. */
  holds: flag('holds').notNull().default(false),
  tasks: text('tasks', { mode: 'json' }).$type<unknown[]>().notNull(),
  updatedAt: at('updated_at').notNull(),
})

/** What became of each task of a plan at a station. */
export const setupResult = sqliteTable(
  'setup_result',
  {
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    task: text('task').notNull(),
    state: text('state', { enum: ['done', 'reboot-required', 'not-supported', 'refused', 'unanswered'] }).notNull(),
    detail: text('detail'),
    at: at('at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.stationId, t.task] })],
)

/** Certificates that the site made or trusts. Keys of the site's own ones are sealed with the site's key file. */
export const certificate = sqliteTable(
  'certificate',
  {
    id: text('id').primaryKey(),
    /** The site's authority, its server, a station; or a root of somebody else that was brought in. */
    kind: text('kind', {
      enum: ['authority', 'server', 'station', 'v2g-root', 'mo-root', 'csms-root', 'manufacturer-root'],
    }).notNull(),
    stationId: integer('station_id').references(() => station.id),
    pem: text('pem').notNull(),
    /** Hexadecimal. */
    serial: text('serial').notNull(),
    /** SHA-256 of the certificate, lower-case hexadecimal. */
    thumbprint: text('thumbprint').notNull(),
    subject: text('subject').notNull(),
    notBefore: at('not_before').notNull(),
    notAfter: at('not_after').notNull(),
    sealedKey: blob('sealed_key', { mode: 'buffer' }),
    createdAt: at('created_at').notNull(),
    /** When the station took it. */
    deliveredAt: at('delivered_at'),
    revokedAt: at('revoked_at'),
    revokedReason: text('revoked_reason'),
  },
  (t) => [uniqueIndex('certificate_thumbprint').on(t.thumbprint), index('certificate_kind').on(t.kind, t.stationId)],
)

/** What stations wanted to have signed. */
export const certificateRequest = sqliteTable(
  'certificate_request',
  {
    id: text('id').primaryKey(),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    csr: text('csr').notNull(),
    /** SHA-256 of the public key, so that a person can compare it. */
    keyFingerprint: text('key_fingerprint').notNull(),
    keyType: text('key_type').notNull(),
    state: text('state', { enum: ['pending', 'approved', 'signed', 'delivered', 'declined', 'failed'] }).notNull(),
    reason: text('reason'),
    certificateId: text('certificate_id').references(() => certificate.id),
    requestedAt: at('requested_at').notNull(),
    changedAt: at('changed_at').notNull(),
  },
  (t) => [index('certificate_request_station').on(t.stationId, t.requestedAt)],
)

/** Changes of a station's password, which count only when the station came back with the new one. */
export const passwordRotation = sqliteTable(
  'password_rotation',
  {
    id: text('id').primaryKey(),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    passwordHash: text('password_hash').notNull(),
    state: text('state', { enum: ['asking', 'waiting', 'confirmed', 'refused', 'expired'] }).notNull(),
    /** What the station answered, or why it failed. */
    reason: text('reason'),
    startedAt: at('started_at').notNull(),
    startedBy: text('started_by').notNull(),
    /** Until then both passwords are accepted. */
    deadlineAt: at('deadline_at').notNull(),
    /** The station came with its old password after it was asked. */
    oldUsedAt: at('old_used_at'),
    endedAt: at('ended_at'),
  },
  (t) => [index('password_rotation_station').on(t.stationId, t.startedAt)],
)

/** What a person must look at. One open row per station and kind: repetitions are counted. */
export const alarm = sqliteTable(
  'alarm',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    stationId: integer('station_id').references(() => station.id),
    kind: text('kind').notNull(),
    text: text('text'),
    count: integer('count').notNull().default(1),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
    acknowledgedAt: at('acknowledged_at'),
    acknowledgedBy: text('acknowledged_by'),
  },
  (t) => [index('alarm_open').on(t.accountId, t.acknowledgedAt), index('alarm_kind').on(t.stationId, t.kind)],
)

/** One row: what the site does about certificates, and who it asks about those of cars. */
export const securitySetting = sqliteTable('security_setting', {
  id: integer('id').primaryKey(),
  /** Requests that are signed without a person: none, those of stations that hold a valid certificate, all. */
  autoSign: text('auto_sign', { enum: ['none', 'renewals', 'all'] }).notNull(),
  /** Host names and addresses of the server's certificate beside those of the machine. */
  serverNames: text('server_names', { mode: 'json' }).$type<string[]>().notNull(),
  stationCertificateDays: integer('station_certificate_days').notNull(),
  /** Where contracts of cars are asked for; null: nowhere. */
  contractUrl: text('contract_url'),
  contractToken: blob('contract_token', { mode: 'buffer' }),
  /** Whether responders that certificates name are asked about revocation. */
  ocsp: flag('ocsp').notNull(),
  /** Whether those may be in private networks. */
  privateAddresses: flag('private_addresses').notNull(),
})

/** A firmware that stations can be given; its bytes are a file in the data folder. */
export const firmwareImage = sqliteTable(
  'firmware_image',
  {
    id: text('id').primaryKey(),
    accountId: text('account_id')
      .notNull()
      .references(() => account.id),
    /** As the station will fetch it. */
    fileName: text('file_name').notNull(),
    vendor: text('vendor').notNull().default(''),
    model: text('model').notNull().default(''),
    version: text('version').notNull().default(''),
    sizeBytes: integer('size_bytes').notNull(),
    sha256: text('sha256').notNull(),
    /** For stations that ask for MD5 (2.0.1 PublishFirmware). */
    md5: text('md5').notNull(),
    /** The maker's signature (base64) and its certificate (PEM), for signed updates. */
    signature: text('signature'),
    signingCertificate: text('signing_certificate'),
    uploadedAt: at('uploaded_at').notNull(),
    deletedAt: at('deleted_at'),
  },
  (t) => [index('firmware_image_account').on(t.accountId)],
)

/** One file on its way to or from a station; `id` is the request's number. */
export const fileTransfer = sqliteTable(
  'file_transfer',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    stationId: integer('station_id')
      .notNull()
      .references(() => station.id),
    kind: text('kind', { enum: ['firmware', 'diagnostics', 'security-log', 'published-firmware'] }).notNull(),
    imageId: text('image_id'),
    /** SHA-256 of the secret in the address that the station was given. */
    secretHash: text('secret_hash').notNull(),
    fileName: text('file_name').notNull(),
    /** What it was fetched over: http, https, ftp. */
    over: text('over').notNull(),
    state: text('state', { enum: ['asked', 'running', 'done', 'failed', 'refused', 'replaced'] }).notNull(),
    /** As the station said it last: Downloading, Installed, UploadFailure, … */
    rawStatus: text('raw_status'),
    sizeBytes: integer('size_bytes'),
    sha256: text('sha256'),
    requestedAt: at('requested_at').notNull(),
    changedAt: at('changed_at').notNull(),
    finishedAt: at('finished_at'),
    /** The address is good until then. */
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [uniqueIndex('file_transfer_secret').on(t.secretHash), index('file_transfer_station').on(t.stationId, t.id)],
)
