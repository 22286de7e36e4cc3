import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Clock, systemClock } from '../../src/site/clock.ts'
import { openDatabase } from '../../src/site/db/open.ts'
import { silentLog } from '../../src/site/log.ts'
import {
  type Actor,
  type Permission,
  permissionPresets,
  type StationActor,
  type UserActor,
} from '../../src/site/permissions.ts'
import { loadSecrets } from '../../src/site/secrets.ts'
import { Site } from '../../src/site/site.ts'
import { tick } from '../../sync/protocol/hlc.ts'

const migrationsFolder = fileURLToPath(new URL('../../src/site/db/migrations', import.meta.url))

export const system: Actor = { kind: 'system', door: 'cli' }

export interface TestSite {
  site: Site
  folder: string
  /** The administrator made at set-up. */
  admin: UserActor
  accountId: string
  /** Closes and opens the same files again, as after a crash or a stop. `between`: what happens to them meanwhile. */
  reopen(between?: () => void): TestSite
  close(): void
}

export const adminCredentials = { email: 'admin@site.example', password: 'correct horse battery' }

/** A real site on a real SQLite file in a folder of its own, already set up (Europe/Berlin, EUR, 0.30 per kWh). */
export async function openTestSite(options: { clock?: Clock; setUp?: boolean } = {}): Promise<TestSite> {
  const folder = mkdtempSync(join(tmpdir(), 'chargeyard-'))
  const opened = openFolder(folder, options.clock ?? systemClock)
  if (options.setUp === false) return opened
  const { user } = await opened.site.execute({ kind: 'nobody', door: 'desk' }, 'setup.complete', {
    siteName: 'Test yard',
    accountName: 'Test account',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    pricePerKWhMicros: 300_000,
    ...adminCredentials,
  })
  opened.admin = userActor(user.id, user.accountId, permissionPresets.administrator)
  opened.accountId = user.accountId
  await published()
  return opened
}

function openFolder(folder: string, clock: Clock): TestSite {
  const database = openDatabase({ file: join(folder, 'site.sqlite'), migrationsFolder })
  const secrets = loadSecrets(join(folder, 'site.key'))
  const site = new Site({ database, secrets, clock, log: silentLog, stamp: tick })
  const shut = () => {
    site.close()
    database.close()
  }
  const opened: TestSite = {
    site,
    folder,
    admin: userActor(randomUUID(), randomUUID(), []),
    accountId: '',
    reopen: (between) => {
      shut()
      between?.()
      const again = openFolder(folder, clock)
      again.admin = opened.admin
      again.accountId = opened.accountId
      return again
    },
    close: () => {
      shut()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return opened
}

/** Waits until the events of what was executed so far have been published. */
export function published(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
}

export function userActor(userId: string, accountId: string, permissions: readonly Permission[]): UserActor {
  return { kind: 'user', door: 'lan', userId, accountId, permissions: new Set(permissions) }
}

/** Adopts a station (open access) and gives the actor that its door would use. */
export async function adoptStation(test: TestSite, id = 'BOX-1'): Promise<StationActor> {
  await test.site.execute(test.admin, 'stations.adopt', { id })
  const known = await test.site.execute(system, 'stations.credentials', { id })
  if (!known) throw new Error(`${id} was not adopted`)
  return { kind: 'station', door: 'ocpp', stationId: known.stationId, accountId: known.accountId }
}
