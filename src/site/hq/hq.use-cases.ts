import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { findSite, listAccounts } from '../setup/site.store.ts'
import { findTag } from '../tags/tag.store.ts'
import { tagUseCases } from '../tags/tag.use-cases.ts'
import { enqueueTransaction } from '../transactions/transaction.store.ts'
import { type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  acknowledgeRows,
  beginEpoch,
  buryRow,
  clearCursors,
  clearOutbox,
  cursorOf,
  cursors,
  findConnection,
  forgetHurried,
  hqStatus,
  laneState,
  noteConnection,
  numberRows,
  putConnection,
  putCursor,
  removeConnection,
  requeueMark,
  savepoint,
  setRequeueMark,
  transactionsAfter,
} from './hq.store.ts'
import {
  type HqChange,
  type HqStatus,
  type LaneName,
  type LaneState,
  laneNames,
  type OutboxRow,
  readConnectionString,
} from './hq.ts'

export const hqUseCases = {
  'hq.status': query({
    needs: 'ReadSettings',
    input: nothing,
    run: ({ db }): HqStatus => hqStatus(db),
  }),

  /**
   * Joins the site to headquarters. Where that is not the one it belonged to before, headquarters is told everything from the
   * beginning.
   */
  'hq.configure': command({
    needs: 'ManageSettings',
    input: z
      .object({ connection: z.string().trim().min(1, 'Enter the connection string of headquarters.').max(500) })
      .strict(),
    run: (context, { connection }): HqStatus => {
      const { db, now, secrets } = context
      const address = readConnectionString(connection)
      if (typeof address === 'string') throw new SiteError('InvalidInput', { fields: { connection: address } })
      const { url, hqSiteId, secret } = address
      if (findConnection(db)?.hqSiteId !== hqSiteId) beginAnew(context)
      putConnection(db, { url, hqSiteId, secret: secrets.seal(secret), enabled: true, createdAt: now })
      writeAudit(context, {
        accountId: null,
        action: 'hq.configure',
        subject: 'headquarters',
        after: { url, hqSiteId },
      })
      return told(context)
    },
  }),

  /** The site goes on alone. */
  'hq.disconnect': command({
    needs: 'ManageSettings',
    input: nothing,
    run: (context): HqStatus => {
      const before = findConnection(context.db)
      if (before) {
        removeConnection(context.db)
        const { url, hqSiteId } = before
        writeAudit(context, {
          accountId: null,
          action: 'hq.disconnect',
          subject: 'headquarters',
          before: { url, hqSiteId },
        })
      }
      return told(context)
    },
  }),

  /** For the sync itself. The sealed secret is another with each new configuration. */
  'hq.connection': query({
    needs: 'system',
    input: nothing,
    run: ({ db }): { url: string; hqSiteId: string; sealedSecret: Buffer } | null => {
      const row = findConnection(db)
      if (!row?.enabled) return null
      return { url: row.url, hqSiteId: row.hqSiteId, sealedSecret: row.secret }
    },
  }),

  /** What the sync saw of the connection, for people to see. */
  'hq.report': command({
    needs: 'system',
    input: trusted<{ connected: boolean; error: string | null }>(),
    run: (context, { connected, error }): HqStatus => {
      const before = findConnection(context.db)
      noteConnection(context.db, {
        connectedAt: connected ? (before?.connectedAt ?? context.now) : null,
        lastError: error,
      })
      return told(context)
    },
  }),

  /** What the site tells of itself when it says hello. */
  'hq.standing': query({
    needs: 'system',
    input: nothing,
    run: ({ db }) => {
      const known = cursors(db)
      return {
        siteName: findSite(db)?.name ?? '',
        lanes: laneNames.map((lane): LaneState => laneState(db, lane)),
        accounts: listAccounts(db).map(({ id, name }) => ({
          id,
          name,
          ...(known.get(id) ?? { version: 0, hlc: null }),
        })),
      }
    },
  }),

  /** The first rows of a lane that headquarters has not acked, numbered durably before they are sent. */
  'hq.nextRows': command({
    needs: 'system',
    input: trusted<{ lane: LaneName; limit: number }>(),
    run: ({ db }, { lane, limit }): { state: LaneState; rows: OutboxRow[] } => {
      const rows = numberRows(db, lane, limit)
      return { state: laneState(db, lane), rows }
    },
  }),

  /** Headquarters has committed the rows up to `applied`; those it could not apply become dead rows. Late acks change nothing. */
  'hq.acknowledge': command({
    needs: 'system',
    input: trusted<{
      lane: LaneName
      epoch: number
      applied: number
      chain: string
      rejected: { seq: number; reason: string }[]
    }>(),
    run: (context, { lane, epoch, applied, chain, rejected }): LaneState => {
      const { db, now } = context
      const before = laneState(db, lane)
      if (before.epoch !== epoch || applied < before.acked || applied > before.head) return before
      for (const { seq, reason } of rejected) if (seq <= applied) buryRow(db, lane, seq, reason)
      acknowledgeRows(db, lane, { applied, chain, at: now })
      told(context)
      return laneState(db, lane)
    },
  }),

  /**
   * Numbers begin anew, for all rows that are not acked: the histories of site and headquarters have parted. `tellAll`: also
   * what was acked has to be told again.
   */
  'hq.beginEpoch': command({
    needs: 'system',
    input: trusted<{ lane: LaneName; epoch: number; tellAll: boolean }>(),
    run: ({ db }, { lane, epoch, tellAll }): LaneState => {
      const before = laneState(db, lane)
      if (epoch > before.epoch) {
        beginEpoch(db, lane, epoch, { forget: tellAll })
        if (tellAll && lane === 'tx') setRequeueMark(db, 0)
      }
      return laneState(db, lane)
    },
  }),

  /** A row that can't be sent. The rows behind it are numbered anew, in a new epoch. */
  'hq.bury': command({
    needs: 'system',
    input: trusted<{ lane: LaneName; seq: number; reason: string }>(),
    run: (context, { lane, seq, reason }): LaneState => {
      const { db } = context
      if (buryRow(db, lane, seq, reason)) beginEpoch(db, lane, laneState(db, lane).epoch + 1)
      told(context)
      return laneState(db, lane)
    },
  }),

  /** Puts some more sessions into the outbox, where all have to be told again. @returns whether there are more */
  'hq.requeue': command({
    needs: 'system',
    input: trusted<{ limit: number }>(),
    run: (context, { limit }): boolean => {
      const { db, now } = context
      const after = requeueMark(db)
      if (after === undefined || !findConnection(db)) return false
      const rows = transactionsAfter(db, after, limit)
      for (const row of rows) enqueueTransaction(db, row, context.stamp(), now)
      const last = rows.at(-1)
      setRequeueMark(db, last ? last.id : null)
      if (last) context.emit('outbox.filled', { lane: 'tx' })
      return last !== undefined
    },
  }),

  /** A site that stands alone collects nothing for a headquarters: should it ever join one, it tells everything then. */
  'hq.prune': command({
    needs: 'system',
    input: nothing,
    run: ({ db }): number => (findConnection(db) ? 0 : clearOutbox(db)),
  }),

  /** Changes of headquarters in the log of one account, in order. What was hurried ahead of the log is not done again. */
  'hq.follow': command({
    needs: 'hq',
    input: trusted<{ accountId: string; first: number; last: number; changes: HqChange[] }>(),
    run: (context, { accountId, first, last, changes }) => {
      const { db } = context
      const cursor = cursorOf(db, accountId)
      if (first > cursor + 1) return { gap: true, cursor, rejected: [] }
      if (last <= cursor) return { gap: false, cursor, rejected: [] }
      const rejected = carryOut(
        context,
        accountId,
        changes.filter(({ version }) => version > cursor),
        'log',
      )
      putCursor(db, accountId, last, changes.findLast(({ version }) => version === last)?.hlc ?? null)
      return { gap: false, cursor: last, rejected }
    },
  }),

  /** Blocks that came ahead of the log; one that the log has brought already may be over. */
  'hq.hurry': command({
    needs: 'hq',
    input: trusted<{ accountId: string; changes: HqChange[] }>(),
    run: (context, { accountId, changes }) => {
      const cursor = cursorOf(context.db, accountId)
      const ahead = changes.filter(({ version }) => version > cursor)
      return { rejected: carryOut(context, accountId, ahead, 'ahead') }
    },
  }),

  /**
   * Headquarters goes on after this version. It is an earlier one where headquarters was restored and gives versions out again:
   * its log is carried out once more from there, so that what it has forgotten does not count.
   */
  'hq.resume': command({
    needs: 'hq',
    input: trusted<{ accountId: string; version: number }>(),
    run: ({ db }, { accountId, version }): void => {
      const cursor = cursorOf(db, accountId)
      if (version < cursor) putCursor(db, accountId, version, null)
      forgetHurried(db, accountId, Math.min(version, cursor))
    },
  }),
}

function told(context: CommandContext): HqStatus {
  const status = hqStatus(context.db)
  context.emit('hq.changed', status)
  return status
}

/** Another headquarters, or one that was left: what it may hold of this site is not known. */
function beginAnew({ db }: CommandContext) {
  clearOutbox(db)
  clearCursors(db)
  for (const lane of laneNames) beginEpoch(db, lane, laneState(db, lane).epoch + 1, { forget: true })
  setRequeueMark(db, 0)
}

interface Rejection {
  version: number
  code: string
  reason: string
}

const tagDecision = z.object({ idTag: z.string(), blocked: z.boolean() })

/** One change that can't be carried out is reported, and does not hold up the others. */
function carryOut(
  context: CommandContext,
  accountId: string,
  changes: readonly HqChange[],
  way: 'log' | 'ahead',
): Rejection[] {
  const { db } = context
  const rejected: Rejection[] = []
  for (const change of changes) {
    try {
      savepoint(db, () => decide(context, accountId, change, way))
    } catch (error) {
      if (!(error instanceof SiteError) || error.code === 'StorageFailed') throw error
      const fields = Object.entries(error.details.fields ?? {}).map(([field, reason]) => `${field}: ${reason}`)
      rejected.push({ version: change.version, code: error.code, reason: [error.message, ...fields].join(' ') })
    }
  }
  return rejected
}

function decide(context: CommandContext, accountId: string, change: HqChange, way: 'log' | 'ahead') {
  if (change.entity !== 'tag' || change.op !== 'put')
    throw new SiteError('NotSupported', { entity: change.entity, op: change.op })
  if (!listAccounts(context.db).some(({ id }) => id === accountId)) throw new SiteError('NotFound', { accountId })
  const fields = tagDecision.safeParse(change.fields)
  if (!fields.success) throw new SiteError('InvalidInput', { fields: { idTag: 'missing, or blocked is missing' } })
  const known = findTag(context.db, accountId, fields.data.idTag)
  // done ahead of the log; and what the log says of the time before a hurried block doesn't lift it
  const hurried = known !== undefined && known.hubVersion >= change.version
  if (hurried && (way === 'ahead' || known.blocked || known.hubVersion === change.version)) return
  context.run(tagUseCases['tags.decideByHq'], { ...fields.data, accountId, hubVersion: change.version })
}
