import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { Program, runToEnd } from '../journeys/program.ts'
import { eventually } from '../journeys/wait.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'

const admin = { email: 'admin@site.example', password: 'correct horse battery' }
let folder: string
let data: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-cli-'))
  data = join(folder, 'data')
  writeFileSync(join(folder, 'password'), admin.password)
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const options = (where: string) => [
  ...['--data', where, '--desk-port', '0'],
  ...['--ocpp-host', '127.0.0.1', '--ocpp-port', '0', '--lan-host', '127.0.0.1', '--lan-port', '0'],
]
const unattended = () => ['--admin-email', admin.email, '--admin-password-file', join(folder, 'password')]

/** Starts the controller by the command line's own `start`. */
async function start(where = data, ...more: string[]): Promise<{ program: Program; ocpp: string; lan: string }> {
  const program = new Program({
    name: 'site start',
    args: ['src/main/site-cli.ts', 'start', ...options(where), ...more],
  })
  onTestFinished(() => program.kill())
  const [, ocpp = '', lan = ''] = await program.printed(/Wallboxes +(\S+)\/\{stationId\}\n +Phones +(\S+)/)
  return { program, ocpp, lan }
}

async function site(...args: string[]): Promise<{ code: number | null; out: string; complaint: string }> {
  const { ending, stdout, stderr } = await runToEnd({
    name: `site ${args[0]}`,
    args: ['src/main/site-cli.ts', ...args],
    env: { CHARGEYARD_DATA: data },
  })
  return { code: ending.code, out: stdout, complaint: stderr }
}

/** @returns what it printed */
async function done(...args: string[]): Promise<string> {
  const { code, out, complaint } = await site(...args)
  expect(complaint).toBe('')
  expect(code).toBe(0)
  return out
}

/** @returns the sentence it failed with */
async function refused(...args: string[]): Promise<string> {
  const { code, out, complaint } = await site(...args)
  expect(code).not.toBe(0)
  expect(out).toBe('')
  return complaint.trim()
}

function box(url: string, id: string, more: { password?: string } = {}): VirtualWallbox {
  const made = new VirtualWallbox({ url, id, protocol: 'ocpp1.6', reconnectMs: { first: 50, most: 200 }, ...more })
  onTestFinished(() => made.stop())
  made.start()
  return made
}

describe('the command line of the controller', { timeout: 120_000 }, () => {
  it('says that there is no site yet', async () => {
    for (const command of ['status', 'stations', 'knocking'])
      expect(await refused(command)).toBe(
        `There is no site in ${data} yet. Start the controller first, or say where it is with --data.`,
      )
    expect(await refused('backup', folder)).toBe(`There is no site in ${data}: nothing to back up.`)
    expect(existsSync(data)).toBe(false)
  })

  it('tells what goes on at a running controller, and lets stations in', async () => {
    const { ocpp } = await start(data, ...unattended())
    expect(await done('status')).toBe(
      'The controller is running.\nCharging site: 0 stations, 0 connected, 0 connectors charging.\n',
    )
    expect(await done('stations')).toContain('No stations yet.')
    expect(await done('knocking')).toBe('Nobody is knocking.\n')

    const first = box(ocpp, 'BOX-1')
    const second = box(ocpp, 'BOX-2', { password: 'from-the-file' })
    const listed = await eventually('both are listed as knocking', async () => {
      const text = await done('knocking')
      return text.includes('BOX-1') && text.includes('BOX-2') ? text : undefined
    })
    expect(listed).toMatch(/^ID +WHY REFUSED +FROM +LAST +TIMES\n/)
    expect(listed).toMatch(/BOX-1 +unknown +127\.0\.0\.1/)

    expect(await done('adopt', 'BOX-1', '--name', 'Left')).toBe('BOX-1 may connect now, without a password.\n')
    writeFileSync(join(folder, 'box-password'), 'from-the-file\n')
    expect(await done('adopt', 'BOX-2', '--password-file', join(folder, 'box-password'))).toBe(
      'BOX-2 may connect now, with its password.\n',
    )
    await Promise.all([first.online(20_000), second.online(20_000)])
    await first.settled()
    expect(await done('knocking')).toBe('Nobody is knocking.\n')
    const stations = await done('stations')
    expect(stations).toMatch(/BOX-1 +Left +connected +ocpp1\.6 +Chargeyard Virtual 11 +no password +1:Available/)
    expect(stations).toMatch(/BOX-2 +BOX-2 +connected .* password /)
    expect(await done('status')).toContain('2 stations, 2 connected, 0 connectors charging.')

    await first.swipe(1, 'NOBODY-1')
    expect(await refused('adopt', 'BOX-1')).toMatch(/already exists/)
    expect(await refused('adopt', 'not a possible id')).toMatch(/not valid.*id: /)
    expect(await refused('adopt', 'BOX-3', '--password-file', join(folder, 'nowhere'))).toMatch(
      /^The password file .*nowhere can not be read \(ENOENT\)\.$/,
    )
  })

  it('does the same on the folder of a stopped controller, and leaves it to the next start', async () => {
    const first = await start(data, ...unattended())
    await first.program.stop()
    expect(await done('status')).toBe(
      'The controller is not running.\nCharging site: 0 stations, 0 connected, 0 connectors charging.\n',
    )
    expect(await done('adopt', 'BOX-1')).toContain('BOX-1 may connect now')
    expect(await done('stations')).toMatch(/BOX-1 +BOX-1 +offline/)
    expect(await done('knocking')).toBe('Nobody is knocking.\n')
    const { ocpp } = await start()
    await box(ocpp, 'BOX-1').online(20_000)
    expect(await done('stations')).toMatch(/BOX-1 +BOX-1 +connected/)
  })

  it('says that a site is not set up', async () => {
    await start()
    expect(await done('status')).toContain('The site is not set up yet')
  })

  it('works when nothing but a killed controller is left', async () => {
    const { program } = await start(data, ...unattended())
    await done('adopt', 'BOX-1')
    await program.kill()
    expect(await done('stations')).toMatch(/BOX-1 +BOX-1 +offline/)
  })

  it('refuses what it does not know', async () => {
    expect(await refused('stattus')).toContain('stattus')
    expect(await refused('adopt')).toContain('id')
    expect(await refused('stations', '--bogus')).toContain('--bogus')
  })

  it.each(['running', 'stopped'])('backs a %s site up so that it can be restored', async (state) => {
    const first = await start(data, ...unattended())
    await done('adopt', 'BOX-1', '--name', 'Left')
    const original = box(first.ocpp, 'BOX-1')
    await original.online(20_000)
    original.plug(1, { batteryKWh: 50, soc: 50 })
    await original.swipe(1, 'STRANGER')
    await original.settled()
    if (state === 'stopped') await first.program.stop()
    const target = join(folder, 'backups')
    const said = await done('backup', target)
    const [made = ''] = readdirSync(target)
    expect(readdirSync(target)).toEqual([made])
    expect(said).toContain(join(target, made))
    expect(readdirSync(join(target, made)).toSorted()).toEqual(['site.key', 'site.sqlite'])
    expect(statSync(join(target, made)).mode & 0o077).toBe(0)
    expect(readFileSync(join(target, made, 'site.key'))).toEqual(readFileSync(join(data, 'site.key')))
    // what comes after the backup is not in it
    await done('adopt', 'BOX-2')
    await first.program.stop()
    await original.stop()

    const restored = await start(join(target, made))
    const login = await fetch(`${restored.lan}/v1/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(admin),
    })
    expect(login.status).toBe(200)
    const { accessToken } = (await login.json()) as { accessToken: string }
    const stations = await fetch(`${restored.lan}/v1/stations`, { headers: { authorization: `Bearer ${accessToken}` } })
    expect(((await stations.json()) as { items: object[] }).items).toMatchObject([{ id: 'BOX-1', name: 'Left' }])
    await box(restored.ocpp, 'BOX-1').online(20_000)
  })

  it('says that a backup can not be written, and leaves nothing half done', async () => {
    const { program } = await start(data, ...unattended())
    await program.stop()
    writeFileSync(join(folder, 'file'), '')
    expect(await refused('backup', join(folder, 'file'))).toMatch(/^The backup could not be written to .*ENOTDIR/)
  })
})
