import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command, Option } from 'commander'
import { z } from 'zod'
import { StartFailure } from './failure.ts'
import { type LogLevel, logLevels } from './log.ts'
import { version } from './version.ts'

export interface ControllerConfig {
  /** Folder of database and keys. */
  data: string
  deskHost: string
  deskPort: number
  ocppHost: string
  ocppPort: number
  /** Undefined: no encrypted door. */
  ocppTlsPort?: number | undefined
  /** One's own certificate and key, PEM; absent: the site's authority makes them. */
  ocppTlsCert?: string | undefined
  ocppTlsKey?: string | undefined
  /** OCPP 2.1 is spoken too. */
  ocpp21?: boolean | undefined
  lanHost: string
  lanPort: number
  /** Undefined: no FTP. */
  ftpPort?: number | undefined
  /** Unattended first run: this administrator is made, where the site is not set up yet. */
  adminEmail: string | undefined
  adminPasswordFile: string | undefined
  logLevel: LogLevel
}

interface Setting {
  flag: string
  /** In the environment CHARGEYARD_…, in the file camel case. */
  env: string
  key: keyof ControllerConfig | 'headless'
  help: string
  fallback?: string | number
  parse?: (text: string) => unknown
  choices?: readonly string[]
}

const settings: Setting[] = [
  {
    flag: '--data <folder>',
    env: 'CHARGEYARD_DATA',
    key: 'data',
    help: 'folder of the database and keys',
    fallback: defaultFolder(process.platform, process.env),
  },
  {
    flag: '--headless',
    env: 'CHARGEYARD_HEADLESS',
    key: 'headless',
    help: 'no window: the desk is opened in a browser',
  },
  {
    flag: '--desk-port <port>',
    env: 'CHARGEYARD_DESK_PORT',
    key: 'deskPort',
    help: 'the desk, for the site manager',
    fallback: 8080,
    parse: port,
  },
  {
    flag: '--desk-host <address>',
    env: 'CHARGEYARD_DESK_HOST',
    key: 'deskHost',
    help: 'address the desk listens on',
    fallback: '127.0.0.1',
  },
  {
    flag: '--ocpp-port <port>',
    env: 'CHARGEYARD_OCPP_PORT',
    key: 'ocppPort',
    help: 'OCPP, for the wallboxes',
    fallback: 8081,
    parse: port,
  },
  {
    flag: '--ocpp-host <address>',
    env: 'CHARGEYARD_OCPP_HOST',
    key: 'ocppHost',
    help: 'address OCPP listens on',
    fallback: '0.0.0.0',
  },
  {
    flag: '--ocpp-tls-port <port>',
    env: 'CHARGEYARD_OCPP_TLS_PORT',
    key: 'ocppTlsPort',
    help: 'OCPP by TLS (wss), for security profiles 2 and 3; off unless given; 8443 is usual',
    parse: port,
  },
  {
    flag: '--ocpp-tls-cert <file>',
    env: 'CHARGEYARD_OCPP_TLS_CERT',
    key: 'ocppTlsCert',
    help: 'certificate of your own for it, PEM with its chain; else the authority of the site signs one',
  },
  {
    flag: '--ocpp-tls-key <file>',
    env: 'CHARGEYARD_OCPP_TLS_KEY',
    key: 'ocppTlsKey',
    help: 'key of that certificate, PEM',
  },
  {
    // with a word, because a variable that says off must not switch it on
    flag: '--ocpp21 [on|off]',
    env: 'CHARGEYARD_OCPP21',
    key: 'ocpp21',
    help: 'OCPP 2.1 too, for wallboxes that offer it: its core only, so that 2.0.1 can do more; off unless given',
    choices: ['on', 'off', 'true', 'false', '1', '0'],
    parse: (text) => ['on', 'true', '1'].includes(text),
  },
  {
    flag: '--lan-port <port>',
    env: 'CHARGEYARD_LAN_PORT',
    key: 'lanPort',
    help: 'REST API, for the phones of drivers',
    fallback: 8082,
    parse: port,
  },
  {
    flag: '--ftp-port <port>',
    env: 'CHARGEYARD_FTP_PORT',
    key: 'ftpPort',
    help: 'files for wallboxes that speak only FTP; off unless given; the ten ports above it carry the files',
    parse: port,
  },
  {
    flag: '--lan-host <address>',
    env: 'CHARGEYARD_LAN_HOST',
    key: 'lanHost',
    help: 'address the REST API listens on',
    fallback: '0.0.0.0',
  },
  {
    flag: '--admin-email <email>',
    env: 'CHARGEYARD_ADMIN_EMAIL',
    key: 'adminEmail',
    help: 'first run without the desk: e-mail of the administrator',
  },
  {
    flag: '--admin-password-file <file>',
    env: 'CHARGEYARD_ADMIN_PASSWORD_FILE',
    key: 'adminPasswordFile',
    help: 'first run without the desk: file with the password, at least 10 characters',
  },
  {
    flag: '--log-level <level>',
    env: 'CHARGEYARD_LOG_LEVEL',
    key: 'logLevel',
    help: 'how much is logged',
    fallback: 'info',
    choices: logLevels,
  },
]

/** The options of the controller, on a command of its own or on `site start`. */
export function withControllerOptions(command: Command): Command {
  for (const { flag, env, help, choices, fallback } of settings) {
    const shown = fallback === undefined ? help : `${help} (default: ${fallback})`
    const option = new Option(flag, shown).env(env)
    // commander must not fill in the default: the file in the data folder comes before it
    if (choices) option.choices([...choices])
    command.addOption(option)
  }
  return command.addHelpText(
    'after',
    `
Each option can also stand in the environment (named above) or in chargeyard.json in the data folder,
for example {"deskPort": 9080, "logLevel": "warn"}. The command line wins, then the environment, then the file.`,
  )
}

/** The option that names the data folder alone, for commands that only need that. */
export function withDataOption(command: Command): Command {
  const [data] = settings
  if (!data) return command
  return command.addOption(new Option(data.flag, `${data.help} (default: ${data.fallback})`).env(data.env))
}

/**
 * The configuration from command line, environment, file and defaults. `--help` and `--version` print and end the process.
 * @throws StartFailure
 */
export function readConfig(argv: readonly string[], env: NodeJS.ProcessEnv): ControllerConfig {
  const command = withControllerOptions(
    new Command('chargeyard')
      .description('Controller of an EV-charging site: OCPP server, desk, LAN API and sync with headquarters.')
      .version(version)
      .allowExcessArguments(false),
  )
  const before = process.env
  try {
    // commander reads the environment of the process
    process.env = env
    command.parse(argv, { from: 'user' })
  } finally {
    process.env = before
  }
  return resolveConfig(command.opts())
}

/** @throws StartFailure */
export function resolveConfig(given: Record<string, unknown>): ControllerConfig {
  // an empty path would be whatever folder the process was started in
  if (given.data === '') throw new StartFailure('--data is empty: name the folder of the database.')
  const data = resolve(String(given.data ?? defaultFolder(process.platform, process.env)))
  const file = readFile(join(data, 'chargeyard.json'))
  const config: Record<string, unknown> = {}
  for (const { key, flag, parse, fallback } of settings) {
    const raw = given[key] ?? file[key] ?? fallback
    if (raw === undefined || key === 'headless') continue
    const value = parse ? parse(String(raw)) : raw
    if (value === undefined)
      throw new StartFailure(
        `${flag.split(' ')[0]} can not be ${JSON.stringify(raw)}: it is a port number from 0 to 65535.`,
      )
    config[key] = value
  }
  return { ...(config as unknown as ControllerConfig), data }
}

const fileShape = z
  .object({
    headless: z.boolean(),
    deskPort: z.number(),
    deskHost: z.string(),
    ocppPort: z.number(),
    ocppHost: z.string(),
    ocppTlsPort: z.number(),
    ocppTlsCert: z.string(),
    ocppTlsKey: z.string(),
    ocpp21: z.boolean(),
    lanPort: z.number(),
    ftpPort: z.number(),
    lanHost: z.string(),
    adminEmail: z.string(),
    adminPasswordFile: z.string(),
    logLevel: z.enum(logLevels),
  })
  .partial()
  .strict()

function readFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {}
  try {
    return fileShape.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    const what =
      error instanceof z.ZodError
        ? error.issues.map((issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`).join('; ')
        : error instanceof Error
          ? error.message
          : String(error)
    throw new StartFailure(`${path} can not be used: ${what}. Correct it, or remove it to use the defaults.`, error)
  }
}

function port(text: string): number | undefined {
  // digits alone: an empty variable would be port 0, and so any port
  return /^\d{1,5}$/.test(text) && Number(text) <= 65535 ? Number(text) : undefined
}

/** Where an operating system keeps an application's data. */
export function defaultFolder(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): string {
  if (platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'Chargeyard')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Chargeyard')
  return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'chargeyard')
}
