import BetterSqlite3 from 'better-sqlite3'
import { type Row, type SqlDriver, SqlFault, type SqlTransaction } from '../../../sync/hub/mssql/driver.ts'
import type { ParameterType, Statement } from '../../../sync/hub/mssql/statements.ts'

/**
 * Stands in for SQL Server at the edge of the driver: takes the very statements of the store, notes every call, holds values
 * against the declared types, and carries the statements out on SQLite, word for word where the dialects agree and translated
 * where they differ. Results come as tedious gives them: bigint as text, bit as boolean, datetime2 as Date.
 * What it can't show: plans, collations, locks between connections, the server's own limits.
 */
export class MssqlStandIn implements SqlDriver {
  readonly calls: string[] = []
  readonly statementsUsed = new Set<string>()
  readonly locks: string[] = []
  /** The next calls of these kinds fail with such a fault. */
  readonly faults: { on: 'begin' | 'commit' | 'run'; fault: SqlFault }[] = []
  readonly #file: string
  #db: BetterSqlite3.Database | undefined

  constructor(file: string) {
    this.#file = file
  }

  async connect(): Promise<void> {
    const db = new BetterSqlite3(this.#file, { timeout: 0 })
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = OFF')
    this.#db = db
  }

  async close(): Promise<void> {
    this.#db?.close()
    this.#db = undefined
  }

  async begin(): Promise<SqlTransaction> {
    this.calls.push('begin')
    this.#fail('begin')
    const db = this.#open
    // two stand-ins in one process take turns, as two connections to a server that waits for a lock
    for (;;) {
      try {
        if (!db.inTransaction) {
          db.exec('BEGIN IMMEDIATE')
          break
        }
      } catch (error) {
        if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
    return {
      run: async (statement, values) => this.#run(statement, values as Record<string, unknown>),
      batch: (text) => this.batch(text),
      lock: async (name) => {
        if (name.length > 255) throw new Error(`the name of a lock has more than 255 characters: ${name}`)
        this.calls.push(`lock ${name}`)
        this.locks.push(name)
      },
      commit: async () => {
        this.calls.push('commit')
        this.#fail('commit')
        db.exec('COMMIT')
      },
      rollback: async () => {
        this.calls.push('rollback')
        if (db.inTransaction) db.exec('ROLLBACK')
      },
    }
  }

  async run<S extends Statement>(statement: S, values: object): Promise<Row[]> {
    return this.#run(statement, values as Record<string, unknown>)
  }

  async batch(text: string): Promise<void> {
    const own = translateDdl(text)
    if (own !== '') this.#open.exec(own)
  }

  /** As somebody at the database would ask. */
  query(sql: string): Row[] {
    return this.#open.prepare<[], Row>(sql.replaceAll('hub.', '')).all().map(asPeopleSeeIt)
  }

  get #open(): BetterSqlite3.Database {
    if (!this.#db) throw new SqlFault('again', 'not open')
    return this.#db
  }

  #fail(on: 'begin' | 'commit' | 'run') {
    const at = this.faults.findIndex((one) => one.on === on)
    const [one] = at < 0 ? [] : this.faults.splice(at, 1)
    if (one) throw one.fault
  }

  #run(statement: Statement, values: Record<string, unknown>): Row[] {
    this.calls.push(statement.text)
    this.statementsUsed.add(statement.text)
    this.#fail('run')
    const bound: Record<string, unknown> = {}
    for (const [name, type] of Object.entries(statement.parameters)) bound[name] = bind(name, type, values[name])
    for (const name of Object.keys(values))
      if (!(name in statement.parameters)) throw new Error(`@${name} is not declared: ${statement.text}`)
    if (/\bsys\./.test(statement.text)) return [{ n: this.#exists(statement.text, bound) }]
    try {
      const prepared = this.#open.prepare<[Record<string, unknown>], Row>(translate(statement.text))
      if (!prepared.reader) {
        prepared.run(bound)
        return []
      }
      return prepared.all(bound).map(asTheDriverGivesIt)
    } catch (error) {
      const code = (error as { code?: string }).code ?? ''
      if (/^SQLITE_CONSTRAINT_(UNIQUE|PRIMARYKEY)/.test(code)) throw new SqlFault('duplicate', String(error), 2627)
      if (code.startsWith('SQLITE_CONSTRAINT')) throw new SqlFault('row', String(error), 547)
      throw error
    }
  }

  #exists(text: string, bound: Record<string, unknown>): number {
    if (text.includes('sys.schemas where name')) return bound.name === 'hub' ? 1 : 0
    return this.#open.prepare(`select 1 from sqlite_master where name = 'migration'`).all().length
  }
}

/** A value that does not fit its declared type would be refused, cut or rounded by the server. */
function bind(name: string, type: ParameterType, value: unknown): unknown {
  const wrong = () => new Error(`@${name} is ${type}, given was ${JSON.stringify(value)?.slice(0, 100)}`)
  if (value === null) return null
  if (value === undefined) throw wrong()
  if (type === 'bigint' || type === 'int') {
    if (!Number.isSafeInteger(value) || (type === 'int' && Math.abs(value as number) >= 2 ** 31)) throw wrong()
    return value
  }
  if (type === 'bit') {
    if (typeof value !== 'boolean') throw wrong()
    return value ? 1 : 0
  }
  if (type === 'datetime2(3)') {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw wrong()
    return value.toISOString().slice(0, 23)
  }
  if (type === 'varbinary(64)') {
    if (!Buffer.isBuffer(value) || value.length > 64) throw wrong()
    return value
  }
  const [, length] = /^nvarchar\((\d+|max)\)$/.exec(type) ?? []
  if (typeof value !== 'string' || (length !== 'max' && value.length > Number(length))) throw wrong()
  return value
}

const flags = new Set(['granted', 'online', 'blocked', 'urgent'])

function asTheDriverGivesIt(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => {
      if (value === null) return [name, null]
      if (flags.has(name)) return [name, value === 1]
      if (name.endsWith('_at')) return [name, new Date(`${String(value)}Z`)]
      return [name, typeof value === 'number' ? String(value) : value]
    }),
  )
}

function asPeopleSeeIt(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === 'string'
        ? value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d{3}$/, '$1Z')
        : // decimal is exact at the server
          typeof value === 'number'
          ? Number(value.toFixed(6))
          : value,
    ]),
  )
}

function translate(text: string): string {
  let own = text
    .replaceAll('hub.', '')
    .replaceAll(' collate Latin1_General_100_BIN2', '')
    .replaceAll('count_big(', 'count(')
    .replace(/openjson\((@\w+)\) with \(([\s\S]*?)\) as (\w+)/g, (_, json, columns: string, name) => {
      const list = [...columns.matchAll(/(\w+) [\w(), ]+? '(\$\.\w+)'/g)].map(
        ([, column, path]) => `json_extract(value, '${path}') as ${column}`,
      )
      return `(select ${list.join(', ')} from json_each(${json})) as ${name}`
    })
  const limit = /select top \((@\w+)\)/.exec(own)
  if (limit) own = `${own.replace(limit[0], 'select')} limit ${limit[1]}`
  const output = /\boutput (?:inserted|deleted)\.(\w+)/.exec(own)
  if (output) own = `${own.replace(output[0], '')} returning ${output[1]}`
  // UPDATE alias … FROM table AS alias JOIN rows ON … [JOIN more ON …] WHERE …
  const update =
    /^update (\w+) set ([\s\S]*?)\s+from (\w+) as \1\s+join ([\s\S]*?) on ([^\n]*?)(?:\s+join (\w+ as \w+) on ([^\n]*?))?\s+where ([\s\S]*)$/.exec(
      own,
    )
  if (update) {
    const [, alias, set, table, rows, on, more, moreOn, where] = update
    own = `update ${table} as ${alias} set ${set} from ${rows}${more ? `, ${more}` : ''} where ${on}${moreOn ? ` and ${moreOn}` : ''} and ${where}`
  }
  return own
}

function translateDdl(text: string): string {
  if (text.startsWith('create schema')) return ''
  return text
    .replaceAll('hub.', '')
    .replaceAll("N'", "'")
    .replaceAll(' collate Latin1_General_100_BIN2', '')
    .replace(/id bigint identity\(1, 1\) not null/, 'id integer primary key')
    .replace(/,\s+constraint pk_(tx|dead) primary key clustered \(id\)/, '')
    .replaceAll('primary key clustered', 'primary key')
    .replaceAll('nvarchar(max)', 'text')
    .replaceAll('count_big(', 'count(')
    .replaceAll('json_value(', 'json_extract(')
    .replace(/datediff_big\(second, ([\w.]+), ([\w.]+)\)/g, '(unixepoch($2) - unixepoch($1))')
    .replace(/cast\(([\w.]+) as date\)/g, 'substr($1, 1, 10)')
    .replace(/string_agg\(([\s\S]*?), ' '\)\s+within group \(order by [\w.]+\)/g, "group_concat($1, ' ')")
}
