/** `npm run site -- COMMAND`: the controller's own command line. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { tick } from '../../sync/protocol/hlc.ts'
import type { UseCaseInput } from '../site/api.ts'
import { systemClock } from '../site/clock.ts'
import { backupDatabase } from '../site/db/backup.ts'
import { lockFolder } from '../site/db/folder-lock.ts'
import { openDatabase } from '../site/db/open.ts'
import { loadSecrets } from '../site/secrets.ts'
import { Site } from '../site/site.ts'
import { resolveConfig, withControllerOptions, withDataOption } from './config.ts'
import { type ControlClient, connectControl } from './control.ts'
import { StartFailure, sentenceOf } from './failure.ts'
import { createLog } from './log.ts'
import { readPasswordFile } from './password-file.ts'
import { migrationsFolder } from './paths.ts'
import { runController } from './run.ts'
import { table } from './table.ts'
import { version } from './version.ts'

const program = new Command('site')
  .description(
    'Commands of the site controller. They work on a running controller, and on its data folder when none runs.',
  )
  .version(version)
  .showHelpAfterError('(add --help for the options)')

withControllerOptions(program.command('start'))
  .description('start the controller without a window, and run until Ctrl-C')
  .action((options: Record<string, unknown>) => runController(resolveConfig(options)))

withDataOption(program.command('status'))
  .description('show whether the controller runs, and what is connected')
  .action((options: { data?: string }) =>
    withSite(options.data, async (site, running) => {
      const { setUp, siteName } = await site.execute('setup.status', {})
      console.log(running ? 'The controller is running.' : 'The controller is not running.')
      if (!setUp) return console.log('The site is not set up yet: open the desk, or start with --admin-email.')
      const stations = await site.execute('stations.list', {})
      const online = running ? stations.filter((station) => station.online).length : 0
      const charging = running
        ? stations.flatMap((station) => station.connectors).filter((one) => one.isCharging).length
        : 0
      console.log(`${siteName}: ${stations.length} stations, ${online} connected, ${charging} connectors charging.`)
    }),
  )

withDataOption(program.command('stations'))
  .description('list the stations of the site')
  .action((options: { data?: string }) =>
    withSite(options.data, async (site, running) => {
      const stations = await site.execute('stations.list', {})
      if (stations.length === 0) return console.log('No stations yet. Connect one, then adopt it: site adopt ID')
      table(
        ['ID', 'NAME', 'STATE', 'PROTOCOL', 'MODEL', 'ACCESS', 'CONNECTORS'],
        stations.map((station) => [
          station.id,
          station.name,
          station.enabled ? (running && station.online ? 'connected' : 'offline') : 'disabled',
          station.protocol ?? '–',
          [station.vendor, station.model].filter(Boolean).join(' ') || '–',
          station.openAccess ? 'no password' : 'password',
          station.connectors.map((one) => `${one.evseNo}:${one.status}`).join(' ') || '–',
        ]),
      )
    }),
  )

withDataOption(program.command('knocking'))
  .description('list stations that were refused at the door')
  .action((options: { data?: string }) =>
    withSite(options.data, async (site) => {
      const knocking = await site.execute('stations.knocking', {})
      if (knocking.length === 0) return console.log('Nobody is knocking.')
      table(
        ['ID', 'WHY REFUSED', 'FROM', 'LAST', 'TIMES'],
        knocking.map((one) => [
          one.id,
          one.reason,
          one.remoteAddress,
          new Date(one.lastAt).toISOString(),
          String(one.count),
        ]),
      )
    }),
  )

withDataOption(program.command('adopt'))
  .description('let a station in from now on')
  .argument('<id>', 'the OCPP identity of the station: the last segment of its URL')
  .option('--name <name>', 'how the desk shows it')
  .option('--password-file <file>', 'file with its password (8 to 40 characters); without it the station needs none')
  .option('--account <id>', 'whose station it is, on a site with several accounts')
  .action((id: string, options: { data?: string; name?: string; passwordFile?: string; account?: string }) =>
    withSite(options.data, async (site) => {
      const input: UseCaseInput<'stations.adopt'> = { id }
      if (options.name) input.name = options.name
      if (options.account) input.accountId = options.account
      if (options.passwordFile) input.password = readPasswordFile(options.passwordFile)
      const station = await site.execute('stations.adopt', input)
      console.log(
        station.openAccess
          ? `${station.id} may connect now, without a password.`
          : `${station.id} may connect now, with its password.`,
      )
    }),
  )

withDataOption(program.command('backup'))
  .description('copy database and key into a new folder, while the controller runs or not')
  .argument('<folder>', 'where the folder of the backup is made')
  .action(async (folder: string, options: { data?: string }) => {
    const { data } = resolveConfig(options)
    const database = join(data, 'site.sqlite')
    if (!existsSync(database)) throw new StartFailure(`There is no site in ${data}: nothing to back up.`)
    const name = `chargeyard-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
    const target = resolve(folder, name)
    const unfinished = `${target}.unfinished`
    try {
      mkdirSync(unfinished, { recursive: true, mode: 0o700 })
      await backupDatabase(database, join(unfinished, 'site.sqlite'))
      copyFileSync(join(data, 'site.key'), join(unfinished, 'site.key'))
      renameSync(unfinished, target)
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true })
      throw error instanceof Error && 'code' in error && String(error.code).startsWith('E')
        ? new StartFailure(`The backup could not be written to ${folder} (${String(error.code)}).`, error)
        : error
    }
    console.log(`Backed up and checked: ${target}\nKeep it safe: it holds the key to the secrets in the database.`)
  })

type Executor = Pick<ControlClient, 'execute'>

/** The running controller, or the database itself while nobody else has it. */
async function withSite(given: string | undefined, work: (site: Executor, running: boolean) => unknown) {
  const { data } = resolveConfig(given === undefined ? {} : { data: given })
  const client = await connectControl(data)
  if (client) {
    try {
      await work(client, true)
    } finally {
      client.close()
    }
    return
  }
  if (!existsSync(join(data, 'site.sqlite')))
    throw new StartFailure(
      `There is no site in ${data} yet. Start the controller first, or say where it is with --data.`,
    )
  const unlock = lockFolder(data)
  if (!unlock) throw new StartFailure('The controller is just starting or stopping. Try again in a moment.')
  const database = openDatabase({ file: join(data, 'site.sqlite'), migrationsFolder })
  const secrets = loadSecrets(join(data, 'site.key'))
  const site = new Site({ database, secrets, clock: systemClock, log: createLog('warn'), stamp: tick })
  try {
    await work({ execute: (useCase, input) => site.execute({ kind: 'system', door: 'cli' }, useCase, input) }, false)
  } finally {
    site.close()
    database.close()
    unlock()
  }
}

try {
  await program.parseAsync()
} catch (error) {
  console.error(sentenceOf(error))
  process.exitCode = 1
}
