#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import pino from 'pino'
import { type SyncLog, systemSyncClock } from '../protocol/ports.ts'
import { SyncError } from '../protocol/sync-error.ts'
import { siteIdPattern } from '../protocol/topics.ts'
import { addAdminCommands } from './cli-admin.ts'
import { addDeadCommands } from './cli-dead.ts'
import { sessionCells, siteLines, table } from './cli-format.ts'
import { count, type GlobalOptions, out, port, withStore } from './cli-store.ts'
import { Hub } from './hub.ts'
import type { CommitWatcher } from './inbox.ts'
import { addSite, LocalHub, renewSecret } from './local-hub.ts'
import { HubMetrics } from './metrics.ts'
import { chooseStore, type StoreChoice } from './open-store.ts'
import type { HubStore } from './store.ts'

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

function address(text: string): { host: string; port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? []
  const host = bracketed ?? plain
  if (host === undefined || digits === undefined) throw new InvalidArgumentError('An address is HOST:PORT.')
  return { host, port: port(digits) }
}

/** What runs, and can be watched and stopped. */
interface Running {
  store: HubStore
  hub: Hub | undefined
  stop(): Promise<void>
}

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

addDeadCommands(program)
addAdminCommands(program)

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
