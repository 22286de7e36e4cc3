import { errorTable, SiteError } from '../site/errors.ts'

/** What stops the controller from starting, in one sentence for whoever started it. */
export class StartFailure extends Error {
  constructor(sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'StartFailure'
  }
}

/** One sentence for a terminal. */
export function sentenceOf(error: unknown): string {
  if (error instanceof StartFailure) return error.message
  if (error instanceof SiteError) {
    const { fields, ...rest } = error.details
    const facts = [
      ...Object.entries(fields ?? {}).map(([path, what]) => `${path}: ${what}`),
      ...Object.entries(rest).map(
        ([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
      ),
    ]
    return facts.length > 0 ? `${errorTable[error.code][1]} (${facts.join('; ')})` : errorTable[error.code][1]
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** @returns a sentence about the port or the address, or the error itself */
export function portFailure(name: string, flag: string, port: number, code: unknown, error: unknown): unknown {
  if (code === 'EADDRINUSE')
    return new StartFailure(
      `Port ${port} for ${name} is taken by another program. Stop that one, or choose another port with ${flag}.`,
      error,
    )
  if (code === 'EACCES')
    return new StartFailure(
      `Port ${port} for ${name} is not allowed to this user. Choose one above 1023 with ${flag}.`,
      error,
    )
  if (code === 'EADDRNOTAVAIL')
    return new StartFailure(
      `The address for ${name} is not one of this machine. Correct ${flag.replace('port', 'host')}.`,
      error,
    )
  return error
}
