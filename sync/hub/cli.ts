#!/usr/bin/env node
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import pino from 'pino'
import { type SyncLog, systemSyncClock } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { siteIdPattern } from '../protocol/topics.ts'
import { emqxConfig, mosquittoConfig } from './broker-config.ts'
import { instant, sessionCells, siteLines, table } from './cli-format.ts'
import { examine } from './doctor.ts'
import { Hub } from './hub.ts'
import type { CommitWatcher } from './inbox.ts'
import { addSite, LocalHub, renewSecret } from './local-hub.ts'
import { HubMetrics } from './metrics.ts'
import { migrationScript } from './mssql/migrate.ts'
import { roleScript } from './mssql/roles.ts'
import { chooseStore, type StoreChoice } from './open-store.ts'
import type { HubStore } from './store.ts'

interface GlobalOptions {
  store: string
}

interface RunOptions {
  broker?: string
  embeddedBroker?: number
  host: string
  publicAddress?: { host: string; port: number }
  shared: boolean
  metrics?: { host: string; port: number }
  logLevel: string
}

const defaultPort = 1883
const out = (line: string) => void process.stdout.write(`${line}\n`)

async function withStore<T>(
  command: Command,
  work: (store: HubStore) => Promise<T>,
  { create = false } = {},
): Promise<T> {
  const choice = chooseStore(command.optsWithGlobals<GlobalOptions>().store)
  if (!create && !choice.exists)
    throw new SyncError(
      'notFound',
      `There is no hub database ${choice.name} yet. Start the hub once, or name another with --store`,
    )
  const store = await choice.make()
  await store.open()
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

function port(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return value
}

function address(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || digits === undefined) throw new InvalidArgumentError('An address is HOST:PORT.')
  return { host, port: port(digits) }
}

function count(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 10_000)
    throw new InvalidArgumentError('A count is a number from 1 to 10000.')
  return value
}

/** What runs, and can be watched and stopped. */
interface Running {
  store: HubStore
  hub: Hub | undefined
  stop(): Promise<void>
}

function deadId(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('The number of a dead row is needed.')
  return value
}

const noDeadRow = (id: number) => new SyncError('notFound', `There is no dead row ${id}. See: hub dead list`)

async function run(options: RunOptions, command: Command) {
  const choice = chooseStore(command.optsWithGlobals<GlobalOptions>().store)
  const log: SyncLog = logTo(options.logLevel)
  let running: Running | undefined
  const metrics = options.metrics
    ? new HubMetrics({
        ...options.metrics,
        sites: async () => (running ? running.store.sites() : []),
        health: () => running?.hub?.status ?? { connected: false, lastError: 'starting', storeFailing: false },
        log,
      })
    : undefined
  await metrics?.start()
  try {
    running =
      options.broker === undefined
        ? await runEmbedded(choice, options, log, metrics)
        : await runWorker(choice, options, log, metrics)
    if (metrics) out(`Metrics: http://${options.metrics?.host}:${metrics.port}/metrics  Health: /health`)
    await untilStopped()
    log.info('stopping')
  } finally {
    await metrics?.stop()
    await running?.stop()
  }
}

async function runEmbedded(
  choice: StoreChoice,
  options: RunOptions,
  log: SyncLog,
  watcher: CommitWatcher | undefined,
): Promise<Running> {
  const local = new LocalHub({
    store: await choice.make(),
    host: options.host,
    port: options.embeddedBroker ?? defaultPort,
    watcher,
    log,
  })
  await local.start()
  await local.store.setAddress(options.publicAddress ?? { host: local.host, port: local.port })
  out(`Hub is running. Broker: mqtt://${local.host}:${local.port}  Database: ${choice.name}`)
  out('Let a site in with: npm run hub -- add-site --name NAME')
  return { store: local.store, hub: local.hub, stop: () => local.stop() }
}

async function runWorker(
  choice: StoreChoice,
  options: RunOptions,
  log: SyncLog,
  watcher: CommitWatcher | undefined,
): Promise<Running> {
  const broker = brokerOf(options.broker ?? '')
  const store = await choice.make()
  await store.open()
  const hub = new Hub({ store, broker, shared: options.shared, watcher, clock: systemSyncClock, log })
  try {
    await hub.start()
    await store.setAddress(options.publicAddress ?? address(new URL(broker.url).host))
  } catch (error) {
    await store.close()
    throw error
  }
  out(`Hub is running. Broker: ${broker.url}  Database: ${choice.name}`)
  return {
    store,
    hub,
    stop: async () => {
      await hub.stop()
      await store.close()
    },
  }
}

function brokerOf(text: string): { url: string; username?: string; password?: string } {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^mqtts?:$/.test(url.protocol) || url.hostname === '') {
    throw new SyncError(
      'refused',
      `The broker "${text}" is not an address. Use mqtt://USER:PASSWORD@HOST:PORT or mqtts://…`,
    )
  }
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (url.port === '') url.port = url.protocol === 'mqtts:' ? '8883' : String(defaultPort)
  return {
    url: url.toString().replace(/\/$/, ''),
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}

/** Structured lines on stderr: stdout belongs to the commands' answers. */
function logTo(level: string): SyncLog {
  const logger = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    pino.destination({ fd: 2, sync: true }),
  )
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  }
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}

const program = new Command('hub')
  .description('The hub at headquarters: takes what sites did, and tells them what was decided.')
  .addOption(
    new Option('--store <store>', 'database of the hub: sqlite:FILE, or mssql://USER:PASSWORD@HOST:1433/DATABASE')
      .default('sqlite:hub.sqlite')
      .env('HUB_STORE'),
  )
  .showHelpAfterError('Add --help for what there is.')

program
  .command('run', { isDefault: true })
  .description('serve the sites until stopped (this is what happens without a command)')
  .addOption(
    new Option('--broker <url>', 'use this MQTT broker: mqtt://USER:PASSWORD@HOST:PORT or mqtts://…')
      .env('HUB_BROKER')
      .conflicts('embeddedBroker'),
  )
  .addOption(
    new Option(
      '--embedded-broker <port>',
      `be the broker as well, on this port (the default, with port ${defaultPort})`,
    ).argParser(port),
  )
  .option('--host <address>', 'address that the embedded broker listens on; 0.0.0.0 for all', '127.0.0.1')
  .option('--public-address <host:port>', 'where sites reach the broker, for connection strings', address)
  .option('--shared', 'share the work with other workers; the broker needs MQTT 5', false)
  .addOption(
    new Option('--metrics <host:port>', 'serve /metrics for Prometheus and /health there')
      .argParser(address)
      .env('HUB_METRICS'),
  )
  .addOption(
    new Option('--log-level <level>', 'how much is logged').choices(['debug', 'info', 'warn', 'error']).default('info'),
  )
  .action(run)

program
  .command('add-site')
  .description('let a site in: prints the connection string that is typed into its desk, once')
  .requiredOption('--name <name>', 'name of the site, for people')
  .option('--id <id>', 'id of the site: lower-case letters, digits and hyphens; made up when absent')
  .option(
    '--address <host:port>',
    'where the site reaches the broker (default: where the running hub said it is)',
    address,
  )
  .action(
    async (options: { name: string; id?: string; address?: { host: string; port: number } }, command: Command) => {
      if (options.id !== undefined && !siteIdPattern.test(options.id)) {
        throw new SyncError(
          'refused',
          `The id "${options.id}" is not allowed. Use lower-case letters, digits and hyphens, at most 36.`,
        )
      }
      if (options.name.trim() === '') throw new SyncError('refused', 'The name of the site is empty.')
      const text = await withStore(
        command,
        async (store) =>
          addSite(store, {
            name: options.name.trim(),
            id: options.id,
            address: options.address ?? (await store.address()) ?? { host: '127.0.0.1', port: defaultPort },
            now: Date.now(),
          }),
        { create: true },
      )
      out(text)
    },
  )

program
  .command('new-secret')
  .description('new credentials for a site: prints its new connection string, once; the old one is worth nothing then')
  .argument('<site>', 'id of the site')
  .option(
    '--address <host:port>',
    'where the site reaches the broker (default: where the running hub said it is)',
    address,
  )
  .action(async (id: string, options: { address?: { host: string; port: number } }, command: Command) => {
    const text = await withStore(command, async (store) =>
      renewSecret(store, {
        id,
        address: options.address ?? (await store.address()) ?? { host: '127.0.0.1', port: defaultPort },
      }),
    )
    out(text)
  })

program
  .command('sites')
  .description('list the sites: online or since when not, what has arrived, how far they follow')
  .option('--release <site>', 'take the data of a quarantined site again')
  .option('--grant <site>', 'let a site follow an account that other sites have (with --account)')
  .option('--account <id>', 'the account for --grant')
  .action(async (options: { release?: string; grant?: string; account?: string }, command: Command) => {
    await withStore(command, async (store) => {
      const { release, grant, account } = options
      if (release !== undefined && !(await store.releaseSite(release))) {
        throw new SyncError('notFound', `There is no site ${release}. See: hub sites`)
      }
      if (grant !== undefined) {
        if (account === undefined) throw new SyncError('refused', 'Name the account with --account ID.')
        const booked = await store.grantAccount(grant, account, Date.now())
        if (booked === undefined) {
          throw new SyncError('notFound', `There is no site ${grant} or no account ${account}. See: hub sites`)
        }
      }
      const sites = await store.sites()
      out(
        sites.length === 0
          ? 'No sites yet. Let one in with: hub add-site --name NAME'
          : sites.map(siteLines).join('\n'),
      )
    })
  })

program
  .command('block-tag')
  .description(
    'block a card at one account or at all; sites that are online know it at once, the others when they return',
  )
  .argument('<uid>', 'id of the card, as stations read it')
  .addOption(new Option('--account <id>', 'at this account').conflicts('all'))
  .option('--all', 'at all accounts, also those that come later', false)
  .option('--unblock', 'lift the block instead', false)
  .action(async (idTag: string, options: { account?: string; all: boolean; unblock: boolean }, command: Command) => {
    if (!/^[\x21-\x7e]{1,36}$/.test(idTag)) {
      throw new SyncError('refused', 'The id of a card has 1 to 36 printable characters without spaces.')
    }
    if (!options.all && options.account === undefined) {
      throw new SyncError('refused', 'Say where: --account ID, or --all.')
    }
    const changes = await withStore(command, (store) =>
      store.blockTag({
        idTag,
        account: options.account ?? 'all',
        blocked: !options.unblock,
        author: 'command line',
        now: Date.now(),
      }),
    )
    const verb = options.unblock ? 'unblocked' : 'blocked'
    out(`${idTag.toUpperCase()} is ${verb} at ${changes.length} ${changes.length === 1 ? 'account' : 'accounts'}.`)
  })

program
  .command('dead')
  .description('rows of sites that could not be booked')
  .addCommand(
    new Command('list')
      .description('list them, the newest first')
      .option('--limit <n>', 'at most so many', count, 100)
      .action(async (options: { limit: number }, command: Command) => {
        const rows = await withStore(command, (store) => store.deadRows(options.limit))
        if (rows.length === 0) out('No dead rows.')
        for (const row of rows)
          out(
            `${row.id}  ${instant(row.at)}  ${row.site}  ${row.lane} ${row.epoch}/${row.q}  ${row.code}: ${row.reason}\n    ${row.row}`,
          )
      }),
  )
  .addCommand(
    new Command('show')
      .description('one of them, whole')
      .argument('<id>', 'its number in the list', deadId)
      .action(async (id: number, _: object, command: Command) => {
        const row = await withStore(command, (store) => store.deadRow(id))
        if (!row) throw noDeadRow(id)
        const { row: json, at, ...facts } = row
        out(JSON.stringify({ ...facts, at: instant(at), row: JSON.parse(json) }, null, 2))
      }),
  )
  .addCommand(
    new Command('retry')
      .description('book one of them now, after what stood in its way was put right')
      .argument('<id>', 'its number in the list', deadId)
      .action(async (id: number, _: object, command: Command) => {
        const reason = await withStore(command, (store) => store.retryDead(id, Date.now()))
        if (reason === undefined) throw noDeadRow(id)
        if (reason !== null) throw new SyncError('refused', `Row ${id} still can not be booked: ${reason}`)
        out(`Row ${id} is booked.`)
      }),
  )
  .addCommand(
    new Command('discard')
      .description('forget one of them for good')
      .argument('<id>', 'its number in the list', deadId)
      .action(async (id: number, _: object, command: Command) => {
        if (!(await withStore(command, (store) => store.discardDead(id)))) throw noDeadRow(id)
        out(`Row ${id} is discarded.`)
      }),
  )

program
  .command('sessions')
  .description('list charging sessions, the latest first')
  .option('--site <id>', 'of this site only')
  .option('--limit <n>', 'at most so many', count, 20)
  .action(async (options: { site?: string; limit: number }, command: Command) => {
    const rows = await withStore(command, (store) =>
      store.sessions({ limit: options.limit, ...(options.site === undefined ? {} : { site: options.site }) }),
    )
    out(table(['site', 'station', 'tag', 'started', 'stopped', 'kWh', 'cost'], rows.map(sessionCells)))
  })

program
  .command('migrate')
  .description('bring the database up to date; on SQL Server also as a script for an administrator')
  .option('--print', 'only print the T-SQL, and do nothing', false)
  .option('--roles <worker,reader>', 'only print the T-SQL of the roles, for these two users of the database')
  .action(async (options: { print: boolean; roles?: string }, command: Command) => {
    if (options.print) return out(migrationScript())
    if (options.roles !== undefined) {
      const [worker, reader, ...rest] = options.roles.split(',')
      if (!worker || !reader || rest.length > 0)
        throw new SyncError('refused', 'Name two users of the database, with a comma: --roles chargeyard_hub,reports')
      return out(`${roleScript(worker, reader).join(';\nGO\n')};\nGO`)
    }
    await withStore(command, async () => {}, { create: true })
    out('The database is up to date.')
  })

program
  .command('doctor')
  .description('look whether all is well: database, sites, dead rows; ends with 1 where something needs somebody')
  .action(async (_: object, command: Command) => {
    const { lines, well } = await withStore(command, (store) => examine(store, Date.now()))
    for (const line of lines) out(line)
    if (!well) process.exitCode = 1
  })

program
  .command('broker-config')
  .description('access rules and settings for a broker of the field, to be put into its folder')
  .addArgument(new Argument('<broker>', 'which one').choices(['mosquitto', 'emqx']))
  .option('--port <port>', 'where it listens', port, 8883)
  .option('--hub-user <name>', 'user name of the hub', 'hub')
  .option('--folder <path>', 'where the files will be', '/etc/mosquitto/chargeyard')
  .option('--no-tls', 'without TLS')
  .action((broker: string, options: { port: number; hubUser: string; folder: string; tls: boolean }) => {
    const { files, advice } = broker === 'emqx' ? emqxConfig(options) : mosquittoConfig(options)
    for (const { name, content } of files) out(`# ---- ${name}\n${content}`)
    out(`# ${advice}`)
  })

for (const command of [program, ...program.commands]) command.exitOverride()
try {
  await program.parseAsync()
} catch (error) {
  // commander has said it already
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    process.stderr.write(
      `hub: ${error instanceof SyncError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    )
    process.exitCode = 1
  }
}
