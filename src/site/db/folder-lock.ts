import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'

/**
 * One controller per data folder. The lock is SQLite's own lock on a file of no content: the operating system lets go of it
 * when the process dies, however it dies.
 * @returns the function that lets go; undefined when another process holds it
 */
export function lockFolder(folder: string): (() => void) | undefined {
  const sqlite = new BetterSqlite3(join(folder, 'controller.lock'), { timeout: 0 })
  try {
    sqlite.pragma('locking_mode = EXCLUSIVE')
    sqlite.exec('BEGIN EXCLUSIVE')
    return () => sqlite.close()
  } catch (error) {
    sqlite.close()
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return undefined
    throw error
  }
}
