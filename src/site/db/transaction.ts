import type BetterSqlite3 from 'better-sqlite3'
import { SiteError } from '../errors.ts'

interface Pending {
  resolve(): void
  reject(error: SiteError): void
}

/**
 * Group commit: everything that is written in one turn of the event loop shares one transaction, each piece in a savepoint
 * of its own. A piece is answered only after the COMMIT that holds it.
 */
export class TurnCommits {
  readonly #sqlite: BetterSqlite3.Database
  readonly #begin: BetterSqlite3.Statement
  readonly #savepoint: BetterSqlite3.Statement
  readonly #release: BetterSqlite3.Statement
  readonly #commit: BetterSqlite3.Statement
  #pending: Pending[] = []
  #between: (() => void)[] = []
  #open = false
  #closed = false
  #inPiece = false

  constructor(sqlite: BetterSqlite3.Database) {
    this.#sqlite = sqlite
    this.#begin = sqlite.prepare('BEGIN IMMEDIATE')
    this.#savepoint = sqlite.prepare('SAVEPOINT piece')
    this.#release = sqlite.prepare('RELEASE piece')
    this.#commit = sqlite.prepare('COMMIT')
  }

  /**
   * Runs `work` at once, in a savepoint; when it throws, only its own writes are undone.
   * `committed` is called after the turn's COMMIT and makes the promise's value.
   * @throws what `work` throws; SiteError StorageFailed when the turn can't be committed, ShuttingDown after close
   */
  run<T, R>(work: () => T, committed: (value: T) => R): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (this.#closed) throw new SiteError('ShuttingDown')
      if (this.#inPiece) throw new SiteError('InternalError', { reason: 'a turn inside a turn' })
      this.#ensureOpen()
      const value = this.#piece(work)
      this.#pending.push({ resolve: () => resolve(committed(value)), reject })
    })
  }

  /** Runs `work` while no transaction is open: now, or right after the turn's end. It must not throw. */
  betweenTurns(work: () => void) {
    if (this.#open) this.#between.push(work)
    else work()
  }

  /** Commits what is pending now. For a graceful stop. */
  close() {
    if (this.#closed) return
    if (this.#open) this.#commitTurn()
    this.#closed = true
  }

  #ensureOpen() {
    if (this.#open) return
    try {
      this.#begin.run()
    } catch (error) {
      throw storageFailed(error)
    }
    this.#open = true
    // the check phase comes after all sockets that were readable in this turn
    setImmediate(() => {
      if (this.#open) this.#commitTurn()
    })
  }

  #piece<T>(work: () => T): T {
    this.#savepoint.run()
    this.#inPiece = true
    try {
      const value = work()
      this.#release.run()
      return value
    } catch (error) {
      this.#undoPiece(error)
      throw isSqliteFailure(error) ? storageFailed(error) : error
    } finally {
      this.#inPiece = false
    }
  }

  #undoPiece(error: unknown) {
    // a full disk makes SQLite roll the whole transaction back by itself: then nobody of this turn may be answered
    if (!this.#sqlite.inTransaction) {
      this.#failTurn(error)
      return
    }
    this.#sqlite.exec('ROLLBACK TO piece; RELEASE piece')
  }

  #commitTurn() {
    try {
      this.#commit.run()
    } catch (error) {
      if (this.#sqlite.inTransaction) this.#sqlite.exec('ROLLBACK')
      this.#failTurn(error)
      return
    }
    this.#open = false
    const done = this.#pending
    this.#pending = []
    for (const piece of done) piece.resolve()
    this.#runBetween()
  }

  #failTurn(error: unknown) {
    this.#open = false
    const failed = this.#pending
    this.#pending = []
    for (const piece of failed) piece.reject(storageFailed(error))
    this.#runBetween()
  }

  #runBetween() {
    for (const work of this.#between.splice(0)) work()
  }
}

function isSqliteFailure(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^SQLITE_(FULL|IOERR|CORRUPT|NOTADB|READONLY|CANTOPEN|BUSY)/.test(code)
}

function storageFailed(error: unknown): SiteError {
  return new SiteError('StorageFailed', { reason: error instanceof Error ? error.message : String(error) }, error)
}
