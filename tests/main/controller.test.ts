import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { freePort, Program } from '../journeys/program.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { DeskClient } from './desk/desk-client.ts'

let folder: string
let data: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chargeyard-controller-'))
  data = join(folder, 'data')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const loopback = ['--ocpp-host', '127.0.0.1', '--lan-host', '127.0.0.1']
const anyPorts = ['--desk-port', '0', '--ocpp-port', '0', '--lan-port', '0', ...loopback]

function run(...options: string[]): Program {
  const program = new Program({ name: 'controller', args: ['src/main/headless.ts', ...options] })
  onTestFinished(() => program.kill())
  return program
}

/** @returns the one sentence that it said before it ended with a failure */
async function refusal(...options: string[]): Promise<string> {
  const program = run(...options)
  const { code } = await program.ended()
  expect(code, program.log).not.toBe(0)
  // the log is JSON where nobody watches; commander may add a guess of what was meant
  const sentences = program.stderr
    .trim()
    .split('\n')
    .filter((line) => !/^\{|^\(Did you mean/.test(line))
  expect(sentences, program.log).toHaveLength(1)
  expect(program.stdout).not.toContain('is running')
  return sentences[0] ?? ''
}

async function started(...options: string[]): Promise<{ program: Program; desk: number; ocpp: string; lan: string }> {
  const program = run('--data', data, ...anyPorts, ...options)
  const [, desk = '', ocpp = '', lan = ''] = await program.printed(
    /Desk +http:\/\/127\.0\.0\.1:(\d+)\n +Wallboxes +(\S+)\/\{stationId\}\n +Phones +(\S+)/,
  )
  return { program, desk: Number(desk), ocpp, lan }
}

async function occupy(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return server
}

const credentials = { email: 'admin@site.example', password: 'correct horse battery' }

function passwordFile(text = `${credentials.password}\n`): string {
  const file = join(folder, 'password')
  writeFileSync(file, text, { mode: 0o600 })
  return file
}

describe('a controller that can not start says why in one sentence, and ends with a failure', {
  timeout: 90_000,
}, () => {
  it.each([
    ['--desk-port', 'the desk'],
    ['--ocpp-port', 'OCPP'],
    ['--lan-port', 'the LAN API'],
    ['--ocpp-tls-port', 'OCPP by TLS'],
  ])('when the port of %s is taken', async (flag, name) => {
    const port = await freePort()
    await occupy(port)
    expect(await refusal('--data', data, ...anyPorts, flag, `${port}`)).toBe(
      `Port ${port} for ${name} is taken by another program. Stop that one, or choose another port with ${flag}.`,
    )
  })

  it('when an address is not one of the machine', async () => {
    expect(await refusal('--data', data, ...anyPorts, '--ocpp-host', '192.0.2.1')).toBe(
      'The address for OCPP is not one of this machine. Correct --ocpp-host.',
    )
  })

  it('when the data folder can not be written', async () => {
    writeFileSync(join(folder, 'file'), '')
    const inside = join(folder, 'file', 'data')
    expect(await refusal('--data', inside, ...anyPorts)).toBe(
      `The data folder ${inside} can not be written (ENOTDIR). Give this user the right to it, or choose another folder with --data.`,
    )
  })

  // a superuser may write everywhere
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'when the user has no right to the data folder',
    async () => {
      mkdirSync(data, { mode: 0o500 })
      expect(await refusal('--data', data, ...anyPorts)).toContain('can not be written (EACCES)')
    },
  )

  it('when another controller runs on the folder', async () => {
    await started()
    expect(await refusal('--data', data, ...anyPorts)).toBe(
      `Another Chargeyard controller is already running on ${data}. Stop it, or choose another folder with --data.`,
    )
  })

  it('when the database was written by a newer version', async () => {
    await (await started()).program.stop()
    const database = new BetterSqlite3(join(data, 'site.sqlite'))
    database.prepare('insert into __drizzle_migrations (hash, created_at) values (?, ?)').run('later', Date.now() * 2)
    database.close()
    const sentence = await refusal('--data', data, ...anyPorts)
    expect(sentence).toContain('The database was written by a newer version of Chargeyard.')
    expect(sentence).toContain(join(data, 'site.sqlite'))
  })

  it('when the database is none', async () => {
    mkdirSync(data)
    writeFileSync(join(data, 'site.sqlite'), 'This is not a database.'.repeat(1000))
    expect(await refusal('--data', data, ...anyPorts)).toMatch(/could not write to its database.*site\.sqlite/)
  })

  it('when its file of settings is broken', async () => {
    mkdirSync(data)
    writeFileSync(join(data, 'chargeyard.json'), '{"deskPort": 9080,}')
    expect(await refusal('--data', data, ...anyPorts)).toMatch(
      /chargeyard\.json can not be used: .*Correct it, or remove it to use the defaults\.$/,
    )
  })

  it('when an option is wrong', async () => {
    expect(await refusal('--data', data, '--ocpp-prt', '1')).toContain("unknown option '--ocpp-prt'")
    expect(await refusal('--data', data, '--log-level', 'loud')).toContain('--log-level')
    expect(await refusal('--data', data, '--lan-port', 'eighty')).toContain('--lan-port can not be "eighty"')
    expect(await refusal('--data', data, 'surplus')).toContain('too many arguments')
    expect(existsSync(data)).toBe(false)
  })

  it('when the unattended set-up lacks something', async () => {
    expect(await refusal('--data', data, ...anyPorts, '--admin-email', credentials.email)).toBe(
      'For a first run without the desk give both --admin-email and --admin-password-file.',
    )
    const missing = join(folder, 'nowhere')
    expect(
      await refusal('--data', data, ...anyPorts, '--admin-email', 'a@b.example', '--admin-password-file', missing),
    ).toBe(`The password file ${missing} can not be read (ENOENT).`)
    const short = await refusal(
      ...['--data', data, ...anyPorts, '--admin-email', 'a@b.example', '--admin-password-file', passwordFile('short')],
    )
    expect(short).toMatch(/password: .*10/)
    expect(short).not.toContain('short')
  })
})

describe('a controller', { timeout: 90_000 }, () => {
  it('explains its options', async () => {
    const program = run('--help')
    expect((await program.ended()).code).toBe(0)
    for (const option of [
      'data',
      'headless',
      'desk-port',
      'ocpp-port',
      'lan-port',
      'admin-email',
      'admin-password-file',
    ])
      expect(program.stdout).toContain(`--${option}`)
    expect(program.stdout).toContain('CHARGEYARD_OCPP_PORT')
    expect(program.stdout).toContain('chargeyard.json')
  })

  it('starts again by itself where it could not start before', async () => {
    const port = await freePort()
    const thief = await occupy(port)
    await refusal('--data', data, ...anyPorts, '--lan-port', `${port}`)
    await new Promise((resolve) => thief.close(resolve))
    const { lan } = await started('--lan-port', `${port}`)
    expect(lan).toBe(`http://127.0.0.1:${port}`)
  })

  it('prints where it is reached, and that the first run is still to be done', async () => {
    const { program, desk, lan } = await started()
    await program.printed(/Open the desk in a browser on this machine to set the site up\./)
    expect((await new DeskClient(desk).get('/session')).json).toMatchObject({ setUp: false })
    const health = await fetch(`${lan}/healthz`)
    expect(await health.json()).toMatchObject({ status: 'ok', setUp: false })
  })

  it('is set up unattended, once: a later start changes neither password nor site', async () => {
    const options = ['--admin-email', credentials.email, '--admin-password-file', passwordFile()]
    const first = await started(...options)
    const desk = new DeskClient(first.desk)
    expect((await desk.post('/session', credentials)).status).toBe(200)
    expect((await desk.rpc('site.update', { name: 'Harbour' })).status).toBe(200)
    expect(first.program.log).not.toContain(credentials.password)
    expect((await first.program.stop()).code).toBe(0)

    passwordFile('another password than before')
    const again = await started(...options)
    const later = new DeskClient(again.desk)
    expect((await later.post('/session', { ...credentials, password: 'another password than before' })).status).toBe(
      401,
    )
    expect((await later.post('/session', credentials)).status).toBe(200)
    expect((await later.get('/session')).json).toMatchObject({ siteName: 'Harbour' })
  })

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'stops on %s with success, though a box and a desk hang on',
    async (signal) => {
      const options = ['--admin-email', credentials.email, '--admin-password-file', passwordFile()]
      const { program, desk: port, ocpp } = await started(...options)
      const desk = new DeskClient(port)
      await desk.post('/session', credentials)
      await desk.rpc('stations.adopt', { id: 'BOX-1' })
      const box = new VirtualWallbox({ url: ocpp, id: 'BOX-1', protocol: 'ocpp1.6' })
      onTestFinished(() => box.stop())
      box.start()
      await box.online(20_000)
      const live = await desk.live()
      await live.next('snapshot')

      expect(await program.stop(signal)).toEqual({ code: 0, signal: null })
      await live.closed()
      // the log is in the database file, and nothing says that somebody still has it
      expect(existsSync(join(data, 'site.sqlite-wal'))).toBe(false)
      expect(existsSync(join(data, 'control.sock'))).toBe(false)
      const database = new BetterSqlite3(join(data, 'site.sqlite'), { readonly: true })
      expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
      expect(database.prepare('select serial_id as id, connected_since as since from station').all()).toEqual([
        { id: 'BOX-1', since: null },
      ])
      database.close()
    },
  )

  it('starts again on a folder whose last controller was killed', async () => {
    const { program } = await started()
    await program.kill()
    const again = await started()
    expect((await again.program.stop()).code).toBe(0)
  })

  it('keeps its folder to its user', async ({ skip }) => {
    if (process.platform === 'win32') skip('Windows has other rights')
    await started()
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(statSync(join(data, 'site.key')).mode & 0o077).toBe(0)
  })
})
