import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { migrate } from 'drizzle-orm/better-sqlite3/migrator'
import { SiteError } from '../errors.ts'

/** Reads and writes. Only commands get one, inside a turn's transaction. */
export type WriteHandle = BetterSQLite3Database & { $client: BetterSqlite3.Database }
/** Reads committed rows only (or, handed on by a command, that command's own). */
export type ReadHandle = Pick<WriteHandle, 'select' | 'selectDistinct' | 'with' | '$count' | '$client'>

export interface Database {
  file: string
  write: WriteHandle
  read: ReadHandle
  close(): void
}

export interface OpenOptions {
  /** Path of the database file. Its folder exists. */
  file: string
  migrationsFolder: string
}

/**
 * Opens (creates, migrates) the site's database: one connection that writes, one that reads.
 * @throws SiteError DatabaseTooNew, StorageFailed
 */
export function openDatabase({ file, migrationsFolder }: OpenOptions): Database {
  let writer: BetterSqlite3.Database
  try {
    writer = new BetterSqlite3(file)
    // a second controller on the same file must fail at once, not after data was mixed
    writer.pragma('busy_timeout = 5000')
    writer.pragma('journal_mode = WAL')
    writer.pragma('synchronous = FULL')
    writer.pragma('foreign_keys = ON')
    // the checkpoint thread does it: an inline checkpoint makes the tail of the latency
    writer.pragma('wal_autocheckpoint = 0')
    writer.pragma('journal_size_limit = 67108864')
    writer.pragma('cache_size = -16000')
    writer.pragma('temp_store = MEMORY')
  } catch (error) {
    throw new SiteError(
      'StorageFailed',
      { file, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  }
  const write = drizzle(writer) as WriteHandle
  try {
    refuseNewer(writer, migrationsFolder)
    migrate(write, { migrationsFolder })
  } catch (error) {
    writer.close()
    if (error instanceof SiteError) throw error
    throw new SiteError(
      'StorageFailed',
      { file, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  }
  const reader = new BetterSqlite3(file, { readonly: true })
  reader.pragma('busy_timeout = 5000')
  reader.pragma('cache_size = -16000')
  const read = drizzle(reader) as WriteHandle
  return {
    file,
    write,
    read,
    close: () => {
      reader.close()
      writer.pragma('optimize')
      writer.close()
    },
  }
}

function refuseNewer(writer: BetterSqlite3.Database, migrationsFolder: string) {
  const known = JSON.parse(readFileSync(join(migrationsFolder, 'meta', '_journal.json'), 'utf8')) as {
    entries: { when: number }[]
  }
  const newest = Math.max(0, ...known.entries.map((entry) => entry.when))
  const exists = writer.prepare(`select 1 from sqlite_master where name = '__drizzle_migrations'`).get()
  if (!exists) return
  const applied = writer.prepare('select max(created_at) as at from __drizzle_migrations').get() as {
    at: number | null
  }
  if ((applied.at ?? 0) > newest) throw new SiteError('DatabaseTooNew', { file: writer.name })
}

const statements = new WeakMap<BetterSqlite3.Database, Map<string, BetterSqlite3.Statement>>()

/** A prepared statement, prepared once per connection: for the hot paths, where building a query costs more than running it. */
export function statement<P extends unknown[] | object = unknown[], R = unknown>(
  handle: ReadHandle,
  text: string,
): BetterSqlite3.Statement<P extends unknown[] ? P : [P], R> {
  let known = statements.get(handle.$client)
  if (!known) {
    known = new Map()
    statements.set(handle.$client, known)
  }
  let found = known.get(text)
  if (!found) {
    found = handle.$client.prepare(text)
    known.set(text, found)
  }
  return found as unknown as BetterSqlite3.Statement<P extends unknown[] ? P : [P], R>
}
