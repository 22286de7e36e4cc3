import { randomBytes } from 'node:crypto'
import sql from 'mssql'
import { type MssqlAddress, type Row, readMssqlUrl } from '../../../sync/hub/mssql/driver.ts'

/** A database of its own on a stranger's server: made for a test, dropped after it. */
export class OwnDatabase {
  readonly address: MssqlAddress
  readonly #server: sql.ConnectionPool
  readonly #own: sql.ConnectionPool

  private constructor(address: MssqlAddress, server: sql.ConnectionPool, own: sql.ConnectionPool) {
    this.address = address
    this.#server = server
    this.#own = own
  }

  static async create(url: string): Promise<OwnDatabase> {
    const given = readMssqlUrl(url)
    const server = await poolOf(given).connect()
    const database = `chargeyard_test_${randomBytes(6).toString('hex')}`
    await server.request().batch(`create database [${database}]`)
    const address = { ...given, database }
    return new OwnDatabase(address, server, await poolOf(address).connect())
  }

  /** Rows as the contract wants them: numbers, instants as text, bits as 0 and 1. */
  async query(text: string): Promise<Row[]> {
    const { recordset } = await this.#own.request().query<Row>(text.replace(/\bfrom (\w+)/g, 'from hub.$1'))
    return recordset.map((row) =>
      Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(name, value)])),
    )
  }

  async remove() {
    await this.#own.close()
    const { database } = this.address
    await this.#server.request().batch(`alter database [${database}] set single_user with rollback immediate`)
    await this.#server.request().batch(`drop database [${database}]`)
    await this.#server.close()
  }
}

const poolOf = ({ encrypt, trustServerCertificate, ...address }: MssqlAddress) =>
  new sql.ConnectionPool({ ...address, options: { encrypt, trustServerCertificate, useUTC: true } })

const texts = new Set(['tag', 'uid', 'session_id', 'currency', 'station_name', 'fields', 'extra'])

function plain(name: string, value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof Date) {
    const text = value.toISOString()
    return name.startsWith('day_') ? text.slice(0, 10) : `${text.slice(0, 19)}Z`
  }
  if (typeof value === 'string' && !texts.has(name) && /^-?\d+$/.test(value)) return Number(value)
  return value
}
