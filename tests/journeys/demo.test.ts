import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { LanClient } from './lan-client.ts'
import { Program, runToEnd } from './program.ts'
import { eventually } from './wait.ts'

const running: Program[] = []

afterEach(async () => {
  for (const program of running.splice(0)) if (program.isRunning) await program.kill()
})

function demo(...options: string[]): Program {
  const program = new Program({ name: 'demo', args: ['tests/demo/demo.ts', ...options] })
  running.push(program)
  return program
}

it('lives: six wallboxes charge, the past is in the books and at headquarters, a phone starts a car, Ctrl-C leaves nothing', async () => {
  const program = demo('--desk-port', '0', '--ocpp-port', '0', '--lan-port', '0', '--days', '4')
  const [, past = ''] = await program.printed(/(\d+) sessions of the past 4 days/)
  const [, deskUrl = ''] = await program.printed(/Desk +(http:\S+)/)
  const [, lanUrl = ''] = await program.printed(/Phones +(http:\S+)/)
  const [, hubFile = ''] = await program.printed(/sqlite:(\S+) sessions/)
  const [, password = ''] = await program.printed(/dana@riverside\.example +password (\S+)/)
  expect(await (await fetch(deskUrl)).text()).toContain('<html')

  const phone = new LanClient(() => lanUrl)
  await phone.login({ email: 'dana@riverside.example', password })
  const busy = await eventually('six wallboxes that charge', async () => {
    const stations: Station[] = (await phone.get('/v1/stations')).items
    const charging = stations.filter(
      (each) => each.online && each.connectors.some((c) => c.isCharging && (c.powerW ?? 0) > 0),
    )
    return charging.length === 6 && stations
  })
  expect(new Set(busy.map((each) => each.protocol))).toEqual(new Set(['ocpp1.6', 'ocpp2.0.1']))
  expect(new Set(busy.map((each) => each.vendor)).size).toBeGreaterThanOrEqual(4)

  const waiting = busy.find((each) => each.id === 'VISITOR-1')?.connectors.find((c) => c.evse === 2)
  await phone.post(`/v1/connectors/${waiting?.id}/start`, {}, 202)
  await eventually('the charge of the phone', async () => {
    const [latest] = (await phone.get('/v1/transactions?limit=1')).items as { userName: string; state: string }[]
    return latest?.userName === 'Dana Driver' && latest.state === 'running'
  })

  await eventually('the past at headquarters', async () => {
    const hub = await runToEnd({ name: 'hub', args: ['sync/hub/cli.ts', '--store', `sqlite:${hubFile}`, 'sites'] })
    return hub.stdout.includes('Riverside yard') && Number(/(\d+) sessions/.exec(hub.stdout)?.[1]) >= Number(past)
  })

  expect(await program.stop('SIGINT')).toEqual({ code: 0, signal: null })
  expect(existsSync(dirname(hubFile))).toBe(false)
  expect(program.log).not.toMatch(/something wrong|has a bug|TypeError|"level":"error"/)
})

it('says in one sentence which port is taken, and leaves nothing', async () => {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  const program = demo('--desk-port', '0', '--ocpp-port', String(port), '--lan-port', '0', '--days', '1')
  expect(await program.ended()).toEqual({ code: 1, signal: null })
  expect(program.stderr).toMatch(new RegExp(`^Port ${port} for OCPP is taken by another program\\..*--ocpp-port\\.\n$`))
  server.close()
})

interface Station {
  id: string
  online: boolean
  protocol: string
  vendor: string
  connectors: { id: number; evse: number; isCharging: boolean; powerW: number | null }[]
}
