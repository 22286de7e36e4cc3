import { validate, validateWithSchema } from '@polyglot-sql/sdk'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../sync/hub/mssql/migrations.ts'
import { roleScript } from '../../sync/hub/mssql/roles.ts'
import { type Statement, statements } from '../../sync/hub/mssql/statements.ts'

/**
 * What can be known of the T-SQL without a server: that it parses as T-SQL, that tables and columns are there, that parameters
 * are declared with the types of the columns that they meet, and that it keeps to the forms that are safe without lock hints.
 */
const tables = tablesOf(migrations.flatMap(({ batches }) => batches))
const all: [string, Statement][] = Object.entries(statements)

describe('the T-SQL of the hub', () => {
  it.each(migrations.flatMap(({ number, batches }) => batches.map((text, i) => [`${number}/${i + 1}`, text])))(
    'of migration %s parses',
    (_, text) => {
      expect(validate(text, 'tsql').errors).toEqual([])
      expect(forbiddenIn(text)).toEqual([])
    },
  )

  it.each(all)('of statement %s parses, and names only tables and columns that there are', (_, { text }) => {
    expect(validate(text, 'tsql').errors).toEqual([])
    expect(forbiddenIn(text)).toEqual([])
    for (const [, table] of text.matchAll(/\bhub\.(\w+)/g)) expect([...tables.keys()]).toContain(table)
    for (const { alias, column } of qualifiedColumns(text)) {
      const table = aliasesOf(text).get(alias)
      if (table) expect([...(tables.get(table)?.keys() ?? [])], `${alias}.${column}`).toContain(column)
    }
    for (const { table, columns } of insertsOf(text))
      expect([...(tables.get(table)?.keys() ?? [])]).toEqual(expect.arrayContaining(columns))
  })

  it.each(all)('of statement %s uses exactly the parameters that are declared', (_, { text, parameters }) => {
    const inText = new Set([...text.matchAll(/@(\w+)/g)].map(([, name]) => name))
    expect(inText).toEqual(new Set(Object.keys(parameters)))
    expect(Object.keys(parameters).length).toBeLessThan(2_100)
  })

  it.each(all)('of statement %s declares parameters as the columns that they meet', (_, { text, parameters }) => {
    for (const { column, name } of assignmentsOf(text)) {
      const types = typesOfColumn(text, column)
      const declared = parameters[name]
      if (types.length === 0 || declared === undefined) continue
      expect(
        types.some((type) => fits(declared, type)),
        `@${name} ${declared} meets ${column} ${types.join(' or ')}`,
      ).toBe(true)
    }
  })

  it.each(all.filter(([, { text }]) => text.includes('openjson')))(
    'of statement %s reads JSON with the types of the columns that it goes into',
    (_, { text }) => {
      for (const { name, type } of jsonColumnsOf(text)) {
        const types = typesOfColumn(text, name)
        if (types.length > 0) expect(types, name).toContain(type)
      }
    },
  )

  it('gives every key that is indexed no more than 1,700 bytes', () => {
    const bytes = (type: string) => {
      const [, kind, length] = /^(n?)(?:var)?char\((\d+)\)/.exec(type) ?? []
      return length === undefined ? 8 : Number(length) * (kind === 'n' ? 2 : 1)
    }
    for (const text of migrations.flatMap(({ batches }) => batches)) {
      const own = /create table hub\.(\w+)/.exec(text)?.[1]
      const keys = [...text.matchAll(/(?:primary key clustered|on hub\.(\w+)) \(([^)]*)\)/g)]
      for (const [, indexed, columns = ''] of keys) {
        const table = tables.get(indexed ?? own ?? '')
        const size = columns.split(', ').reduce((sum, column) => sum + bytes(table?.get(column) ?? ''), 0)
        expect(size, `${indexed ?? own} (${columns})`).toBeLessThanOrEqual(indexed ? 1_700 : 900)
      }
    }
  })

  it('names every constraint, and puts no clustered key on a random UUID', () => {
    for (const text of migrations.flatMap(({ batches }) => batches)) {
      expect(text).not.toMatch(/(?<!constraint \w+ )(primary key|foreign key|\bdefault\b|\bcheck\b)/)
      expect(text).not.toMatch(/primary key clustered \(uid\)/)
    }
  })

  it('of the roles parses, and lets the worker neither drop nor delete what is billed', () => {
    for (const text of roleScript('worker', 'people')) expect(validate(text, 'tsql').errors, text).toEqual([])
    const script = roleScript('worker', 'people').join('\n')
    expect(script).not.toMatch(/grant[^\n]*\bdelete\b[^\n]*on hub\.(tx|change_log|lane|site|account)\b/)
    expect(script).not.toMatch(/db_owner|control|alter on/)
    for (const [table] of tables)
      if (!table.startsWith('v_')) expect(script).toMatch(new RegExp(`on hub\\.${table} to`))
  })

  it('asks for nothing that the worker is not granted', () => {
    const granted = roleScript('worker', 'people').join('\n')
    for (const [name, { text }] of all) {
      const target = /^(insert into|update|delete from) (?:hub\.)?(\w+)/.exec(text)
      for (const [, read] of text.matchAll(/(?:from|join) hub\.(\w+)/g))
        expect(granted, `${name} reads ${read}`).toMatch(
          new RegExp(`grant select[^\n]* on hub\\.${read} to hub_worker`),
        )
      if (!target) continue
      const [, verb = '', table = ''] = target
      const right = verb.split(' ')[0]
      const real = aliasesOf(text).get(table) ?? table
      if (name === 'noteMigration') continue
      expect(granted, `${name} may ${right} ${real}`).toMatch(
        new RegExp(`grant [^\n]*\\b${right}\\b[^\n]* on hub\\.${real} to hub_worker`),
      )
    }
  })

  it('is noticed when it is wrong', () => {
    const broken = [
      'selct * from hub.tx',
      'select * from hub.tx where',
      'update hub.tx set = 1',
      'insert into hub.tx values (',
    ]
    for (const text of broken) expect(validate(text, 'tsql').valid, text).toBe(false)
    expect(forbiddenIn('select a from hub.tx limit 5')).toEqual(['limit'])
    expect(forbiddenIn('merge hub.tx as t using x on 1 = 1')).toEqual(['merge', 'using'])
    const schema = { tables: [{ name: 'tx', columns: [{ name: 'uid', type: 'varchar' }] }] }
    expect(validateWithSchema('select uidd from tx', schema as never, 'tsql').valid).toBe(false)
    expect(fits('bigint', 'nvarchar(64)')).toBe(false)
    expect(fits('nvarchar(64)', 'nvarchar(36)')).toBe(false)
  })
})

/** Words of other dialects, which a lenient parser lets through, and forms that race without hints. */
function forbiddenIn(text: string): string[] {
  const own = text.replaceAll(/'[^']*'/g, "''")
  const words = [
    'limit',
    'returning',
    'merge',
    'nolock',
    'holdlock',
    'updlock',
    'autoincrement',
    'boolean',
    'ilike',
    'using',
  ]
  const found = words.filter((word) => new RegExp(`\\b${word}\\b(?!\\w|_)`, 'i').test(own.replaceAll(/@\w+/g, '')))
  if (/\|\||::|\bon conflict\b|\bif not exists\b|--/i.test(own)) found.push('other dialect')
  return found
}

function tablesOf(batches: readonly string[]): Map<string, Map<string, string>> {
  const found = new Map<string, Map<string, string>>()
  for (const text of batches) {
    const [, table] = /create (?:table|view) hub\.(\w+)/.exec(text) ?? []
    if (table === undefined) continue
    const columns = [
      ...text.matchAll(/^ {2}(\w+) (n?(?:var)?(?:char|binary)\((?:\d+|max)\)|bigint|int|bit|datetime2\(3\))/gm),
    ]
    found.set(table, new Map(columns.map(([, name = '', type = '']) => [name, type])))
  }
  found.set(
    'migration',
    new Map([
      ['number', 'int'],
      ['name', 'nvarchar(100)'],
      ['done_at', 'datetime2(3)'],
    ]),
  )
  return found
}

function aliasesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/\bhub\.(\w+) as (\w+)/g)].map(([, table = '', alias = '']) => [alias, table]))
}

function qualifiedColumns(text: string): { alias: string; column: string }[] {
  const own = text.replaceAll(/'[^']*'/g, "''")
  return [...own.matchAll(/\b([a-z]\w*)\.(\w+)/g)]
    .filter(([, alias]) => alias !== 'hub' && alias !== 'sys')
    .map(([, alias = '', column = '']) => ({ alias, column }))
}

function insertsOf(text: string): { table: string; columns: string[] }[] {
  return [...text.matchAll(/insert into hub\.(\w+) \(([^)]*)\)/g)].map(([, table = '', columns = '']) => ({
    table,
    columns: columns.split(',').map((column) => column.trim()),
  }))
}

/** Where a column and a parameter meet: compared, assigned, or in the same place of an INSERT. */
function assignmentsOf(text: string): { column: string; name: string }[] {
  const pairs = [...text.matchAll(/(?:\w+\.)?(\w+) (?:=|<|>|<=|>=) @(\w+)/g)].map(([, column = '', name = '']) => ({
    column,
    name,
  }))
  for (const [, , columns = '', values = ''] of text.matchAll(
    /insert into hub\.(\w+) \(([^)]*)\)\s+(?:values \(|select )([\s\S]*?)(?:\)|\s+from )/g,
  )) {
    const list = values.split(',').map((value) => value.trim())
    columns.split(',').forEach((column, i) => {
      const [, name] = /^@(\w+)$/.exec(list[i] ?? '') ?? []
      if (name !== undefined) pairs.push({ column: column.trim(), name })
    })
  }
  return pairs
}

function typesOfColumn(text: string, column: string): string[] {
  const named = [...text.matchAll(/\bhub\.(\w+)/g)].map(([, table = '']) => tables.get(table)?.get(column))
  return named.filter((type) => type !== undefined)
}

function jsonColumnsOf(text: string): { name: string; type: string }[] {
  return [...text.matchAll(/(\w+) (n?(?:var)?char\((?:\d+|max)\)|bigint|int|bit|datetime2\(3\)) '\$\./g)].map(
    ([, name = '', type = '']) => ({ name, type }),
  )
}

function fits(declared: string, column: string): boolean {
  if (declared === column) return true
  const [, length] = /^nvarchar\((\d+)\)$/.exec(declared) ?? []
  const [, room] = /^n?(?:var)?char\((\d+|max)\)$/.exec(column) ?? []
  if (length !== undefined && room !== undefined) return room === 'max' || Number(length) <= Number(room)
  return declared === 'int' && column === 'bigint'
}
