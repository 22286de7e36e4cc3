import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONTENT_16, CONTENT_201, RawServer } from './raw-server.ts'
import { TestCa } from './test-ca.ts'
import { adviceFor } from './wallbox/advice.ts'
import { parseOptions } from './wallbox/cli-options.ts'
import { BoxConsole } from './wallbox/console.ts'
import { quirkFrom } from './wallbox/quirk-names.ts'
import { VirtualWallbox } from './wallbox/wallbox.ts'

const cli = fileURLToPath(new URL('./wallbox/cli.ts', import.meta.url))
let server: RawServer
let url: string
let folder: string
const running: ChildProcess[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wallbox-cli-'))
  server = new RawServer()
  Object.assign(server.answers, CONTENT_16)
  url = await server.start()
})

afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs the command line and gathers what it prints. */
function run(...options: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', cli, ...options], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  running.push(child)
  let output = ''
  const gather = (chunk: Buffer) => {
    output += chunk.toString('utf8')
  }
  child.stdout.on('data', gather)
  child.stderr.on('data', gather)
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const printed = async (text: string) => {
    const until = Date.now() + 15_000
    while (!output.includes(text)) {
      if (Date.now() > until) throw new Error(`"${text}" was not printed, but:\n${output}`)
      await new Promise((done) => setTimeout(done, 20))
    }
  }
  return { child, exited, printed, output: () => output }
}

describe('the command line of the virtual wallbox', () => {
  it('explains an unknown station, tries again, charges with the card it was given, and stops on Ctrl-C', async () => {
    server.refuseWith = { status: 404, body: 'GARAGE 1 is not known' }
    const wallbox = run('--url', url, '--id', 'GARAGE 1', '--plug', '--card', 'CARD-1')
    await wallbox.printed('The site does not know GARAGE 1 yet: adopt it on the desk')
    server.refuseWith = undefined
    await wallbox.printed('charge of CARD-1 begins')
    await wallbox.printed('connector 1: is Charging')
    wallbox.child.kill('SIGINT')
    expect(await wallbox.exited).toBe(0)
    expect(wallbox.output()).toContain('Stopping …')
    expect(wallbox.output()).not.toContain('!!')
  })

  it('takes commands from the keyboard, several boxes at a time', async () => {
    const wallbox = run('--url', url, '--id', 'BOX', '--count', '2', '--interactive')
    await wallbox.printed('BOX-2  connector 1: is Available')
    wallbox.child.stdin.write('box 2\nplug 90 40\nswipe CARD-7\n')
    await wallbox.printed('BOX-2  connector 1: charge of CARD-7 begins')
    wallbox.child.stdin.write('unplug 9\njump\nstatus\n')
    await wallbox.printed('BOX-2 has the connectors 1 to 1, not 9')
    await wallbox.printed('There is no command "jump"')
    await wallbox.printed('car at 90 %')
    wallbox.child.stdin.write('quit\n')
    expect(await wallbox.exited).toBe(0)
  })

  it('points out what breaks the OCPP rules, at once and at the end', async () => {
    server.answers.BootNotification = { status: 'Accepted', currentTime: 'now', interval: 300 }
    const wallbox = run('--url', url, '--frames')
    await wallbox.printed('!! the site sent something wrong: BootNotificationResponse/currentTime must match format')
    await wallbox.printed('BOX-1  ← [3,')
    wallbox.child.kill('SIGTERM')
    expect(await wallbox.exited).toBe(0)
    expect(wallbox.output()).toContain('1 messages broke the OCPP rules')
  })

  it('replays a recording, and ends with what came of it', async () => {
    const file = join(folder, 'box.ocpp.jsonl')
    const boot = { chargePointVendor: 'V', chargePointModel: 'M' }
    const lines = [
      { at: '2026-01-05T08:00:00Z', direction: 'in', frame: JSON.stringify([2, '1', 'BootNotification', boot]) },
      { at: '2026-01-05T08:00:01Z', direction: 'out', frame: [3, '1', {}] },
    ]
    writeFileSync(file, lines.map((each) => JSON.stringify(each)).join('\n'))
    const good = run('--url', url, '--replay', file, '--frames')
    expect(await good.exited).toBe(0)
    expect(good.output()).toContain('1 messages sent, 1 answered')
    expect(good.output()).toContain('→ [2,"1","BootNotification"')
    server.answers.BootNotification = () => ({ callError: 'InternalError' })
    const bad = run('--url', url, '--replay', file)
    expect(await bad.exited).toBe(1)
    expect(bad.output()).toContain('1 messages were answered with an error')
  })

  it('says in one sentence what is wrong with an option', async () => {
    for (const [options, sentence] of [
      [['--password-file', join(folder, 'none.txt')], "none.txt can't be read"],
      [['--url', 'http://127.0.0.1'], 'must begin with ws:// or wss://'],
      [['--quirk', 'flies'], 'There is no quirk flies'],
      [['--count', 'many'], 'It must be a whole number from 1 to 1000.'],
    ] as const) {
      const wallbox = run(...options)
      expect(await wallbox.exited).toBe(1)
      expect(wallbox.output()).toContain(sentence)
      expect(wallbox.output()).not.toContain('    at ')
    }
  })
})

describe('its options', () => {
  it('number the ids only when there are several, and read the password from the first line of a file', () => {
    writeFileSync(join(folder, 'password'), 'geheim\nsecond line\n')
    const one = parseOptions(['--id', 'A', '--password-file', join(folder, 'password'), '--protocol', 'ocpp2.0.1'])
    expect(one.boxes).toMatchObject([{ id: 'A', password: 'geheim', protocol: 'ocpp2.0.1', powerW: 11_000, phases: 3 }])
    const three = parseOptions(['--id', 'A', '--count', '3', '--power', '3700', '--phases', '1'])
    expect(three.boxes.map((each) => each.id)).toEqual(['A-1', 'A-2', 'A-3'])
    expect(new Set(three.boxes.map((each) => each.seed)).size).toBe(3)
    expect(() => parseOptions(['--password', 'x', '--password-file', 'y'])).toThrow('not both')
  })

  it('take certificates, quirks and recordings', () => {
    const ca = new TestCa()
    const { root } = ca
    const { cert, key } = ca.issue('BOX-1')
    for (const [name, text] of Object.entries({ root, cert, key })) writeFileSync(join(folder, name), text)
    const files = ['--ca', join(folder, 'root'), '--cert', join(folder, 'cert'), '--key', join(folder, 'key')]
    const { boxes } = parseOptions([...files, '--quirk', 'neverBoots', '--quirk', 'lacks=Reset,GetLog'])
    expect(boxes).toMatchObject([
      { ca: [root], certificate: { cert, key }, quirks: { neverBoots: true, lacks: ['Reset', 'GetLog'] } },
    ])
    expect(() => parseOptions(['--ca', join(folder, 'none.pem')])).toThrow('none.pem of --ca can')
    expect(() => parseOptions(['--cert', 'x'])).toThrow('give --cert and --key together')
    expect(() => parseOptions(['--replay', join(folder, 'root')])).toThrow('line 1 of the recording is no JSON')
    expect(() => parseOptions(['--replay', 'x', '--count', '2'])).toThrow('leave --count out')
    expect(() => quirkFrom('lacks')).toThrow('lacks needs a value')
    expect(() => quirkFrom('stackLevelMax=high')).toThrow('whole number')
    expect(() => quirkFrom('unitHz=1')).toThrow('takes no value')
  })
})

describe('its advice', () => {
  const attempt = { url: 'ws://10.0.0.7:8081/OCPP', id: 'BOX-1', protocol: 'ocpp1.6', withPassword: false }

  it('tells for each trouble what to do', () => {
    expect(adviceFor({ kind: 'refused', detail: '' }, attempt)).toContain('Nobody answers at 10.0.0.7:8081')
    expect(adviceFor({ kind: 'http', status: 401, detail: '' }, attempt)).toContain('wants a password for BOX-1')
    expect(adviceFor({ kind: 'http', status: 401, detail: '' }, { ...attempt, withPassword: true })).toContain(
      'does not accept',
    )
    expect(adviceFor({ kind: 'http', status: 403, detail: '' }, attempt)).toContain('enable it on the desk')
    expect(adviceFor({ kind: 'http', status: 404, detail: '' }, attempt)).toContain('npm run site -- adopt BOX-1')
    expect(adviceFor({ kind: 'http', status: 404, detail: 'There is nothing here' }, attempt)).toContain(
      'The path in --url',
    )
    expect(adviceFor({ kind: 'http', status: 503, detail: '<html>' }, attempt)).toContain('A web page answers')
    expect(adviceFor({ kind: 'http', status: 500, detail: 'oops' }, attempt)).toContain('HTTP 500')
    expect(adviceFor({ kind: 'subprotocol', detail: 'x' }, attempt)).toContain('--protocol')
    expect(adviceFor({ kind: 'closed', code: 1006, detail: '' }, attempt)).toContain('broke off')
    expect(adviceFor({ kind: 'closed', code: 4001, detail: 'flood' }, attempt)).toContain('flood')
    for (const kind of ['unknown-host', 'unreachable', 'timeout', 'tls', 'other'] as const)
      expect(adviceFor({ kind, detail: 'd' }, attempt)).toMatch(/10\.0\.0\.7|network/)
  })
})

describe('its console', () => {
  it('does what it is told and explains what it can not do', async () => {
    const printed: string[] = []
    const box = new VirtualWallbox({ url, id: 'BOX-1', protocol: 'ocpp1.6', speed: 0, connectors: 2 })
    const commands = new BoxConsole([box], (text) => void printed.push(text))
    for (const line of [
      'plug 55 70 2',
      'limit 8 2',
      'fault GroundFailure',
      'status',
      '',
      'plug 20 10 2',
      'box 2',
      'swipe',
      'fault',
      'plug x',
    ])
      expect(await commands.run(line)).toBe('on')
    expect(box.state().connectors).toMatchObject([{ fault: 'GroundFailure' }, { plugged: true, soc: 55 }])
    expect(printed[0]).toContain('connector 2: Preparing, car at 55 %')
    expect(printed.slice(1)).toEqual([
      'That does not work: connector 2 has a car already: unplug it first.',
      'That does not work: there are the wallboxes 1 to 1.',
      'That does not work: write it as: swipe CARD.',
      'That does not work: write it as: fault CODE.',
      'That does not work: SOC must be a number, not x.',
    ])
    expect(await commands.run('quit')).toBe('quit')
  })

  it('does what a 2.0.1 box can, and shows what it keeps', async () => {
    const site = new RawServer()
    Object.assign(site.answers, CONTENT_201, {
      NotifyEVChargingNeeds: { status: 'Processing' },
      DataTransfer: { status: 'Rejected' },
      SignCertificate: { status: 'Accepted' },
    })
    const box = new VirtualWallbox({ url: await site.start(), id: 'BOX-2', protocol: 'ocpp2.0.1', speed: 0 })
    box.start()
    await box.online()
    const printed: string[] = []
    const commands = new BoxConsole([box], (text) => void printed.push(text))
    for (const line of [
      'set TemperatureSensor.Temperature 95',
      'outside 10',
      'plug',
      'needs 20 8',
      'security TamperDetectionActivated the lid is open',
      'certificate',
      'vendor Maker Hello world',
      'details',
      'outside off',
      'outside off',
      'set Kettle.On true',
    ])
      await commands.run(line)
    await box.settled()
    expect(site.of('NotifyEvent')).toHaveLength(1)
    expect(site.of('SignCertificate')).toHaveLength(1)
    expect(site.of('DataTransfer')).toEqual([{ vendorId: 'Maker', messageId: 'Hello', data: 'world' }])
    expect(printed.slice(0, 2)).toEqual(['The site answers Processing', 'The site answers {"status":"Rejected"}'])
    expect(printed[2]).toContain('charging profile 1000000 of the station: external, level 0, from SO')
    expect(printed[2]).toContain('TamperDetectionActivated the lid is open')
    expect(printed.slice(3)).toEqual([
      'There is no such limit.',
      'That does not work: BOX-2 has no variable Kettle.On.',
    ])
    expect(box.violations).toEqual([])
    await box.stop()
    await commands.run('certificate')
    expect(printed.at(-1)).toContain('SignCertificate was not sent: the box is offline')
    await site.stop()
  })
})
