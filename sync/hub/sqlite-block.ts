import type BetterSqlite3 from 'better-sqlite3'
import { tick } from '../protocol/hlc.ts'
import { mergeBlock } from '../protocol/merge.ts'
import { tagIdOf } from '../protocol/tag-id.ts'
import type { BlockOrder } from './store.ts'

/** The hub's node name in its hybrid logical clock. All workers share the stored high-water mark. */
const node = 'hub'

/** Appends a block or its lifting to a tenant's log. The next version is given out here, inside the transaction. */
export function appendBlock(
  db: BetterSqlite3.Database,
  account: string,
  { idTag, blocked, base, author, now }: Omit<BlockOrder, 'account'>,
): number {
  const id = tagIdOf(account, idTag)
  const current = db
    .prepare<[string, string], { blocked: number; version: number; hlc: string }>(
      'select blocked, block_version as version, block_hlc as hlc from tag where account_id = ? and id = ?',
    )
    .get(account, id) ?? { blocked: 0, version: 0, hlc: '' }
  const mark = db.prepare<[], { value: string }>(`select value from meta where key = 'hlc'`).get()
  const hlc = tick(mark?.value, now, node)
  const verdict = mergeBlock(
    { ...current, blocked: current.blocked === 1 },
    { blocked, base: base ?? current.version, hlc },
  )
  if (verdict === 'keep') return current.version
  db.prepare(
    `insert into meta (key, value) values ('hlc', ?) on conflict (key) do update set value = excluded.value`,
  ).run(hlc)
  const head = db
    .prepare<[string], { head: number }>('update bucket set head = head + 1 where id = ? returning head')
    .get(account)
  const version = head?.head ?? 0
  db.prepare(
    `insert into change_log (bucket, version, entity, key, op, hlc, base, fields, urgent, author, at)
    values (?, ?, 'tag', ?, 'put', ?, ?, ?, ?, ?, ?)`,
  ).run(account, version, id, hlc, current.version, JSON.stringify({ idTag, blocked }), blocked ? 1 : 0, author, now)
  db.prepare(
    `insert into tag (account_id, id, id_tag, blocked, block_version, block_hlc, updated_at) values (?, ?, ?, ?, ?, ?, ?)
    on conflict (account_id, id) do update set blocked = excluded.blocked, block_version = excluded.block_version,
      block_hlc = excluded.block_hlc, updated_at = excluded.updated_at`,
  ).run(account, id, idTag, blocked ? 1 : 0, version, hlc, now)
  return version
}
