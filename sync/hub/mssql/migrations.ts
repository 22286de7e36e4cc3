/**
 * The hub's tables on SQL Server, as numbered steps that run once each, in order, each in a transaction, under an applock. A
 * step that was released is never changed. Every batch is sent by itself: CREATE SCHEMA and CREATE VIEW have to be first in one.
 * Instants are datetime2(3) in UTC, energy is in Wh, money in minor units; the views show people's units.
 * Ids compare byte by byte, whatever the collation of the database is.
 */
export interface Migration {
  number: number
  name: string
  batches: readonly string[]
}

const bin = 'collate Latin1_General_100_BIN2'

const tables: Migration = {
  number: 1,
  name: 'tables',
  batches: [
    `create table hub.meta (
  name nvarchar(40) ${bin} not null,
  value nvarchar(400) ${bin} not null,
  constraint pk_meta primary key clustered (name)
)`,
    `insert into hub.meta (name, value) values (N'hlc', N'0000000000000000-hub')`,
    `create table hub.site (
  id nvarchar(36) ${bin} not null,
  name nvarchar(200) not null,
  secret_salt varbinary(64) not null,
  secret_hash varbinary(64) not null,
  created_at datetime2(3) not null,
  revoked_at datetime2(3) null,
  boot nvarchar(64) ${bin} null,
  boot_hellos int not null constraint df_site_boot_hellos default 0,
  other_boot nvarchar(64) ${bin} null,
  other_boot_hellos int not null constraint df_site_other_boot_hellos default 0,
  boot_turns int not null constraint df_site_boot_turns default 0,
  conn nvarchar(64) ${bin} null,
  online bit not null constraint df_site_online default 0,
  software nvarchar(100) null,
  hello_at datetime2(3) null,
  seen_at datetime2(3) null,
  quarantined_at datetime2(3) null,
  quarantine_reason nvarchar(500) null,
  constraint pk_site primary key clustered (id)
)`,
    `create table hub.lane (
  site_id nvarchar(36) ${bin} not null,
  lane nvarchar(10) ${bin} not null,
  epoch bigint not null,
  applied bigint not null,
  chain char(64) ${bin} not null,
  applied_at datetime2(3) null,
  constraint pk_lane primary key clustered (site_id, lane),
  constraint fk_lane_site foreign key (site_id) references hub.site (id)
)`,
    `create table hub.account (
  id nvarchar(64) ${bin} not null,
  name nvarchar(200) not null,
  first_site_id nvarchar(36) ${bin} not null,
  created_at datetime2(3) not null,
  constraint pk_account primary key clustered (id)
)`,
    `create table hub.bucket (
  id nvarchar(64) ${bin} not null,
  head bigint not null,
  constraint pk_bucket primary key clustered (id)
)`,
    `create table hub.site_account (
  site_id nvarchar(36) ${bin} not null,
  account_id nvarchar(64) ${bin} not null,
  granted bit not null,
  cursor_version bigint not null constraint df_site_account_cursor default 0,
  cursor_at datetime2(3) null,
  constraint pk_site_account primary key clustered (site_id, account_id),
  constraint fk_site_account_site foreign key (site_id) references hub.site (id),
  constraint fk_site_account_account foreign key (account_id) references hub.account (id)
)`,
    `create table hub.tx (
  id bigint identity(1, 1) not null,
  site_id nvarchar(36) ${bin} not null,
  uid nvarchar(200) ${bin} not null,
  revision bigint not null,
  account_id nvarchar(64) ${bin} not null,
  station_id nvarchar(255) ${bin} not null,
  station_name nvarchar(200) null,
  evse_no bigint null,
  connector_no bigint null,
  start_tag nvarchar(200) null,
  tag_name nvarchar(200) null,
  user_id nvarchar(200) null,
  user_name nvarchar(200) null,
  started_at datetime2(3) not null,
  stopped_at datetime2(3) null,
  meter_start_wh bigint null,
  meter_stop_wh bigint null,
  start_reason nvarchar(200) null,
  stop_tag nvarchar(200) null,
  stop_reason nvarchar(200) null,
  energy_wh bigint not null,
  peak_power_w bigint null,
  price_per_kwh_micros bigint null,
  currency char(3) ${bin} not null,
  cost_minor bigint not null,
  hlc nvarchar(81) ${bin} not null,
  fields nvarchar(max) not null,
  extra nvarchar(max) null,
  received_at datetime2(3) not null,
  updated_at datetime2(3) not null,
  constraint pk_tx primary key clustered (id)
)`,
    'create unique index ux_tx_uid on hub.tx (site_id, uid)',
    'create index ix_tx_started on hub.tx (site_id, started_at)',
    `create table hub.station (
  site_id nvarchar(36) ${bin} not null,
  id nvarchar(255) ${bin} not null,
  account_id nvarchar(64) ${bin} not null,
  name nvarchar(200) null,
  first_seen_at datetime2(3) not null,
  last_seen_at datetime2(3) not null,
  constraint pk_station primary key clustered (site_id, id)
)`,
    `create table hub.tag (
  account_id nvarchar(64) ${bin} not null,
  id nvarchar(36) ${bin} not null,
  id_tag nvarchar(36) not null,
  blocked bit not null,
  block_version bigint not null,
  block_hlc nvarchar(81) ${bin} not null,
  updated_at datetime2(3) not null,
  constraint pk_tag primary key clustered (account_id, id),
  constraint fk_tag_account foreign key (account_id) references hub.account (id)
)`,
    'create index ix_tag_id_tag on hub.tag (id_tag)',
    `create table hub.tag_block_all (
  id_tag nvarchar(36) ${bin} not null,
  author nvarchar(200) not null,
  ordered_at datetime2(3) not null,
  constraint pk_tag_block_all primary key clustered (id_tag)
)`,
    `create table hub.change_log (
  bucket nvarchar(64) ${bin} not null,
  version bigint not null,
  entity nvarchar(40) ${bin} not null,
  entity_key nvarchar(200) ${bin} not null,
  op nvarchar(10) ${bin} not null,
  hlc nvarchar(81) ${bin} not null,
  base bigint not null,
  fields nvarchar(max) not null,
  urgent bit not null,
  author nvarchar(200) not null,
  ordered_at datetime2(3) not null,
  constraint pk_change_log primary key clustered (bucket, version),
  constraint fk_change_log_bucket foreign key (bucket) references hub.bucket (id)
)`,
    `create table hub.urgent_done (
  site_id nvarchar(36) ${bin} not null,
  bucket nvarchar(64) ${bin} not null,
  version bigint not null,
  done_at datetime2(3) not null,
  constraint pk_urgent_done primary key clustered (site_id, bucket, version)
)`,
    `create table hub.site_rejection (
  site_id nvarchar(36) ${bin} not null,
  bucket nvarchar(64) ${bin} not null,
  version bigint not null,
  code nvarchar(40) not null,
  reason nvarchar(500) not null,
  rejected_at datetime2(3) not null,
  constraint pk_site_rejection primary key clustered (site_id, bucket, version)
)`,
    `create table hub.dead (
  id bigint identity(1, 1) not null,
  site_id nvarchar(36) ${bin} not null,
  lane nvarchar(10) ${bin} not null,
  epoch bigint not null,
  q bigint not null,
  code nvarchar(40) ${bin} not null,
  reason nvarchar(500) not null,
  row_json nvarchar(max) not null,
  account_id nvarchar(64) ${bin} null,
  died_at datetime2(3) not null,
  constraint pk_dead primary key clustered (id)
)`,
    'create unique index ux_dead_row on hub.dead (site_id, lane, epoch, q)',
  ],
}

const minorPerMajor = `case
    when t.currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 1.0
    when t.currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 1000.0
    else 100.0 end`

const views: Migration = {
  number: 2,
  name: 'views for people',
  batches: [
    `create view hub.v_sessions as
select
  t.site_id,
  s.name as site_name,
  t.account_id,
  a.name as account_name,
  t.uid as session_id,
  t.station_id,
  t.station_name,
  t.evse_no,
  t.connector_no,
  t.start_tag as tag,
  t.tag_name,
  t.user_name,
  t.started_at as started_utc,
  t.stopped_at as stopped_utc,
  cast(datediff_big(second, t.started_at, t.stopped_at) / 60.0 as decimal(18, 1)) as duration_min,
  cast(t.energy_wh / 1000.0 as decimal(18, 3)) as energy_kwh,
  cast(t.price_per_kwh_micros / 1000000.0 as decimal(18, 6)) as price_per_kwh,
  cast(t.cost_minor / ${minorPerMajor} as decimal(18, 3)) as cost,
  t.currency,
  t.start_reason,
  t.stop_reason,
  cast(case when t.stopped_at is null then 1 else 0 end as bit) as running,
  t.energy_wh,
  t.cost_minor,
  t.revision
from hub.tx as t
join hub.site as s on s.id = t.site_id
left join hub.account as a on a.id = t.account_id`,
    `create view hub.v_sessions_daily as
select
  v.site_id,
  v.site_name,
  v.account_id,
  v.account_name,
  cast(v.stopped_utc as date) as day_utc,
  v.currency,
  count_big(*) as sessions,
  sum(v.energy_kwh) as energy_kwh,
  sum(v.cost) as cost,
  sum(v.energy_wh) as energy_wh,
  sum(v.cost_minor) as cost_minor
from hub.v_sessions as v
where v.running = 0
group by v.site_id, v.site_name, v.account_id, v.account_name, cast(v.stopped_utc as date), v.currency`,
    `create view hub.v_site_health as
select
  s.id as site_id,
  s.name as site_name,
  s.online,
  s.seen_at as seen_utc,
  s.software,
  s.revoked_at as revoked_utc,
  s.quarantined_at as quarantined_utc,
  s.quarantine_reason,
  (select max(l.applied_at) from hub.lane as l where l.site_id = s.id) as last_rows_utc,
  (select count_big(*) from hub.dead as d where d.site_id = s.id) as dead_rows,
  (select coalesce(sum(b.head - sa.cursor_version), 0) from hub.site_account as sa
    join hub.bucket as b on b.id = sa.account_id where sa.site_id = s.id and sa.granted = 1) as decisions_behind
from hub.site as s`,
    `create view hub.v_tag_block_reach as
select
  c.bucket as account_id,
  json_value(c.fields, '$.idTag') as tag,
  json_value(c.fields, '$.blocked') as blocked,
  c.version,
  c.ordered_at as ordered_utc,
  count(sa.site_id) as sites,
  coalesce(sum(case when sa.cursor_version >= c.version or d.version is not null then 1 else 0 end), 0) as reached,
  string_agg(case when sa.cursor_version >= c.version or d.version is not null then null else cast(sa.site_id as nvarchar(max)) end, ' ')
    within group (order by sa.site_id) as not_reached
from hub.change_log as c
left join hub.site_account as sa on sa.account_id = c.bucket and sa.granted = 1
left join hub.urgent_done as d on d.site_id = sa.site_id and d.bucket = c.bucket and d.version = c.version
where c.entity = 'tag' and c.urgent = 1
group by c.bucket, c.fields, c.version, c.ordered_at`,
  ],
}

export const migrations: readonly Migration[] = [tables, views]

/** The schema itself, and the list of what has been done; sent before the migrations. */
export const groundwork: readonly string[] = [
  'create schema hub',
  `create table hub.migration (
  number int not null,
  name nvarchar(100) not null,
  done_at datetime2(3) not null,
  constraint pk_migration primary key clustered (number)
)`,
]
