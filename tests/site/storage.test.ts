import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { backupDatabase } from '../../src/site/db/backup.ts'
import { lockFolder } from '../../src/site/db/folder-lock.ts'
import { openDatabase } from '../../src/site/db/open.ts'
import { loadSecrets } from '../../src/site/secrets.ts'

const migrationsFolder = fileURLToPath(new URL('../../src/site/db/migrations', import.meta.url))

describe('the data folder', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const file = () => join(folder, 'site.sqlite')
  const open = () => openDatabase({ file: file(), migrationsFolder })

  it('has one owner at a time', () => {
    const unlock = lockFolder(folder)
    expect(lockFolder(folder)).toBeUndefined()
    unlock?.()
    const again = lockFolder(folder)
    expect(again).toBeTypeOf('function')
    again?.()
  })

  it('writes through to the disk with every commit', () => {
    const database = open()
    expect(database.write.$client.pragma('synchronous', { simple: true })).toBe(2)
    expect(database.write.$client.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(database.write.$client.pragma('foreign_keys', { simple: true })).toBe(1)
    database.close()
  })

  it('refuses a database of a newer version, and does not touch it', () => {
    const database = open()
    database.write.$client
      .prepare(`insert into __drizzle_migrations (hash, created_at) values ('future', ?)`)
      .run(Date.UTC(2100, 0, 1))
    database.close()
    const before = readFileSync(file())
    expect(open).toThrow(expect.objectContaining({ code: 'DatabaseTooNew' }))
    expect(readFileSync(file()).equals(before)).toBe(true)
  })

  it('says so when the file is no database', () => {
    writeFileSync(file(), 'this is a text, and quite a long one, of more than a hundred bytes '.repeat(30))
    expect(open).toThrow(expect.objectContaining({ code: 'StorageFailed' }))
  })

  it('is copied while it is in use, and the copy is whole', async () => {
    const database = open()
    database.write.$client.prepare(`insert into meta values ('a', 'b')`).run()
    await backupDatabase(file(), join(folder, 'copy.sqlite'))
    database.close()
    const copy = openDatabase({ file: join(folder, 'copy.sqlite'), migrationsFolder })
    expect(copy.read.$client.prepare('select key from meta').pluck().all()).toEqual(['a'])
    copy.close()
  })

  it('keeps the key for itself', () => {
    loadSecrets(join(folder, 'site.key'))
    expect(statSync(join(folder, 'site.key')).mode & 0o777).toBe(0o600)
  })
})

describe('secrets', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('are opened with the same key file only', () => {
    const secrets = loadSecrets(join(folder, 'a.key'))
    const sealed = secrets.seal('a broker password')
    expect(sealed.includes('broker')).toBe(false)
    expect(loadSecrets(join(folder, 'a.key')).open(sealed)).toBe('a broker password')
    expect(() => loadSecrets(join(folder, 'b.key')).open(sealed)).toThrow()
    sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1
    expect(() => secrets.open(sealed)).toThrow()
  })

  it('of stations are told from wrong ones, and never hash alike twice', () => {
    const secrets = loadSecrets(join(folder, 'a.key'))
    const stored = secrets.hashStationPassword('Wallbox-Key-1')
    expect(stored).not.toContain('Wallbox')
    expect(secrets.hashStationPassword('Wallbox-Key-1')).not.toBe(stored)
    expect(secrets.verifyStationPassword(stored, 'Wallbox-Key-1')).toBe(true)
    expect(secrets.verifyStationPassword(stored, 'wallbox-key-1')).toBe(false)
    expect(secrets.verifyStationPassword('nonsense', 'Wallbox-Key-1')).toBe(false)
  })

  it('are not replaced when the key file is damaged', () => {
    writeFileSync(join(folder, 'a.key'), 'short')
    expect(() => loadSecrets(join(folder, 'a.key'))).toThrow(expect.objectContaining({ code: 'StorageFailed' }))
  })
})
