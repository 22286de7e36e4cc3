/** Tables that a worker reads and writes, and never deletes from. */
const kept = ['meta', 'site', 'lane', 'account', 'bucket', 'site_account', 'tx', 'station', 'tag', 'urgent_done']
/** Only ever added to. */
const appended = ['change_log', 'site_rejection']
/** Rows of these go when they are dealt with. */
const emptied = ['dead', 'tag_block_all']
const views = ['v_sessions', 'v_sessions_daily', 'v_site_health', 'v_tag_block_reach']
/** What people may see: no secrets of sites, no JSON of rows. */
const readable = ['account', 'tx', 'station', 'tag', 'change_log', 'site_account', 'urgent_done', 'site_rejection']

/**
 * Two roles with the least rights, and their members: `hub_worker` for the hub's login, `hub_reader` for people and reports.
 * An administrator runs it in the hub's database after the migrations. The worker may not change the schema.
 */
export function roleScript(workerUser: string, readerUser: string): string[] {
  return [
    'create role hub_worker',
    'create role hub_reader',
    ...kept.map((table) => `grant select, insert, update on hub.${table} to hub_worker`),
    ...appended.map((table) => `grant select, insert on hub.${table} to hub_worker`),
    ...emptied.map((table) => `grant select, insert, delete on hub.${table} to hub_worker`),
    'grant select on hub.migration to hub_worker',
    ...[...views, ...readable].map((table) => `grant select on hub.${table} to hub_reader`),
    `alter role hub_worker add member ${quoted(workerUser)}`,
    `alter role hub_reader add member ${quoted(readerUser)}`,
  ]
}

const quoted = (name: string) => `[${name.replaceAll(']', ']]')}]`
