import BetterSqlite3 from 'better-sqlite3'
import { SiteError } from '../errors.ts'

/**
 * A consistent copy of the database while it is in use, read back and checked.
 * @throws SiteError StorageFailed
 */
export async function backupDatabase(file: string, target: string): Promise<{ pages: number }> {
  const source = new BetterSqlite3(file, { readonly: true })
  try {
    await source.backup(target)
  } catch (error) {
    throw new SiteError(
      'StorageFailed',
      { target, reason: error instanceof Error ? error.message : String(error) },
      error,
    )
  } finally {
    source.close()
  }
  const copy = new BetterSqlite3(target)
  try {
    // one plain file, without a log beside it
    copy.pragma('journal_mode = DELETE')
    const [row] = copy.pragma('integrity_check(1)') as { integrity_check: string }[]
    if (row?.integrity_check !== 'ok')
      throw new SiteError('StorageFailed', { target, reason: `the copy is damaged: ${row?.integrity_check}` })
    return { pages: copy.pragma('page_count', { simple: true }) as number }
  } finally {
    copy.close()
  }
}
