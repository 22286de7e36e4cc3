import { laneAfterHello } from '../../protocol/lane.ts'
import type { Cursors, Hello, LaneReport } from '../../protocol/messages.ts'
import { judgeBoot } from '../boots.ts'
import type { BucketGrant, JobResult } from '../store.ts'
import { readLane } from './apply.ts'
import { appendBlock } from './block.ts'
import type { SqlTransaction } from './driver.ts'
import { statements } from './statements.ts'

/** Introductions of sites, inside the transaction; the caller holds the locks of the site and of its accounts. */
export async function greet(transaction: SqlTransaction, site: string, hello: Hello, now: Date): Promise<JobResult> {
  const [row] = await transaction.run(statements.site, { site })
  if (!row || row.revoked_at !== null) {
    return { kind: 'hello', outcome: 'refused', reason: 'Headquarters does not know this site (any more).' }
  }
  const boots = judgeBoot(
    {
      last: { boot: textOf(row.boot), hellos: Number(row.boot_hellos) },
      other: { boot: textOf(row.other_boot), hellos: Number(row.other_boot_hellos) },
      turns: Number(row.boot_turns),
    },
    hello.boot,
    hello.n,
  )
  const quarantined =
    row.quarantined_at === null
      ? boots.copies
        ? 'Two controllers take turns as this site: one is a copy. Switch one off, then release the site at headquarters.'
        : undefined
      : (textOf(row.quarantine_reason) ?? '')
  await transaction.run(statements.greetSite, {
    site,
    boot: boots.last.boot,
    boot_hellos: boots.last.hellos,
    other_boot: boots.other.boot,
    other_boot_hellos: boots.other.hellos,
    boot_turns: boots.turns,
    conn: hello.conn,
    software: hello.software,
    now,
    quarantined_at: quarantined === undefined ? null : ((row.quarantined_at as Date | null) ?? now),
    quarantine_reason: quarantined ?? null,
  })
  const lanes: LaneReport[] = []
  for (const told of hello.lanes) lanes.push(await meetLane(transaction, site, told, quarantined !== undefined))
  const buckets: BucketGrant[] = []
  if (quarantined === undefined)
    for (const told of hello.buckets) buckets.push(await meetBucket(transaction, site, told, now))
  return { kind: 'hello', outcome: 'welcome', lanes, buckets, ...(quarantined === undefined ? {} : { quarantined }) }
}

export async function noteCursors(transaction: SqlTransaction, site: string, cursors: Cursors, now: Date) {
  const rowsOf = (list: readonly object[]) => JSON.stringify(list)
  if (cursors.buckets.length > 0) {
    const rows = rowsOf(cursors.buckets.map(({ bucket, version }) => ({ bucket, version })))
    await transaction.run(statements.moveCursors, { site, rows, now })
  }
  if (cursors.done.length > 0) await transaction.run(statements.noteDone, { site, rows: rowsOf(cursors.done), now })
  if (cursors.rej.length > 0) {
    const byVersion = new Map(
      cursors.rej.map(({ bucket, q, code, text }) => [`${bucket} ${q}`, { bucket, version: q, code, reason: text }]),
    )
    await transaction.run(statements.noteRejections, { site, rows: rowsOf([...byVersion.values()]), now })
  }
  await transaction.run(statements.seeSite, { site, now })
}

async function meetLane(
  transaction: SqlTransaction,
  site: string,
  told: Hello['lanes'][number],
  quarantined: boolean,
): Promise<LaneReport> {
  const known = await readLane(transaction, site, told.lane)
  const next = quarantined ? known : laneAfterHello(site, known, told)
  if (next !== known) {
    const { lane } = told
    const changed = await transaction.run(statements.changeLane, { site, lane, ...next })
    if (changed.length === 0) await transaction.run(statements.addLane, { site, lane, ...next })
  }
  return { lane: told.lane, ...next }
}

async function meetBucket(
  transaction: SqlTransaction,
  site: string,
  told: Hello['buckets'][number],
  now: Date,
): Promise<BucketGrant> {
  const account = told.bucket
  const [known] = await transaction.run(statements.account, { account })
  if (!known) await openAccount(transaction, site, told, now)
  // a tenant that another site brought is served here only when headquarters says so
  const granted = !known || known.first_site_id === site
  await transaction.run(statements.joinAccount, { site, account, granted, now })
  const [standing] = await transaction.run(statements.standing, { site, account })
  if (standing?.granted !== true) return { bucket: account, head: 0, from: 0, granted: false }
  const head = Number(standing.head)
  const from = (await isOurs(transaction, told, head)) ? told.version : 0
  await transaction.run(statements.serveFrom, { site, account, version: from, now })
  return { bucket: account, head, from, granted: true }
}

/** Did the site get to its version along this very log? After a restore the hub gives versions out a second time. */
async function isOurs(
  transaction: SqlTransaction,
  { bucket, version, h }: Hello['buckets'][number],
  head: number,
): Promise<boolean> {
  if (version > head) return false
  if (version === 0 || h === undefined) return true
  const [row] = await transaction.run(statements.stampAt, { account: bucket, version })
  return row?.hlc === h
}

async function openAccount(
  transaction: SqlTransaction,
  site: string,
  { bucket: account, name }: Hello['buckets'][number],
  now: Date,
) {
  await transaction.run(statements.addAccount, { account, name, site, now })
  await transaction.run(statements.addBucket, { account })
  const everywhere = await transaction.run(statements.blocksEverywhere, {})
  for (const { id_tag, author } of everywhere) {
    const order = { idTag: String(id_tag), blocked: true, author: String(author), now: now.getTime() }
    await appendBlock(transaction, account, order)
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)
