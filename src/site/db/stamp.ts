import { randomUUID } from 'node:crypto'
import { statement, type WriteHandle } from './open.ts'

/** Hybrid logical clock: the stamp of `node` that follows `previous` (absent on the first) at the instant `now`. */
export type Stamp = (previous: string | undefined, now: number, node: string) => string

/** The high-water mark is stored, so that a clock set back or a restart never gives a stamp twice. */
export function nextStamp(db: WriteHandle, now: number, stamp: Stamp): string {
  const next = stamp(metaValue(db, 'hlc'), now, nodeId(db))
  setMeta(db, 'hlc', next)
  return next
}

function nodeId(db: WriteHandle): string {
  const known = metaValue(db, 'node')
  if (known) return known
  const made = randomUUID()
  setMeta(db, 'node', made)
  return made
}

function metaValue(db: WriteHandle, key: string): string | undefined {
  return statement<[string], { value: string }>(db, 'select value from meta where key = ?').get(key)?.value
}

function setMeta(db: WriteHandle, key: string, value: string) {
  statement(
    db,
    'insert into meta (key, value) values (?, ?) on conflict (key) do update set value = excluded.value',
  ).run(key, value)
}
