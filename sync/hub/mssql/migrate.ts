import { SyncError } from '../../protocol/sync-error.ts'
import type { SqlDriver } from './driver.ts'
import { groundwork, migrations } from './migrations.ts'
import { statements } from './statements.ts'

const lockName = 'hub migration'

/** Brings the schema up to date: each step once, in a transaction, whoever else tries at the same time. */
export async function migrateMssql(driver: SqlDriver, now: Date): Promise<number[]> {
  await layGround(driver)
  const done: number[] = []
  for (const { number, name, batches } of migrations) {
    const transaction = await driver.begin()
    try {
      await transaction.lock(lockName)
      const known = await transaction.run(statements.migrationsDone, {})
      const newest = Math.max(0, ...known.map((row) => Number(row.number)))
      if (newest > migrations.length) {
        throw new SyncError(
          'refused',
          `The hub's database was written by a newer version (step ${newest}). Install that version or a later one.`,
        )
      }
      if (number > newest) {
        for (const batch of batches) await transaction.batch(batch)
        await transaction.run(statements.noteMigration, { number, name, now })
        done.push(number)
      }
      await transaction.commit()
    } catch (error) {
      await transaction.rollback()
      throw error
    }
  }
  return done
}

async function layGround(driver: SqlDriver) {
  const transaction = await driver.begin()
  try {
    await transaction.lock(lockName)
    const [schema] = await transaction.run(statements.schemaThere, { name: 'hub' })
    const [table] = await transaction.run(statements.migrationTable, {})
    const [createSchema = '', createTable = ''] = groundwork
    if (Number(schema?.n ?? 0) === 0) await transaction.batch(createSchema)
    if (Number(table?.n ?? 0) === 0) await transaction.batch(createTable)
    await transaction.commit()
  } catch (error) {
    await transaction.rollback()
    throw error
  }
}

/** All steps as one script, for a database administrator who runs it by hand. */
export function migrationScript(): string {
  const [createSchema = '', createTable = ''] = groundwork
  const parts = [createSchema, createTable]
  for (const { number, name, batches } of migrations) {
    parts.push(
      `-- step ${number}: ${name}`,
      ...batches,
      `insert into hub.migration (number, name, done_at) values (${number}, N'${name}', sysutcdatetime())`,
    )
  }
  return `set xact_abort on\nGO\n${parts.join('\nGO\n')}\nGO\n`
}
