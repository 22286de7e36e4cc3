#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { Command, InvalidArgumentError, Option } from 'commander'
import { sentenceOf } from '../../src/main/failure.ts'
import { type LogLevel, logLevels } from '../../src/main/log.ts'
import { DemoSite } from './demo-site.ts'
import { STATIONS, STRANGER, WAITING } from './yard.ts'

interface Raw {
  deskPort: number
  ocppPort: number
  lanPort: number
  lan?: boolean
  days: number
  pace: number
  logLevel: LogLevel
}

const HOME = '127.0.0.1'

async function main(): Promise<void> {
  const raw = new Command('npm run demo --')
    .description(
      'A temporary site that lives: controller, headquarters and six virtual wallboxes, with cars that come, charge and go.\nEverything is in a temporary folder; Ctrl-C stops it and deletes the folder.',
    )
    .option('--desk-port <port>', 'the desk, for the site manager', whole(0, 65_535), 8080)
    .option('--ocpp-port <port>', 'OCPP, for more wallboxes of your own', whole(0, 65_535), 8081)
    .option('--lan-port <port>', 'REST API, for phones', whole(0, 65_535), 8082)
    .option('--lan', 'let wallboxes and phones of the network in, not only this computer')
    .option('--days <n>', 'days of the past with sessions', whole(1, 90), 21)
    .option(
      '--pace <x>',
      'batteries fill so many times faster than in life (energy, power and time stay true)',
      whole(1, 100),
      10,
    )
    .addOption(new Option('--log-level <level>', 'how much is logged').choices([...logLevels]).default('warn'))
    .allowExcessArguments(false)
    .parse()
    .opts<Raw>()
  // On the network a password that everybody can read in the sources would be none.
  const password = raw.lan ? randomBytes(9).toString('base64url') : 'charge-the-yard'
  const admin = { email: 'admin@riverside.example', password }
  const driver = { email: 'dana@riverside.example', password }
  const print = (text: string) => void process.stdout.write(`${text}\n`)
  const demo = new DemoSite({ ...raw, host: raw.lan ? '0.0.0.0' : HOME, admin, driver, onProgress: print })

  let stopping = false
  const stop = (code: number) => {
    // A second Ctrl-C does not wait; the folder is deleted all the same.
    if (stopping) process.exit(code || 1)
    stopping = true
    print('\nStopping …')
    demo.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        print(sentenceOf(error))
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop(0))
  process.on('SIGTERM', () => stop(0))
  const at = await demo.start()
  print(`
The demo site is open: ${STATIONS.length} wallboxes charge, ${at.pastSessions} sessions of the past ${raw.days} days are in its books.

  Desk          ${at.deskUrl}
                e-mail ${admin.email}   password ${admin.password}
  Phones        ${at.lanUrl}  (API at ${at.lanUrl}/docs)
                e-mail ${driver.email}   password ${driver.password}
  Wallboxes     ${at.ocppUrl}/{stationId}
                one more of your own: npm run wallbox -- --url ${at.ocppUrl} --id MY-BOX --interactive
  Headquarters  npm run hub -- --store sqlite:${at.hubFile} sessions
                block a card everywhere: npm run hub -- --store sqlite:${at.hubFile} block-tag 04A1C3D2 --all

At ${WAITING.stationId}, connector ${WAITING.connector}, a car waits for a start from phone or desk. ${STRANGER.id} knocks at the door: adopt it on the desk.
Ctrl-C stops the demo and deletes everything.`)
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(1)
}
