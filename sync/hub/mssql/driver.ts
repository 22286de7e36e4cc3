import sql from 'mssql'
import { SyncError } from '../../protocol/sync-error.ts'
import type { ParameterType, Statement, Values } from './statements.ts'

export type Row = Record<string, unknown>

/** One transaction; ended by whoever began it. */
export interface SqlTransaction {
  run<S extends Statement>(statement: S, values: Values<S>): Promise<Row[]>
  /** Text without parameters: migrations only. */
  batch(text: string): Promise<void>
  /** An exclusive applock until the transaction ends. @throws SqlFault lockTimeout */
  lock(name: string): Promise<void>
  commit(): Promise<void>
  rollback(): Promise<void>
}

/** What the store needs of a driver. The tests put a recorder in its place. */
export interface SqlDriver {
  connect(): Promise<void>
  close(): Promise<void>
  begin(): Promise<SqlTransaction>
  /** One statement by itself. */
  run<S extends Statement>(statement: S, values: Values<S>): Promise<Row[]>
  /** Text that can't stand in a transaction with others: CREATE SCHEMA first in its batch. */
  batch(text: string): Promise<void>
}

export type FaultKind = 'again' | 'duplicate' | 'row' | 'other'

/** A fault of the database, by its number: texts differ between versions and languages. */
export class SqlFault extends Error {
  readonly kind: FaultKind
  readonly number: number | undefined

  constructor(kind: FaultKind, message: string, number?: number, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.kind = kind
    this.number = number
  }
}

/** Deadlock victim, lock timeout, snapshot conflict; Azure's throttling and moves. */
const again = new Set([1205, 1222, 3960, 40197, 40501, 40613, 49918, 49919, 49920])
const duplicate = new Set([2601, 2627])
/** Truncation (8152 before 2019, 2628 since), overflow, conversion, nulls, constraints, JSON that is none. */
const rowFaults = new Set([220, 241, 242, 245, 515, 547, 2601, 2627, 2628, 8114, 8115, 8152, 13609])
const connectionFaults = new Set([
  'ESOCKET',
  'ECONNCLOSED',
  'ECONNRESET',
  'ETIMEOUT',
  'ENOTOPEN',
  'ECANCEL',
  'ETIMEDOUT',
])

export function faultOf(error: unknown): SqlFault {
  if (error instanceof SqlFault) return error
  const { number, code, message = String(error) } = error as { number?: number; code?: string; message?: string }
  if (typeof number === 'number' && number > 0) {
    if (again.has(number)) return new SqlFault('again', message, number, error)
    if (duplicate.has(number)) return new SqlFault('duplicate', message, number, error)
    if (rowFaults.has(number)) return new SqlFault('row', message, number, error)
  }
  const lost = code !== undefined && connectionFaults.has(code)
  return new SqlFault(lost ? 'again' : 'other', message, number, error)
}

/** A row that the database refuses is also told by a duplicate key, where the key is the row's own. */
export const isRowFault = (fault: SqlFault) => fault.kind === 'row' || fault.kind === 'duplicate'

export interface MssqlAddress {
  server: string
  port: number
  database: string
  user: string
  password: string
  encrypt: boolean
  trustServerCertificate: boolean
}

/** Reads `mssql://USER:PASSWORD@HOST:PORT/DATABASE?encrypt=true`. @throws SyncError refused */
export function readMssqlUrl(text: string): MssqlAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '')
  if (url?.protocol !== 'mssql:' || url.hostname === '' || url.username === '' || database === '') {
    throw new SyncError(
      'refused',
      'A SQL Server store is mssql://USER:PASSWORD@HOST:1433/DATABASE?encrypt=true, with special characters percent-encoded.',
    )
  }
  const flag = (name: string, otherwise: boolean) => {
    const value = url.searchParams.get(name)
    if (value === null) return otherwise
    if (value !== 'true' && value !== 'false') throw new SyncError('refused', `${name} is true or false.`)
    return value === 'true'
  }
  return {
    server: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 1433 : Number(url.port),
    database,
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    encrypt: flag('encrypt', true),
    trustServerCertificate: flag('trustServerCertificate', false),
  }
}

const lockTimeoutMs = 15_000
const requestTimeoutMs = 60_000
const maxConnections = 8

/** The real driver, `mssql` over tedious. */
export class MssqlDriver implements SqlDriver {
  readonly #address: MssqlAddress
  #pool: sql.ConnectionPool | undefined

  constructor(address: MssqlAddress) {
    this.#address = address
  }

  async connect(): Promise<void> {
    const { encrypt, trustServerCertificate, ...address } = this.#address
    const pool = new sql.ConnectionPool({
      ...address,
      pool: { max: maxConnections, min: 0, idleTimeoutMillis: 30_000 },
      connectionTimeout: 15_000,
      requestTimeout: requestTimeoutMs,
      options: {
        encrypt,
        trustServerCertificate,
        useUTC: true,
        abortTransactionOnError: true,
        appName: 'chargeyard hub',
      },
    })
    // a connection that breaks while nobody uses it is made again by the pool
    pool.on('error', () => {})
    this.#pool = await pool.connect()
  }

  async close(): Promise<void> {
    await this.#pool?.close()
    this.#pool = undefined
  }

  async begin(): Promise<SqlTransaction> {
    const transaction = new sql.Transaction(this.#open)
    // the server may end it by itself; whoever uses it next is told
    transaction.on('rollback', () => {})
    await transaction.begin(sql.ISOLATION_LEVEL.READ_COMMITTED)
    return {
      run: (statement, values) => send(new sql.Request(transaction), statement, values),
      batch: async (text) => {
        await new sql.Request(transaction).batch(text)
      },
      lock: (name) => lock(new sql.Request(transaction), name),
      commit: () => transaction.commit(),
      rollback: async () => {
        // already ended by the server, or by the loss of the connection
        await transaction.rollback().catch(() => {})
      },
    }
  }

  run<S extends Statement>(statement: S, values: Values<S>): Promise<Row[]> {
    return send(new sql.Request(this.#open), statement, values)
  }

  async batch(text: string): Promise<void> {
    await new sql.Request(this.#open).batch(text)
  }

  get #open(): sql.ConnectionPool {
    if (!this.#pool) throw new SqlFault('again', 'The connection to SQL Server is not open.')
    return this.#pool
  }
}

async function send<S extends Statement>(request: sql.Request, statement: S, values: Values<S>): Promise<Row[]> {
  for (const [name, type] of Object.entries(statement.parameters)) {
    request.input(name, typeOf(type), (values as Record<string, unknown>)[name])
  }
  const { recordset } = await request.query<Row>(statement.text)
  return recordset ?? []
}

async function lock(request: sql.Request, name: string): Promise<void> {
  request.input('Resource', sql.NVarChar(255), name)
  request.input('LockMode', sql.VarChar(32), 'Exclusive')
  request.input('LockOwner', sql.VarChar(32), 'Transaction')
  request.input('LockTimeout', sql.Int, lockTimeoutMs)
  const { returnValue } = await request.execute('sp_getapplock')
  // 0 granted, 1 granted after waiting; -1 timeout, -2 cancelled, -3 deadlock victim, -999 wrong call
  if (returnValue < 0) throw new SqlFault('again', `The lock ${name} could not be had (${returnValue}).`)
}

function typeOf(type: ParameterType): sql.ISqlType | (() => sql.ISqlType) {
  switch (type) {
    case 'bigint':
      return sql.BigInt
    case 'int':
      return sql.Int
    case 'bit':
      return sql.Bit
    case 'datetime2(3)':
      return sql.DateTime2(3)
    case 'varbinary(64)':
      return sql.VarBinary(64)
    default: {
      const [, length] = /^nvarchar\((\d+|max)\)$/.exec(type) ?? []
      return sql.NVarChar(length === 'max' ? sql.MAX : Number(length))
    }
  }
}
