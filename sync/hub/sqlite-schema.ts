/**
 * The hub's tables on SQLite, as numbered steps that run once each, in order. A step that was released is never changed.
 * Instants `…_at` are UTC epoch milliseconds, energy is in Wh, money in minor units; the views show people's units.
 */
export const migrations: readonly string[] = [
  `
create table meta (key text primary key, value text not null) without rowid;

create table site (
  id text primary key,
  name text not null,
  secret_salt blob not null,
  secret_hash blob not null,
  created_at integer not null,
  revoked_at integer,
  -- the controller's start that spoke last, and the one before: two that take turns are copies of one site
  boot text,
  other_boot text,
  boot_turns integer not null default 0,
  conn text,
  online integer not null default 0,
  software text,
  hello_at integer,
  seen_at integer,
  quarantined_at integer,
  quarantine_reason text
) without rowid;

-- the inbox: one row per site and lane, never one per message
create table lane (
  site_id text not null references site (id),
  lane text not null,
  epoch integer not null,
  applied integer not null,
  chain text not null,
  applied_at integer,
  primary key (site_id, lane)
) without rowid;

create table account (
  id text primary key,
  name text not null,
  first_site_id text not null,
  created_at integer not null
) without rowid;

create table site_account (
  site_id text not null references site (id),
  account_id text not null references account (id),
  granted integer not null,
  -- version of the account's log that is committed at the site
  cursor integer not null default 0,
  cursor_at integer,
  primary key (site_id, account_id)
) without rowid;

create table tx (
  id integer primary key,
  site_id text not null,
  uid text not null,
  revision integer not null,
  account_id text not null,
  station_id text not null,
  station_name text,
  evse_no integer,
  connector_no integer,
  start_tag text,
  tag_name text,
  user_id text,
  user_name text,
  started_at integer not null,
  stopped_at integer,
  meter_start_wh integer,
  meter_stop_wh integer,
  start_reason text,
  stop_tag text,
  stop_reason text,
  energy_wh integer not null,
  peak_power_w integer,
  price_per_kwh_micros integer,
  currency text not null,
  cost_minor integer not null,
  hlc text not null,
  -- all fields as the site sent them, and members of the row that this version doesn't know
  fields text not null,
  extra text,
  received_at integer not null,
  updated_at integer not null
);
create unique index tx_uid on tx (site_id, uid);
create index tx_started on tx (site_id, started_at);

create table station (
  site_id text not null,
  id text not null,
  account_id text not null,
  name text,
  first_seen_at integer not null,
  last_seen_at integer not null,
  primary key (site_id, id)
) without rowid;

create table tag (
  account_id text not null references account (id),
  id text not null,
  id_tag text not null,
  blocked integer not null,
  -- version of the account's log, and stamp, of the change that set it
  block_version integer not null,
  block_hlc text not null,
  updated_at integer not null,
  primary key (account_id, id)
) without rowid;
create index tag_id_tag on tag (id_tag);

-- blocks at all tenants, for those that come later as well
create table tag_block_all (
  id_tag text primary key,
  author text not null,
  at integer not null
) without rowid;

-- one log per bucket (tenant); versions without a hole, in the order of the commits
create table bucket (
  id text primary key,
  head integer not null
) without rowid;

create table change_log (
  bucket text not null references bucket (id),
  version integer not null,
  entity text not null,
  key text not null,
  op text not null,
  hlc text not null,
  base integer not null,
  fields text not null,
  urgent integer not null,
  author text not null,
  at integer not null,
  primary key (bucket, version)
) without rowid;

-- blocks that a site carried out ahead of its cursor
create table urgent_done (
  site_id text not null,
  bucket text not null,
  version integer not null,
  at integer not null,
  primary key (site_id, bucket, version)
) without rowid;

-- changes of headquarters that a site could not carry out
create table site_rejection (
  site_id text not null,
  bucket text not null,
  version integer not null,
  code text not null,
  reason text not null,
  at integer not null,
  primary key (site_id, bucket, version)
) without rowid;

create table dead (
  id integer primary key,
  site_id text not null,
  lane text not null,
  epoch integer not null,
  q integer not null,
  code text not null,
  reason text not null,
  row text not null,
  at integer not null
);
create unique index dead_row on dead (site_id, lane, epoch, q);

create view v_sessions as
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
  strftime('%Y-%m-%dT%H:%M:%SZ', t.started_at / 1000, 'unixepoch') as started_utc,
  strftime('%Y-%m-%dT%H:%M:%SZ', t.stopped_at / 1000, 'unixepoch') as stopped_utc,
  round((t.stopped_at - t.started_at) / 60000.0, 1) as duration_min,
  t.energy_wh / 1000.0 as energy_kwh,
  t.price_per_kwh_micros / 1000000.0 as price_per_kwh,
  t.cost_minor / case
    when t.currency in ('BIF','CLP','DJF','GNF','ISK','JPY','KMF','KRW','PYG','RWF','UGX','UYI','VND','VUV','XAF','XOF','XPF') then 1.0
    when t.currency in ('BHD','IQD','JOD','KWD','LYD','OMR','TND') then 1000.0
    else 100.0 end as cost,
  t.currency,
  t.start_reason,
  t.stop_reason,
  t.stopped_at is null as running,
  t.energy_wh,
  t.cost_minor,
  t.revision
from tx t
join site s on s.id = t.site_id
left join account a on a.id = t.account_id;

-- finished sessions by the UTC day on which they ended
create view v_sessions_daily as
select
  site_id,
  site_name,
  account_id,
  account_name,
  substr(stopped_utc, 1, 10) as day_utc,
  currency,
  count(*) as sessions,
  sum(energy_wh) / 1000.0 as energy_kwh,
  round(sum(cost), 3) as cost,
  sum(energy_wh) as energy_wh,
  sum(cost_minor) as cost_minor
from v_sessions
where running = 0
group by site_id, account_id, day_utc, currency;

-- how far each block has got: in force at how many of how many sites, and since when the slowest doesn't know
create view v_tag_block_reach as
select
  c.bucket as account_id,
  json_extract(c.fields, '$.idTag') as tag,
  json_extract(c.fields, '$.blocked') as blocked,
  c.version,
  strftime('%Y-%m-%dT%H:%M:%SZ', c.at / 1000, 'unixepoch') as ordered_utc,
  count(sa.site_id) as sites,
  coalesce(sum(sa.cursor >= c.version or d.version is not null), 0) as reached,
  group_concat(case when sa.cursor >= c.version or d.version is not null then null else sa.site_id end, ' ') as not_reached
from change_log c
left join site_account sa on sa.account_id = c.bucket and sa.granted = 1
left join urgent_done d on d.site_id = sa.site_id and d.bucket = c.bucket and d.version = c.version
where c.entity = 'tag' and c.urgent = 1
group by c.bucket, c.version;
`,
  `
-- ordinals of the latest hellos of the two starts: one that comes again is no sign of life
alter table site add column boot_hellos integer not null default 0;
alter table site add column other_boot_hellos integer not null default 0;
`,
  `
-- what needs somebody to look: silence, quarantine, dead rows, decisions that have not arrived
create view v_site_health as
select
  s.id as site_id,
  s.name as site_name,
  s.online,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.seen_at / 1000, 'unixepoch') as seen_utc,
  s.software,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.revoked_at / 1000, 'unixepoch') as revoked_utc,
  strftime('%Y-%m-%dT%H:%M:%SZ', s.quarantined_at / 1000, 'unixepoch') as quarantined_utc,
  s.quarantine_reason,
  (select strftime('%Y-%m-%dT%H:%M:%SZ', max(l.applied_at) / 1000, 'unixepoch') from lane l where l.site_id = s.id) as last_rows_utc,
  (select count(*) from dead d where d.site_id = s.id) as dead_rows,
  (select coalesce(sum(b.head - sa.cursor), 0) from site_account sa join bucket b on b.id = sa.account_id
    where sa.site_id = s.id and sa.granted = 1) as decisions_behind
from site s;
`,
]
