import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Protocol } from './dialect.ts'
import { Misuse } from './misuse.ts'
import { PROTOCOLS, type WallboxOptions } from './options.ts'
import { QUIRK_NAMES, quirkFrom } from './quirk-names.ts'
import type { Quirks } from './quirks.ts'
import { parseRecording, type RecordedFrame } from './replay/recording.ts'

export interface CliOptions {
  readonly boxes: readonly WallboxOptions[]
  readonly plug: boolean
  readonly card: string | undefined
  readonly soc: number
  readonly battery: number
  readonly interactive: boolean
  readonly frames: boolean
  readonly replay:
    | { readonly frames: readonly RecordedFrame[]; readonly pace: number; readonly shiftTimes: boolean }
    | undefined
}

const MAX_COUNT = 1000
export const RECONNECT_MS = { first: 1_000, most: 10_000 }

/** @throws Misuse when a value can't be used; commander itself ends the program for --help and for unknown options */
export function parseOptions(argv: readonly string[]): CliOptions {
  const program = new Command('npm run wallbox --')
    .description(
      'A virtual wallbox: connects to a site as a real one does, so that a site can be tried before the hardware is there.\nIt boots, obeys remote commands, charges with plausible readings per phase, and sends later what it could not send.',
    )
    .option('--url <url>', "the site's OCPP address, without the id", 'ws://127.0.0.1:8081/OCPP')
    .option('--id <id>', 'the id the site knows (or is to know) the wallbox by', 'BOX-1')
    .addOption(new Option('--protocol <version>', 'OCPP version').choices([...PROTOCOLS]).default('ocpp1.6'))
    .option('--password <text>', 'password of the wallbox (other users of this computer can see it; better: a file)')
    .option('--password-file <file>', 'file whose first line is the password')
    .option('--username <name>', 'user name to log in with, where it is not the id')
    .option(
      '--count <n>',
      `so many wallboxes, up to ${MAX_COUNT}; from 2 on their ids get the endings -1 … -N`,
      whole(1, MAX_COUNT),
      1,
    )
    .option('--connectors <n>', 'connectors of each wallbox', whole(1, 32), 1)
    .option('--power <w>', 'rated power of each connector in W', whole(1, 1_000_000), 11_000)
    .addOption(new Option('--phases <n>', 'phases').choices(['1', '3']).default('3'))
    .option(
      '--meter-interval <s>',
      'seconds between readings while charging (the site may change it)',
      whole(1, 86_400),
      60,
    )
    .option(
      '--speed <x>',
      'how fast time passes in the wallbox; above 1 batteries fill faster than the shown power says',
      positive,
      1,
    )
    .option('--plug', 'put a car to connector 1 at the start')
    .option('--soc <percent>', 'state of charge of that car', whole(0, 100), 30)
    .option('--battery <kwh>', 'battery of that car', positive, 58)
    .option('--card <tag>', 'hold this card before connector 1 at the start')
    .option('--interactive', 'take commands from the keyboard (plug, swipe, offline, …; "help" lists them)')
    .option('--frames', 'print every OCPP message')
    .option('--ca <file>', "PEM of the root that the site's TLS certificate comes from (wss://)")
    .option('--cert <file>', "PEM of the wallbox's own TLS certificate (security profile 3)")
    .option('--key <file>', 'PEM of its key')
    .addOption(
      new Option(
        '--quirk <name[=value]>',
        'how the wallbox differs from the specification; may be given several times (names below)',
      ).argParser((text: string, before: Quirks | undefined) => ({ ...before, ...quirkFrom(text) })),
    )
    .option('--replay <file>', 'send a site what a recorded wallbox sent, then end (format: see below)')
    .option('--replay-pace <x>', '0: as fast as the site answers; 1: as recorded; 10: ten times as fast', atLeast0, 0)
    .option('--shift-times', 'move the recorded times to now')
    .addHelpText(
      'after',
      `
Examples:
  npm run wallbox -- --id BOX-1 --plug --card 04A1B2C3
  npm run wallbox -- --url ws://192.168.1.10:8081/OCPP --id GARAGE-2 --protocol ocpp2.0.1 --password-file box.txt --interactive
  npm run wallbox -- --id TEST --count 20 --connectors 2
  npm run wallbox -- --url wss://192.168.1.10:8443/OCPP --id GARAGE-2 --ca site-ca.pem --password-file box.txt
  npm run wallbox -- --id GARAGE-2 --replay GARAGE-2.ocpp.jsonl --shift-times

A recording has one JSON object per line, oldest first: {"at": "2026-01-05T08:00:00.000Z", "direction": "in", "frame": "[2,…]"}
("in": the wallbox sent it; "out": the site did). The site exports the messages of a wallbox in this form.

Quirks:
${wrapped(QUIRK_NAMES)}

A new wallbox is first refused and then listed on the desk as knocking: adopt it there, it tries again by itself.
Ctrl-C stops it.`,
    )
    .showHelpAfterError('Run "npm run wallbox -- --help" to see all options.')
    .allowExcessArguments(false)
  const o = program.parse([...argv], { from: 'user' }).opts<Raw>()
  const password = passwordOf(o)
  const certificate = certificateOf(o)
  const ca = o.ca === undefined ? undefined : [fileIn(o.ca, '--ca')]
  const ids = o.count === 1 ? [o.id] : Array.from({ length: o.count }, (_, i) => `${o.id}-${i + 1}`)
  return {
    boxes: ids.map((id, i) => ({
      url: o.url,
      id,
      protocol: o.protocol,
      password,
      username: o.username,
      connectors: o.connectors,
      powerW: o.power,
      phases: o.phases === '1' ? 1 : 3,
      meterIntervalMs: o.meterInterval * 1000,
      speed: o.speed,
      seed: i + 1,
      model: `Virtual ${Math.round(o.power / 1000)}`,
      reconnectMs: RECONNECT_MS,
      ca,
      certificate,
      quirks: o.quirk ?? {},
    })),
    plug: o.plug ?? false,
    card: o.card,
    soc: o.soc,
    battery: o.battery,
    interactive: o.interactive ?? false,
    frames: o.frames ?? false,
    replay: replayOf(o),
  }
}

interface Raw {
  url: string
  id: string
  protocol: Protocol
  password?: string
  passwordFile?: string
  username?: string
  count: number
  connectors: number
  power: number
  phases: '1' | '3'
  meterInterval: number
  speed: number
  plug?: boolean
  soc: number
  battery: number
  card?: string
  interactive?: boolean
  frames?: boolean
  ca?: string
  cert?: string
  key?: string
  quirk?: Quirks
  replay?: string
  replayPace: number
  shiftTimes?: boolean
}

function certificateOf(o: Raw): { cert: string; key: string } | undefined {
  if (o.cert === undefined && o.key === undefined) return undefined
  if (o.cert === undefined || o.key === undefined) throw new Misuse('give --cert and --key together')
  return { cert: fileIn(o.cert, '--cert'), key: fileIn(o.key, '--key') }
}

function replayOf(o: Raw): CliOptions['replay'] {
  if (o.replay === undefined) return undefined
  if (o.count > 1) throw new Misuse('a recording is replayed as one wallbox: leave --count out')
  return {
    frames: parseRecording(fileIn(o.replay, '--replay')),
    pace: o.replayPace,
    shiftTimes: o.shiftTimes ?? false,
  }
}

function fileIn(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new Misuse(`the file ${path} of ${option} can't be read: check its name and that you may read it`)
  }
}

function passwordOf(o: Raw): string | undefined {
  if (o.passwordFile === undefined) return o.password
  if (o.password !== undefined) throw new Misuse('give either --password or --password-file, not both')
  let text: string
  try {
    text = readFileSync(o.passwordFile, 'utf8')
  } catch {
    throw new Misuse(`the password file ${o.passwordFile} can't be read: check its name and that you may read it`)
  }
  const [line = ''] = text.split(/\r?\n/)
  if (line === '') throw new Misuse(`the password file ${o.passwordFile} has no password in its first line`)
  return line
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

function wrapped(names: readonly string[]): string {
  const lines = ['']
  for (const name of names) {
    const last = lines.length - 1
    const longer = `${lines[last]} ${name}`
    if (longer.length > 110) lines.push(` ${name}`)
    else lines[last] = longer
  }
  return lines.map((line) => ` ${line}`).join('\n')
}

function atLeast0(text: string): number {
  const value = Number(text)
  if (!(value >= 0 && value <= 100_000)) throw new InvalidArgumentError('It must be a number from 0 to 100000.')
  return value
}

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 10_000)) throw new InvalidArgumentError('It must be a number above 0, up to 10000.')
  return value
}
