import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freePort, HubProcess, hubCommand } from './kit/hub-process.ts'
import { until } from './kit/wait.ts'
import { Yard } from './kit/yard.ts'

describe('the hub as a process', () => {
  let folder: string
  let port: number
  let hub: HubProcess

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'chargeyard-hub-'))
    port = await freePort()
    hub = new HubProcess(['--store', 'sqlite:hub.sqlite', '--embedded-broker', String(port)], folder)
  })
  afterEach(async () => {
    await hub.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })

  const command = (...args: string[]) => hubCommand(['--store', 'sqlite:hub.sqlite', ...args], folder)
  function query<T>(sql: string): T[] {
    const reader = new BetterSqlite3(join(folder, 'hub.sqlite'), { readonly: true })
    try {
      return reader.prepare<[], T>(sql).all()
    } finally {
      reader.close()
    }
  }
  const totals = () =>
    query('select count(*) as n, coalesce(sum(energy_wh), 0) as wh, coalesce(sum(cost_minor), 0) as minor from tx')[0]
  const booked = () => query<{ n: number }>('select count(*) as n from tx')[0]?.n ?? 0

  it('loses nothing and counts nothing twice when it is killed under load, again and again', async () => {
    await hub.start()
    const yard = await Yard.open()
    let charging = true
    try {
      await yard.join((await command('add-site', '--name', 'Nord')).stdout.trim())
      await until('joined', () => yard.isSettled())
      const load = (async () => {
        while (charging) {
          await yard.chargeTimes(3)
          await new Promise((resolve) => setImmediate(resolve))
          if ((await yard.status()).waiting > 3000)
            await until('room', async () => (await yard.status()).waiting < 1000)
        }
      })()
      for (let round = 0; round < 5; round++) {
        const before = booked()
        // somewhere between two commits, never at the same place
        await until('rows have come', () => booked() > before + round * 7)
        await hub.end('SIGKILL')
        await hub.start()
      }
      charging = false
      await load
      await until('everything acknowledged', () => yard.isSettled())
      expect(totals()).toEqual(yard.totals())
      expect(yard.totals().n).toBeGreaterThan(20)
      expect(query('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }])
      expect(query('select * from dead')).toEqual([])
    } finally {
      charging = false
      await yard.close()
    }
  }, 60_000)

  it('is steered from the command line while it runs: sites, blocks, sessions, dead rows', async () => {
    expect((await command('sites')).stderr).toMatch(/There is no hub database .* yet/)
    await hub.start()
    expect((await command('sites')).stdout).toContain('No sites yet')
    const connection = (await command('add-site', '--name', 'Nord yard', '--id', 'nord')).stdout.trim()
    expect(connection).toMatch(new RegExp(`^mqtt://nord:[a-z0-9]{27}@127\\.0\\.0\\.1:${port}$`))
    const yard = await Yard.open()
    try {
      await yard.test.site.execute(yard.test.admin, 'tags.create', { idTag: 'CAFE' })
      await yard.join(connection)
      await yard.chargeTimes(2, 7500)
      await until('acknowledged', () => yard.isSettled())
      expect((await command('sites')).stdout).toMatch(
        /nord {2}Nord yard {2}online {2}2 sessions {2}0 dead[\s\S]*Test account {2}up to date/,
      )
      expect((await command('sessions')).stdout).toMatch(/Nord yard {2}BOX-1 .* 7\.500 {2}2\.25 EUR/)
      const answer = await command('block-tag', 'cafe', '--account', yard.test.accountId)
      expect(answer).toMatchObject({ code: 0, stdout: 'CAFE is blocked at 1 account.\n' })
      await until('blocked', async () => {
        const tags = await yard.test.site.execute(yard.test.admin, 'tags.list', {})
        return tags.some(({ idTag, blocked }) => idTag === 'CAFE' && blocked)
      })
      expect((await command('block-tag', 'cafe', '--all', '--unblock')).stdout).toBe(
        'CAFE is unblocked at 1 account.\n',
      )
      await until('lifted', async () => {
        const tags = await yard.test.site.execute(yard.test.admin, 'tags.list', {})
        return tags.every(({ blocked }) => !blocked)
      })
      expect((await command('dead', 'list')).stdout).toBe('No dead rows.\n')
      expect(await command('doctor')).toMatchObject({ code: 0, stdout: expect.stringContaining('All is well.') })
      const renewed = (await command('new-secret', 'nord')).stdout.trim()
      expect(renewed).not.toBe(connection)
      await yard.join(renewed)
      await yard.charge(1)
      await until('acknowledged again', () => yard.isSettled())
    } finally {
      await yard.close()
    }
    expect(await hub.end('SIGTERM')).toBe(0)
    expect(hub.output).toContain('stopping')
  }, 60_000)

  it.each([
    [['--store', 'file', 'sites'], /store "file" is not known/],
    [['--store', 'sqlite:no/such/hub.sqlite', 'run'], /folder .* does not exist/],
    [['run', '--broker', 'http://x'], /broker "http:\/\/x" is not an address/],
    [['run', '--embedded-broker', 'many'], /A port is a number/],
    [['run', '--broker', 'mqtt://x', '--embedded-broker', '1'], /cannot be used with/],
    [['block-tag', 'CAFE'], /Say where: --account ID, or --all/],
    [['block-tag', 'two words', '--all'], /printable characters/],
    [['add-site'], /required option '--name/],
    [['add-site', '--name', 'x', '--id', 'No Good'], /lower-case letters/],
    [['no-such-command'], /Add --help/],
    [['--store', 'mssql://a:secret@', 'sites'], /mssql:\/\/USER:PASSWORD@HOST/],
    [['dead', 'retry', 'x'], /number of a dead row/],
    [['migrate', '--roles', 'one'], /Name two users/],
  ])('says in a sentence what is wrong with %j', async (args, sentence) => {
    const { code, stderr } = await hubCommand(args, folder)
    expect(code).not.toBe(0)
    expect(stderr).toMatch(sentence)
    expect(stderr).not.toMatch(/ {4}at /)
  })

  it('looks after its database, and prints what an administrator needs', async () => {
    expect((await command('migrate')).stdout).toBe('The database is up to date.\n')
    expect(await command('dead', 'show', '1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no dead row 1'),
    })
    await command('add-site', '--name', 'Nord', '--id', 'nord')
    expect(await command('doctor')).toMatchObject({ code: 1, stdout: expect.stringContaining('has never been here') })
    expect((await command('migrate', '--print')).stdout).toContain('create table hub.tx')
    expect((await command('migrate', '--roles', 'chargeyard_hub,reports')).stdout).toContain(
      'alter role hub_reader add member [reports]',
    )
    expect((await command('broker-config', 'mosquitto')).stdout).toContain('pattern write evs/1/s/%u/up/#')
  }, 60_000)

  it('serves its figures while it runs', async () => {
    const metricsPort = await freePort()
    const watched = new HubProcess(
      ['--store', 'sqlite:hub.sqlite', '--embedded-broker', String(port), '--metrics', `127.0.0.1:${metricsPort}`],
      folder,
    )
    await watched.start()
    try {
      expect((await fetch(`http://127.0.0.1:${metricsPort}/health`)).status).toBe(200)
      expect(await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()).toContain('hub_broker_connected 1')
    } finally {
      expect(await watched.end('SIGTERM')).toBe(0)
    }
  }, 60_000)

  it('explains each command', async () => {
    for (const name of ['run', 'add-site', 'sites', 'block-tag', 'dead', 'migrate', 'doctor', 'broker-config']) {
      const { code, stdout } = await hubCommand([name, '--help'], folder)
      expect(code).toBe(0)
      expect(stdout).toContain('Usage: hub')
    }
  }, 60_000)

  it('does not start on a port that is taken, nor with a broker that is not there', async () => {
    await hub.start()
    const second = await command('run', '--embedded-broker', String(port))
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining(`hub: Port ${port} is in use.`) })
  })
})
