/** A fact is committed before it is acknowledged. The disk is the only thing that is faked: COMMIT can be made to fail. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/site/clock.ts'
import { type Database, openDatabase } from '../../src/site/db/open.ts'
import { silentLog } from '../../src/site/log.ts'
import { permissionPresets } from '../../src/site/permissions.ts'
import { loadSecrets } from '../../src/site/secrets.ts'
import { Site } from '../../src/site/site.ts'
import { tick } from '../../sync/protocol/hlc.ts'
import { adminCredentials, type TestSite, userActor } from '../kit/site.ts'
import { type Door, openDoor, type RawStation } from './door.ts'

const migrationsFolder = fileURLToPath(new URL('../../src/site/db/migrations', import.meta.url))

interface Disk {
  broken: boolean
}

let door: Door
let box: RawStation
let disk: Disk

beforeEach(async () => {
  disk = { broken: false }
  door = await openDoor({ test: await openSite(disk) })
  box = await door.station('BOX')
  await box.boot()
})
afterEach(() => door.close())

async function openSite(state: Disk): Promise<TestSite> {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
  const database = openDatabase({ file: join(folder, 'site.sqlite'), migrationsFolder })
  fakeDisk(database, state)
  const secrets = loadSecrets(join(folder, 'site.key'))
  const site = new Site({ database, secrets, clock: systemClock, log: silentLog, stamp: tick })
  const { user } = await site.execute({ kind: 'nobody', door: 'desk' }, 'setup.complete', {
    siteName: 'Test yard',
    accountName: 'Test account',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    pricePerKWhMicros: 300_000,
    ...adminCredentials,
  })
  return {
    site,
    folder,
    admin: userActor(user.id, user.accountId, permissionPresets.administrator),
    accountId: user.accountId,
    reopen: () => {
      throw new Error('not here')
    },
    close: () => {
      site.close()
      database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function fakeDisk({ write }: Database, state: Disk) {
  const client = write.$client
  const prepare = client.prepare.bind(client)
  client.prepare = ((sql: string) => {
    const statement = prepare(sql)
    if (sql !== 'COMMIT') return statement
    return {
      run: () => {
        if (state.broken) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' })
        return statement.run()
      },
    }
  }) as typeof client.prepare
}

const start = { connectorId: 1, idTag: 'CARD', meterStart: 0, timestamp: '2026-05-01T10:00:00Z' }
const sessions = async () => (await door.ask('transactions.list', {})).items

describe('an answer', () => {
  it('is not sent when the commit fails: the station is told to repeat, and then it is booked', async () => {
    disk.broken = true
    expect(await box.ask('StartTransaction', start)).toMatchObject({ type: 4, name: 'InternalError' })
    expect(await sessions()).toEqual([])
    disk.broken = false
    const { transactionId } = await box.tell('StartTransaction', start)
    expect(transactionId).toBeGreaterThan(0)
    expect(await sessions()).toMatchObject([{ startTag: 'CARD' }])
  })

  it('is in the log, beside what it answers, when it leaves', async () => {
    await box.tell('StartTransaction', start)
    const log = await door.ask('messages.list', { stationId: 'BOX', action: 'StartTransaction' })
    expect(log.map(({ direction, kind }) => [direction, kind])).toEqual([
      ['out', 'result'],
      ['in', 'call'],
    ])
  })

  it('of a refusal leaves after the fact is in quarantine, and not without', async () => {
    disk.broken = true
    expect(await box.ask('StopTransaction', { transactionId: 'x' })).toMatchObject({ type: 4, name: 'InternalError' })
    disk.broken = false
    expect(await door.ask('quarantine.list', {})).toEqual([])
    expect(await box.ask('StopTransaction', { transactionId: 'x' })).toMatchObject({
      name: 'OccurenceConstraintViolation',
    })
    expect(await door.ask('quarantine.list', {})).toHaveLength(1)
  })

  it('is not lost for others of the same turn when one of them fails', async () => {
    const other = await door.station('OTHER')
    const [bad, good] = await Promise.all([
      box.ask('StopTransaction', { transactionId: 'x' }),
      other.ask('StartTransaction', start),
    ])
    expect(bad.type).toBe(4)
    expect(good.type).toBe(3)
  })

  it('on the way down is InternalError, so that the station repeats', async () => {
    door.test.site.close()
    expect(await box.ask('StartTransaction', start)).toMatchObject({ type: 4, name: 'InternalError' })
  })
})
