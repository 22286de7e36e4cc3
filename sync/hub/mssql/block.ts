import { tick } from '../../protocol/hlc.ts'
import { mergeBlock } from '../../protocol/merge.ts'
import { tagIdOf } from '../../protocol/tag-id.ts'
import type { BlockOrder } from '../store.ts'
import type { SqlTransaction } from './driver.ts'
import { statements } from './statements.ts'

const node = 'hub'
/** Whoever gives out stamps holds this lock, and takes it after those of accounts. */
export const clockLock = 'hub clock'
export const accountLock = (account: string) => `hub account ${account}`

export async function putMeta(transaction: SqlTransaction, name: string, value: string) {
  const changed = await transaction.run(statements.changeMeta, { name, value })
  if (changed.length === 0) await transaction.run(statements.addMeta, { name, value })
}

/** Appends a block or its lifting to a tenant's log; the caller holds the account's lock. @returns its version */
export async function appendBlock(
  transaction: SqlTransaction,
  account: string,
  { idTag, blocked, base, author, now: nowMs }: Omit<BlockOrder, 'account'>,
): Promise<number> {
  const now = new Date(nowMs)
  const id = tagIdOf(account, idTag)
  const [row] = await transaction.run(statements.tag, { account, id })
  const current = {
    blocked: row?.blocked === true,
    version: Number(row?.block_version ?? 0),
    hlc: String(row?.block_hlc ?? ''),
  }
  await transaction.lock(clockLock)
  const [mark] = await transaction.run(statements.meta, { name: 'hlc' })
  const hlc = tick(mark ? String(mark.value) : undefined, nowMs, node)
  if (mergeBlock(current, { blocked, base: base ?? current.version, hlc }) === 'keep') return current.version
  await putMeta(transaction, 'hlc', hlc)
  const [head] = await transaction.run(statements.raiseHead, { account })
  const version = Number(head?.head)
  await transaction.run(statements.appendChange, {
    account,
    version,
    entity_key: id,
    hlc,
    base: current.version,
    fields: JSON.stringify({ idTag, blocked }),
    urgent: blocked,
    author,
    now,
  })
  const changed = await transaction.run(statements.changeTag, { account, id, blocked, version, hlc, now })
  if (changed.length === 0)
    await transaction.run(statements.addTag, { account, id, id_tag: idTag, blocked, version, hlc, now })
  return version
}
