import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Program } from '../journeys/program.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { DeskClient } from '../main/desk/desk-client.ts'
import { knock } from './door.ts'

const credentials = { email: 'admin@site.example', password: 'correct horse battery' }
let folder: string
let program: Program | undefined

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-v21-'))
})

afterEach(async () => {
  await program?.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** A controller on free ports that knows the station BOX-1. @returns its address for wallboxes, and its desk */
async function controller(...options: string[]): Promise<{ ocpp: string; desk: DeskClient }> {
  const password = join(folder, 'password')
  writeFileSync(password, credentials.password, { mode: 0o600 })
  const ports = ['--desk-port', '0', '--ocpp-port', '0', '--lan-port', '0']
  const hosts = ['--ocpp-host', '127.0.0.1', '--lan-host', '127.0.0.1']
  const admin = ['--admin-email', credentials.email, '--admin-password-file', password]
  const args = ['src/main/headless.ts', '--data', join(folder, 'data'), ...ports, ...hosts, ...admin, ...options]
  program = new Program({ name: 'controller', args })
  const [, port, ocpp = ''] = await program.printed(
    /Desk +http:\/\/127\.0\.0\.1:(\d+)\n +Wallboxes +(\S+)\/\{stationId\}/,
  )
  const desk = new DeskClient(Number(port))
  await desk.post('/session', credentials)
  await desk.rpc('stations.adopt', { id: 'BOX-1' })
  return { ocpp, desk }
}

describe('a controller', { timeout: 60_000 }, () => {
  it('speaks 2.1 where it was started with --ocpp21', async () => {
    const { ocpp, desk } = await controller('--ocpp21')
    const box = new VirtualWallbox({ url: ocpp, id: 'BOX-1', protocol: 'ocpp2.1' })
    try {
      box.start()
      await box.online(20_000)
      expect((await desk.rpc('stations.get', { id: 'BOX-1' })).json).toMatchObject({
        protocol: 'ocpp2.1',
        online: true,
      })
    } finally {
      await box.stop()
    }
    expect(box.violations).toEqual([])
  })

  it('does not where it was not', async () => {
    const { ocpp } = await controller()
    const offered = (...subprotocols: string[]) => knock(`${ocpp}/BOX-1`, { subprotocols })
    expect(await offered('ocpp2.1')).toMatchObject({ status: 400 })
    expect(await offered('ocpp2.1', 'ocpp2.0.1')).toMatchObject({ status: 101, subprotocol: 'ocpp2.0.1' })
  })
})
