import { type Logger, pino } from 'pino'
import type { Facts, Log } from '../site/log.ts'

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** Names under which no log line ever shows a value. */
const secretNames = ['password', 'secret', 'token', 'accessToken', 'refreshToken', 'authorization', 'cookie']

/** Lines for people where a person watches, JSON for a log collector otherwise. To the standard error output. */
export function createLog(level: LogLevel): Log {
  const options = {
    level,
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: [...secretNames, ...secretNames.map((name) => `*.${name}`)], censor: '…' },
  }
  const stream = { write: (line: string) => process.stderr.write(process.stderr.isTTY ? readable(line) : line) }
  return wrap(pino(options, stream))
}

function wrap(logger: Logger): Log {
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
    child: (facts: Facts) => wrap(logger.child(facts)),
  }
}

function readable(line: string): string {
  const { time, level, message, ...facts } = JSON.parse(line) as Record<string, unknown>
  const rest = Object.entries(facts).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return `${String(time).slice(11, 19)} ${String(level).padEnd(5)} ${message}${rest.length > 0 ? `  ${rest.join(' ')}` : ''}\n`
}
