import { readFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { Protocol } from './dialect.ts'
import { Misuse } from './misuse.ts'
import { PROTOCOLS, type WallboxOptions } from './options.ts'

export interface CliOptions {
  readonly boxes: readonly WallboxOptions[]
  readonly plug: boolean
  readonly card: string | undefined
  readonly soc: number
  readonly battery: number
  readonly interactive: boolean
  readonly frames: boolean
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
    .addHelpText(
      'after',
      `
Examples:
  npm run wallbox -- --id BOX-1 --plug --card 04A1B2C3
  npm run wallbox -- --url ws://192.168.1.10:8081/OCPP --id GARAGE-2 --protocol ocpp2.0.1 --password-file box.txt --interactive
  npm run wallbox -- --id TEST --count 20 --connectors 2

A new wallbox is first refused and then listed on the desk as knocking: adopt it there, it tries again by itself.
Ctrl-C stops it.`,
    )
    .showHelpAfterError('Run "npm run wallbox -- --help" to see all options.')
    .allowExcessArguments(false)
  const o = program.parse([...argv], { from: 'user' }).opts<Raw>()
  const password = passwordOf(o)
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
    })),
    plug: o.plug ?? false,
    card: o.card,
    soc: o.soc,
    battery: o.battery,
    interactive: o.interactive ?? false,
    frames: o.frames ?? false,
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

function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= 10_000)) throw new InvalidArgumentError('It must be a number above 0, up to 10000.')
  return value
}
