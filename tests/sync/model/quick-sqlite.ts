import type BetterSqlite3 from 'better-sqlite3'
import { isBroken } from './breaks.ts'

type Constructor = typeof BetterSqlite3

const opened = new Map<string, Set<BetterSqlite3.Database>>()

/** Open connections to a file that may write. */
export const writersOf = (file: string): BetterSqlite3.Database[] =>
  [...(opened.get(file) ?? [])].filter((db) => db.open && !db.readonly)

/**
 * SQLite as it is, but without waiting for the disk: in the model a process dies, never the machine. `ackBeforeCommit` leaves
 * the hub's transactions open until the next one begins.
 */
export function quickSqlite(real: Constructor): Constructor {
  class Quick extends real {
    constructor(file?: string | Buffer, options?: BetterSqlite3.Options) {
      super(file, options)
      if (typeof file !== 'string') return
      const known = opened.get(file) ?? new Set()
      opened.set(file, known.add(this))
    }

    override pragma(source: string, options?: BetterSqlite3.PragmaOptions): unknown {
      return super.pragma(source === 'synchronous = FULL' ? 'synchronous = OFF' : source, options)
    }

    override exec(source: string): this {
      if (isBroken('ackBeforeCommit') && this.name.endsWith('hub.sqlite')) {
        if (source === 'COMMIT') return this
        if (source === 'BEGIN IMMEDIATE' && this.inTransaction) super.exec('COMMIT')
      }
      return super.exec(source)
    }

    override close(): this {
      opened.get(this.name)?.delete(this)
      return super.close()
    }
  }
  return Quick as unknown as Constructor
}
