import { z } from 'zod'
import { errorTable, SiteError, type SiteErrorCode } from '../src/site/errors.ts'

/** What only a door of HTTP can refuse, beside the site's own table: code → status and a sentence that says what to do. */
const doorTable = {
  InvalidAccessToken: [401, 'The access token is not valid. Sign in with POST /v1/auth/login.'],
  AccessTokenExpired: [401, 'The access token has expired. Get a new one with POST /v1/auth/refresh.'],
  MalformedRequest: [400, 'The request can not be read. Check how its address and its headers are encoded.'],
  MalformedJson: [400, 'The body is not a JSON object. Correct it and try again.'],
  RouteNotFound: [404, 'There is no such address. See /docs for all that there are.'],
  MethodNotAllowed: [405, 'This address does not know the method. The Allow header names those it knows.'],
  BodyTooLarge: [413, 'The body is larger than 64 KiB. Send less at once.'],
  UnsupportedMediaType: [415, 'Send the body as application/json in UTF-8, not compressed.'],
  TooManyRequests: [429, 'Too many requests from this address. Wait as long as the Retry-After header says.'],
  TooManyStreams: [503, 'Too many live streams are open already. Try again later.'],
} as const satisfies Record<string, readonly [status: number, advice: string]>

const problemTable = { ...errorTable, ...doorTable }

export type DoorCode = keyof typeof doorTable
export type ProblemCode = SiteErrorCode | DoorCode

export const problemCodes = Object.keys(problemTable) as ProblemCode[]

/** These tell of the controller's inside: what they know goes to the log alone. */
const reticent: ReadonlySet<ProblemCode> = new Set(['InternalError', 'StorageFailed', 'DatabaseTooNew'])

export interface FieldError {
  in: 'path' | 'query' | 'body'
  field: string
  detail: string
}

/** An error in the words of HTTP: a refusal of the door itself, or one of the site with its fields named as on the wire. */
export class DoorError extends Error {
  readonly code: ProblemCode
  readonly details: Record<string, unknown>
  readonly errors: FieldError[]

  constructor(
    code: ProblemCode,
    options: { details?: Record<string, unknown>; errors?: FieldError[]; cause?: unknown } = {},
  ) {
    super(problemTable[code][1], options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'DoorError'
    this.code = code
    this.details = options.details ?? {}
    this.errors = options.errors ?? []
  }
}

export const problemType = 'application/problem+json'

/** RFC 9457. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Names the kind of problem; never changes.' }),
    title: z.string().meta({ description: 'The kind of problem in words.' }),
    status: z.int().min(400).max(599).meta({ description: 'The HTTP status.' }),
    detail: z.string().meta({ description: 'What to do, in English.' }),
    instance: z.string().meta({ description: 'This very occurrence: the log of the controller knows its request id.' }),
    code: z.enum(problemCodes).meta({ description: 'For programs: the last part of `type`.' }),
    errors: z
      .array(
        z.strictObject({
          in: z.enum(['path', 'query', 'body']).meta({ description: 'Where the value was.' }),
          field: z.string().meta({ description: 'Name of the value; inside of an object with dots.' }),
          detail: z.string().meta({ description: 'What is wrong with it.' }),
        }),
      )
      .optional()
      .meta({ description: 'With InvalidInput and AlreadyExists: each value that is wrong.' }),
    details: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'More facts: the answer of a station, the reason why a tag was refused.' }),
  })
  .meta({ id: 'Problem', description: 'Problem details, RFC 9457.' })

export type Problem = z.infer<typeof problemSchema>

export function statusOf(code: ProblemCode): number {
  return problemTable[code][0]
}

export function problemOf(code: ProblemCode, requestId: string): Problem {
  const [status, detail] = problemTable[code]
  return {
    type: `urn:chargeyard:problem:${code}`,
    title: titleOf(code),
    status,
    detail,
    instance: `urn:chargeyard:request:${requestId}`,
    code,
  }
}

/** Any error as a problem. What is neither the site's nor the door's own is a bug, and says nothing of itself. */
export function problemOfError(error: unknown, requestId: string): { problem: Problem; retryAfterSeconds?: number } {
  if (!(error instanceof SiteError) && !(error instanceof DoorError))
    return { problem: problemOf(codeOfHttpError(error), requestId) }
  const problem = problemOf(error.code, requestId)
  if (reticent.has(error.code)) return { problem }
  const { fields: _, retryAfterMs, ...details } = error.details
  const errors = error instanceof DoorError ? error.errors : []
  return {
    problem: {
      ...problem,
      ...(errors.length > 0 ? { errors } : {}),
      ...(Object.keys(details).length > 0 ? { details } : {}),
    },
    ...(typeof retryAfterMs === 'number' ? { retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMs / 1000)) } : {}),
  }
}

/** What Express and its body parser refuse carries a status and a type of its own. */
function codeOfHttpError(error: unknown): ProblemCode {
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown }
  if (typeof status !== 'number' || status < 400 || status > 499) return 'InternalError'
  if (type === 'entity.parse.failed') return 'MalformedJson'
  if (status === 413) return 'BodyTooLarge'
  if (status === 415) return 'UnsupportedMediaType'
  return 'MalformedRequest'
}

function titleOf(code: ProblemCode): string {
  const words = code.replace(
    /([a-z])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  )
  return words.replace('json', 'JSON')
}
