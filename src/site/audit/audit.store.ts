import { createHash } from 'node:crypto'
import { statement } from '../db/open.ts'
import type { Actor } from '../permissions.ts'
import type { CommandContext } from '../use-case.ts'

export interface AuditEntry {
  accountId: string | null
  action: string
  subject: string
  before?: unknown
  after?: unknown
}

const secretFields = /password|secret|hash|token$/i

/** Who did what: in the transaction of the deed itself, each row chained to the one before by its hash. */
export function writeAudit({ db, actor, now }: CommandContext, entry: AuditEntry) {
  const last = statement<[], { hash: string }>(db, 'select hash from audit order by id desc limit 1').get()
  const values = [
    now,
    actorName(actor),
    actor.door,
    entry.accountId,
    entry.action,
    entry.subject,
    json(entry.before),
    json(entry.after),
  ] as const
  const hash = createHash('sha256')
    .update(last?.hash ?? '')
    .update(JSON.stringify(values))
    .digest('base64url')
  statement(
    db,
    'insert into audit (at, actor, door, account_id, action, subject, before, after, hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(...values, hash)
}

function actorName(actor: Actor): string {
  if (actor.kind === 'user') return `user ${actor.userId}`
  if (actor.kind === 'station') return `station ${actor.stationId}`
  return actor.kind
}

function json(value: unknown): string | null {
  if (value === undefined) return null
  return JSON.stringify(value, (key, inner: unknown) => (key !== '' && secretFields.test(key) ? '…' : inner))
}
