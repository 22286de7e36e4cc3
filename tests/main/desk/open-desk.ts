import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DeskServer } from '../../../src/main/desk/desk-server.ts'
import { type Clock, systemClock } from '../../../src/site/clock.ts'
import { silentLog } from '../../../src/site/log.ts'
import { adminCredentials, openTestSite, type TestSite } from '../../kit/site.ts'
import { DeskClient } from './desk-client.ts'

export interface OpenDesk {
  test: TestSite
  server: DeskServer
  port: number
  /** Signed in as the administrator. */
  admin: DeskClient
  /** Another browser. */
  stranger(): DeskClient
  close(): Promise<void>
}

/** A desk on a real socket before a real site, with a web app of two files. */
export async function openDesk(
  options: { clock?: Clock; setUp?: boolean; built?: boolean; allowedHosts?: string[] } = {},
): Promise<OpenDesk> {
  const clock = options.clock ?? systemClock
  const test = await openTestSite({ clock, ...(options.setUp === undefined ? {} : { setUp: options.setUp }) })
  const staticFolder = join(test.folder, 'renderer')
  if (options.built !== false) {
    mkdirSync(join(staticFolder, 'assets'), { recursive: true })
    writeFileSync(join(staticFolder, 'index.html'), '<!doctype html><title>Chargeyard</title>')
    writeFileSync(join(staticFolder, 'assets', 'index-1a2b3c.js'), 'export {}')
  }
  const server = new DeskServer({
    site: test.site,
    clock,
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    staticFolder,
    info: () => ({ version: '1.2.3', ocppUrls: ['ws://10.0.0.5:8081/OCPP'], lanUrls: ['http://10.0.0.5:8082'] }),
    ...(options.allowedHosts ? { allowedHosts: options.allowedHosts } : {}),
  })
  const { port } = await server.start()
  const admin = new DeskClient(port)
  if (options.setUp !== false) {
    const { status } = await admin.post('/session', adminCredentials)
    if (status !== 200) throw new Error(`the administrator could not sign in: ${status}`)
  }
  return {
    test,
    server,
    port,
    admin,
    stranger: () => new DeskClient(port),
    close: async () => {
      await server.stop()
      test.close()
    },
  }
}
