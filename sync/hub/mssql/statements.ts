/**
 * Every statement of the SQL Server store, with the types of its parameters. In one place, so that all of them can be parsed
 * and held against the schema without a server. Plain T-SQL that is safe without lock hints: whoever writes holds an applock.
 */
export type ParameterType = `nvarchar(${number | 'max'})` | 'bigint' | 'int' | 'bit' | 'datetime2(3)' | 'varbinary(64)'

export interface Statement<P extends Record<string, ParameterType> = Record<string, ParameterType>> {
  text: string
  parameters: P
}

const statement = <const P extends Record<string, ParameterType>>(text: string, parameters: P): Statement<P> => ({
  text,
  parameters,
})

const bin = 'collate Latin1_General_100_BIN2'
const site = 'nvarchar(36)'
const account = 'nvarchar(64)'
const json = 'nvarchar(max)'
const instant = 'datetime2(3)'

/** Columns of a session that a row of JSON brings; the names are those of the table. */
export const txColumns = {
  revision: 'bigint',
  account_id: 'nvarchar(64)',
  station_id: 'nvarchar(255)',
  station_name: 'nvarchar(200)',
  evse_no: 'bigint',
  connector_no: 'bigint',
  start_tag: 'nvarchar(200)',
  tag_name: 'nvarchar(200)',
  user_id: 'nvarchar(200)',
  user_name: 'nvarchar(200)',
  started_at: 'datetime2(3)',
  stopped_at: 'datetime2(3)',
  meter_start_wh: 'bigint',
  meter_stop_wh: 'bigint',
  start_reason: 'nvarchar(200)',
  stop_tag: 'nvarchar(200)',
  stop_reason: 'nvarchar(200)',
  energy_wh: 'bigint',
  peak_power_w: 'bigint',
  price_per_kwh_micros: 'bigint',
  currency: 'char(3)',
  cost_minor: 'bigint',
  hlc: 'nvarchar(81)',
  fields: 'nvarchar(max)',
  extra: 'nvarchar(max)',
} as const
export type TxColumn = keyof typeof txColumns

const txNames = Object.keys(txColumns)
const txRows = `openjson(@rows) with (uid nvarchar(200) '$.uid', ${Object.entries(txColumns)
  .map(([name, type]) => `${name} ${type} '$.${name}'`)
  .join(', ')}) as r`

export const statements = {
  meta: statement('select value from hub.meta where name = @name', { name: 'nvarchar(40)' }),
  changeMeta: statement('update hub.meta set value = @value output inserted.name where name = @name', {
    name: 'nvarchar(40)',
    value: 'nvarchar(400)',
  }),
  addMeta: statement('insert into hub.meta (name, value) values (@name, @value)', {
    name: 'nvarchar(40)',
    value: 'nvarchar(400)',
  }),
  raiseClock: statement(`update hub.meta set value = @hlc where name = 'hlc' and value < @hlc`, {
    hlc: 'nvarchar(81)',
  }),

  site: statement(
    `select id, revoked_at, quarantined_at, quarantine_reason, boot, boot_hellos, other_boot, other_boot_hellos, boot_turns
    from hub.site where id = @site`,
    { site },
  ),
  addSite: statement(
    `insert into hub.site (id, name, secret_salt, secret_hash, created_at)
    values (@site, @name, @secret_salt, @secret_hash, @created_at)`,
    {
      site,
      name: 'nvarchar(200)',
      secret_salt: 'varbinary(64)',
      secret_hash: 'varbinary(64)',
      created_at: instant,
    },
  ),
  renewSecret: statement(
    `update hub.site set secret_salt = @secret_salt, secret_hash = @secret_hash output inserted.id
    where id = @site and revoked_at is null`,
    { site, secret_salt: 'varbinary(64)', secret_hash: 'varbinary(64)' },
  ),
  credentials: statement('select secret_salt, secret_hash, revoked_at from hub.site where id = @site', { site }),
  releaseSite: statement(
    `update hub.site set quarantined_at = null, quarantine_reason = null, boot_turns = 0, other_boot = null
    output inserted.id where id = @site`,
    { site },
  ),
  greetSite: statement(
    `update hub.site set boot = @boot, boot_hellos = @boot_hellos, other_boot = @other_boot,
      other_boot_hellos = @other_boot_hellos, boot_turns = @boot_turns, conn = @conn, online = 1, software = @software,
      hello_at = @now, seen_at = @now, quarantined_at = @quarantined_at, quarantine_reason = @quarantine_reason
    where id = @site`,
    {
      site,
      boot: 'nvarchar(64)',
      boot_hellos: 'int',
      other_boot: 'nvarchar(64)',
      other_boot_hellos: 'int',
      boot_turns: 'int',
      conn: 'nvarchar(64)',
      software: 'nvarchar(100)',
      now: instant,
      quarantined_at: instant,
      quarantine_reason: 'nvarchar(500)',
    },
  ),
  seeSite: statement('update hub.site set seen_at = @now where id = @site', { site, now: instant }),
  endConnection: statement(
    'update hub.site set online = 0, seen_at = @now output inserted.id where id = @site and conn = @conn',
    { site, conn: 'nvarchar(64)', now: instant },
  ),
  siteList: statement(
    `select s.id, s.name, s.online, s.seen_at, s.software, s.quarantined_at, s.quarantine_reason,
      (select count_big(*) from hub.tx as t where t.site_id = s.id) as sessions,
      (select count_big(*) from hub.dead as d where d.site_id = s.id) as dead
    from hub.site as s order by s.name, s.id`,
    {},
  ),
  siteAccounts: statement(
    `select sa.site_id, a.id, a.name, sa.granted, sa.cursor_version, b.head from hub.site_account as sa
    join hub.account as a on a.id = sa.account_id join hub.bucket as b on b.id = a.id order by a.name`,
    {},
  ),
  siteLanes: statement('select site_id, lane, epoch, applied from hub.lane order by lane desc', {}),

  lane: statement('select epoch, applied, chain from hub.lane where site_id = @site and lane = @lane', {
    site,
    lane: 'nvarchar(10)',
  }),
  addLane: statement(
    'insert into hub.lane (site_id, lane, epoch, applied, chain) values (@site, @lane, @epoch, @applied, @chain)',
    { site, lane: 'nvarchar(10)', epoch: 'bigint', applied: 'bigint', chain: 'nvarchar(64)' },
  ),
  changeLane: statement(
    `update hub.lane set epoch = @epoch, applied = @applied, chain = @chain output inserted.epoch
    where site_id = @site and lane = @lane`,
    { site, lane: 'nvarchar(10)', epoch: 'bigint', applied: 'bigint', chain: 'nvarchar(64)' },
  ),
  advanceLane: statement(
    `update hub.lane set applied = @applied, chain = @chain, applied_at = @now where site_id = @site and lane = @lane`,
    { site, lane: 'nvarchar(10)', applied: 'bigint', chain: 'nvarchar(64)', now: instant },
  ),

  grantedOf: statement(
    `select sa.account_id from hub.site_account as sa
    join openjson(@accounts) with (id nvarchar(64) '$.id') as r on sa.account_id = r.id ${bin}
    where sa.site_id = @site and sa.granted = 1`,
    { site, accounts: json },
  ),
  changeTx: statement(
    `update t set ${txNames.map((name) => `${name} = r.${name}`).join(', ')}, updated_at = @now
    from hub.tx as t join ${txRows} on t.uid = r.uid ${bin}
    where t.site_id = @site and t.revision < r.revision`,
    { site, rows: json, now: instant },
  ),
  addTx: statement(
    `insert into hub.tx (site_id, uid, ${txNames.join(', ')}, received_at, updated_at)
    select @site, r.uid, ${txNames.map((name) => `r.${name}`).join(', ')}, @now, @now from ${txRows}
    where not exists (select 1 from hub.tx as t where t.site_id = @site and t.uid = r.uid ${bin})`,
    { site, rows: json, now: instant },
  ),
  changeStations: statement(
    `update t set account_id = r.account_id, name = r.name,
      last_seen_at = case when r.last_seen_at > t.last_seen_at then r.last_seen_at else t.last_seen_at end
    from hub.station as t join openjson(@rows) with (id nvarchar(255) '$.id', account_id nvarchar(64) '$.account_id',
      name nvarchar(200) '$.name', last_seen_at datetime2(3) '$.last_seen_at') as r on t.id = r.id ${bin}
    where t.site_id = @site`,
    { site, rows: json },
  ),
  addStations: statement(
    `insert into hub.station (site_id, id, account_id, name, first_seen_at, last_seen_at)
    select @site, r.id, r.account_id, r.name, r.last_seen_at, r.last_seen_at
    from openjson(@rows) with (id nvarchar(255) '$.id', account_id nvarchar(64) '$.account_id', name nvarchar(200) '$.name',
      last_seen_at datetime2(3) '$.last_seen_at') as r
    where not exists (select 1 from hub.station as t where t.site_id = @site and t.id = r.id ${bin})`,
    { site, rows: json },
  ),
  bury: statement(
    `insert into hub.dead (site_id, lane, epoch, q, code, reason, row_json, account_id, died_at)
    select @site, @lane, @epoch, r.q, r.code, r.reason, r.row_json, r.account_id, @now
    from openjson(@rows) with (q bigint '$.q', code nvarchar(40) '$.code', reason nvarchar(500) '$.reason',
      row_json nvarchar(max) '$.row_json', account_id nvarchar(64) '$.account_id') as r
    where not exists (select 1 from hub.dead as t where t.site_id = @site and t.lane = @lane and t.epoch = @epoch and t.q = r.q)`,
    { site, lane: 'nvarchar(10)', epoch: 'bigint', rows: json, now: instant },
  ),
  deadOfAccount: statement(
    `select id, row_json from hub.dead where site_id = @site and account_id = @account and code = 'accountNotGranted'
    order by id`,
    { site, account },
  ),
  unbury: statement(
    `delete from hub.dead where id in (select r.id from openjson(@rows) with (id bigint '$.id') as r)`,
    { rows: json },
  ),
  deadRows: statement(
    `select top (@limit) id, site_id, lane, epoch, q, code, reason, row_json, died_at from hub.dead order by id desc`,
    { limit: 'int' },
  ),

  deadRow: statement(
    `select id, site_id, lane, epoch, q, code, reason, row_json, died_at from hub.dead where id = @id`,
    { id: 'bigint' },
  ),
  discardDead: statement('delete from hub.dead output deleted.id where id = @id', { id: 'bigint' }),

  account: statement('select first_site_id from hub.account where id = @account', { account }),
  accounts: statement('select id from hub.account order by id', {}),
  addAccount: statement(
    `insert into hub.account (id, name, first_site_id, created_at) values (@account, @name, @site, @now)`,
    { account, name: 'nvarchar(200)', site, now: instant },
  ),
  addBucket: statement('insert into hub.bucket (id, head) values (@account, 0)', { account }),
  joinAccount: statement(
    `insert into hub.site_account (site_id, account_id, granted, cursor_at)
    select s.id, @account, @granted, @now from hub.site as s where s.id = @site
      and not exists (select 1 from hub.site_account as sa where sa.site_id = @site and sa.account_id = @account)`,
    { site, account, granted: 'bit', now: instant },
  ),
  letIn: statement('update hub.site_account set granted = 1 where site_id = @site and account_id = @account', {
    site,
    account,
  }),
  standing: statement(
    `select sa.granted, b.head from hub.site_account as sa join hub.bucket as b on b.id = sa.account_id
    where sa.site_id = @site and sa.account_id = @account`,
    { site, account },
  ),
  serveFrom: statement(
    `update hub.site_account set cursor_version = @version, cursor_at = @now
    where site_id = @site and account_id = @account`,
    { site, account, version: 'bigint', now: instant },
  ),
  moveCursors: statement(
    `update sa set cursor_version = r.version, cursor_at = @now
    from hub.site_account as sa
    join openjson(@rows) with (bucket nvarchar(64) '$.bucket', version bigint '$.version') as r on sa.account_id = r.bucket ${bin}
    join hub.bucket as b on b.id = sa.account_id
    where sa.site_id = @site and sa.granted = 1 and sa.cursor_version < r.version and r.version <= b.head`,
    { site, rows: json, now: instant },
  ),
  noteDone: statement(
    `insert into hub.urgent_done (site_id, bucket, version, done_at)
    select distinct @site, c.bucket, c.version, @now
    from openjson(@rows) with (bucket nvarchar(64) '$.bucket', version bigint '$.version') as r
    join hub.change_log as c on c.bucket = r.bucket ${bin} and c.version = r.version
    where not exists (select 1 from hub.urgent_done as t where t.site_id = @site and t.bucket = c.bucket and t.version = c.version)`,
    { site, rows: json, now: instant },
  ),
  noteRejections: statement(
    `insert into hub.site_rejection (site_id, bucket, version, code, reason, rejected_at)
    select @site, c.bucket, c.version, r.code, r.reason, @now
    from openjson(@rows) with (bucket nvarchar(64) '$.bucket', version bigint '$.version', code nvarchar(40) '$.code',
      reason nvarchar(500) '$.reason') as r
    join hub.change_log as c on c.bucket = r.bucket ${bin} and c.version = r.version
    where not exists (select 1 from hub.site_rejection as t where t.site_id = @site and t.bucket = c.bucket and t.version = c.version)`,
    { site, rows: json, now: instant },
  ),
  grants: statement(
    `select b.id, b.head, sa.cursor_version from hub.site_account as sa join hub.bucket as b on b.id = sa.account_id
    join hub.site as s on s.id = sa.site_id
    where sa.site_id = @site and sa.granted = 1 and s.quarantined_at is null and s.revoked_at is null order by b.id`,
    { site },
  ),
  heads: statement('select id, head from hub.bucket', {}),
  growth: statement(
    `select (select coalesce(sum(head), 0) from hub.bucket) as heads,
      (select count_big(*) from hub.site_account where granted = 1) as grants`,
    {},
  ),

  tag: statement('select blocked, block_version, block_hlc from hub.tag where account_id = @account and id = @id', {
    account,
    id: 'nvarchar(36)',
  }),
  raiseHead: statement('update hub.bucket set head = head + 1 output inserted.head where id = @account', { account }),
  appendChange: statement(
    `insert into hub.change_log (bucket, version, entity, entity_key, op, hlc, base, fields, urgent, author, ordered_at)
    values (@account, @version, 'tag', @entity_key, 'put', @hlc, @base, @fields, @urgent, @author, @now)`,
    {
      account,
      version: 'bigint',
      entity_key: 'nvarchar(200)',
      hlc: 'nvarchar(81)',
      base: 'bigint',
      fields: json,
      urgent: 'bit',
      author: 'nvarchar(200)',
      now: instant,
    },
  ),
  changeTag: statement(
    `update hub.tag set blocked = @blocked, block_version = @version, block_hlc = @hlc, updated_at = @now output inserted.id
    where account_id = @account and id = @id`,
    { account, id: 'nvarchar(36)', blocked: 'bit', version: 'bigint', hlc: 'nvarchar(81)', now: instant },
  ),
  addTag: statement(
    `insert into hub.tag (account_id, id, id_tag, blocked, block_version, block_hlc, updated_at)
    values (@account, @id, @id_tag, @blocked, @version, @hlc, @now)`,
    {
      account,
      id: 'nvarchar(36)',
      id_tag: 'nvarchar(36)',
      blocked: 'bit',
      version: 'bigint',
      hlc: 'nvarchar(81)',
      now: instant,
    },
  ),
  blocksEverywhere: statement('select id_tag, author from hub.tag_block_all order by ordered_at, id_tag', {}),
  blockEverywhere: statement(
    `insert into hub.tag_block_all (id_tag, author, ordered_at)
    select r.id_tag, @author, @now from (select @id_tag as id_tag) as r
    where not exists (select 1 from hub.tag_block_all as t where t.id_tag = @id_tag)`,
    { id_tag: 'nvarchar(36)', author: 'nvarchar(200)', now: instant },
  ),
  unblockEverywhere: statement('delete from hub.tag_block_all where id_tag = @id_tag', { id_tag: 'nvarchar(36)' }),
  changes: statement(
    `select top (@limit) version, entity, entity_key, op, hlc, base, fields, urgent from hub.change_log
    where bucket = @account and version > @after order by version`,
    { account, after: 'bigint', limit: 'int' },
  ),
  stampAt: statement('select hlc from hub.change_log where bucket = @account and version = @version', {
    account,
    version: 'bigint',
  }),
  sessions: statement(
    `select top (@limit) s.name as site, coalesce(t.station_name, t.station_id) as station, t.start_tag, t.started_at,
      t.stopped_at, t.energy_wh, t.cost_minor, t.currency
    from hub.tx as t join hub.site as s on s.id = t.site_id
    where @site is null or t.site_id = @site order by t.started_at desc, t.id desc`,
    { site, limit: 'int' },
  ),

  schemaThere: statement('select count(*) as n from sys.schemas where name = @name', { name: 'nvarchar(128)' }),
  migrationTable: statement(
    `select count(*) as n from sys.tables as t join sys.schemas as s on s.schema_id = t.schema_id
    where s.name = 'hub' and t.name = 'migration'`,
    {},
  ),
  migrationsDone: statement('select number from hub.migration order by number', {}),
  noteMigration: statement('insert into hub.migration (number, name, done_at) values (@number, @name, @now)', {
    number: 'int',
    name: 'nvarchar(100)',
    now: instant,
  }),
} as const

export type Values<S extends Statement> = {
  [K in keyof S['parameters']]: S['parameters'][K] extends 'datetime2(3)'
    ? Date | null
    : S['parameters'][K] extends 'bit'
      ? boolean
      : S['parameters'][K] extends 'varbinary(64)'
        ? Buffer
        : S['parameters'][K] extends 'bigint' | 'int'
          ? number
          : string | null
}
