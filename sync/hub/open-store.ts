import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SyncError } from '../protocol/sync-error.ts'
import { SqliteHubStore } from './sqlite-store.ts'
import type { HubStore } from './store.ts'

export interface StoreChoice {
  /** For people, without credentials. */
  name: string
  /** There is a database already; a server is asked when it is opened. */
  exists: boolean
  make(): Promise<HubStore>
}

/** Takes `sqlite:FILE` or `mssql://USER:PASSWORD@HOST:PORT/DATABASE`. @throws SyncError refused */
export function chooseStore(text: string): StoreChoice {
  if (text.startsWith('mssql:')) return chooseMssql(text)
  const [, file] = /^sqlite:(.+)$/.exec(text) ?? []
  if (file === undefined) {
    throw new SyncError(
      'refused',
      // what was typed may hold a password
      `The store "${text.replace(/:\/\/[^@]*@/, '://…@')}" is not known. Use sqlite:FILE, for example sqlite:hub.sqlite, or mssql://USER:PASSWORD@HOST:1433/DATABASE`,
    )
  }
  const path = resolve(file)
  if (!existsSync(dirname(path)))
    throw new SyncError('refused', `The folder ${dirname(path)} does not exist. Create it first.`)
  return { name: path, exists: existsSync(path), make: async () => new SqliteHubStore({ file: path }) }
}

function chooseMssql(text: string): StoreChoice {
  const url = new URL(URL.canParse(text) ? text : 'mssql://-')
  const migrate = url.searchParams.get('migrate') !== 'false'
  return {
    name: `${url.host}${url.pathname}`,
    exists: true,
    make: async () => {
      // the driver is loaded only where it is used
      const [{ MssqlDriver, readMssqlUrl }, { MssqlHubStore }] = await Promise.all([
        import('./mssql/driver.ts'),
        import('./mssql-store.ts'),
      ])
      return new MssqlHubStore({ driver: new MssqlDriver(readMssqlUrl(text)), migrate })
    },
  }
}
