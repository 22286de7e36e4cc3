import type { z } from 'zod'
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../src/site/api.ts'
import { SiteError } from '../src/site/errors.ts'
import type { AccessTokens } from './access-tokens.ts'
import { DoorError, type FieldError, type ProblemCode } from './problem.ts'

/** What a route may use: the site as this caller, and the means of its door. */
export interface Call {
  execute<N extends UseCaseName>(name: N, input: UseCaseInput<N>): Promise<UseCaseOutput<N>>
  accessTokens: AccessTokens
  /** Of the controller. */
  version: string
}

/** Path, query and body as they came. */
export interface RawRequest {
  params: unknown
  query: unknown
  body: unknown
}

export interface Reply {
  status: number
  /** Absent: no content. */
  body?: unknown
  location?: string
}

interface Described {
  /** OpenAPI's template, e.g. /v1/stations/{id}. */
  path: string
  operationId: string
  tag: string
  summary: string
  description?: string
  /** Beyond those that follow from the shape of the route. */
  problems?: readonly ProblemCode[]
}

/** A request and its answer: Express and OpenAPI are both made from this. */
export interface JsonRoute extends Described {
  kind: 'json'
  method: 'get' | 'post' | 'put' | 'delete'
  /** Says who may call it. */
  useCase: UseCaseName
  params: z.ZodObject | undefined
  query: z.ZodObject | undefined
  body: z.ZodObject | undefined
  limit: 'login' | 'refresh' | undefined
  answer: { status: number; description: string; schema?: z.ZodType; example?: unknown; location: boolean }
  reply(call: Call, request: RawRequest): Promise<Reply>
}

/** A stream of server-sent events. */
export interface StreamRoute extends Described {
  kind: 'stream'
  method: 'get'
  query: z.ZodObject
  events: Record<string, { schema: z.ZodType; description: string }>
  example: string
}

/** A file that is made while it is sent. */
export interface DownloadRoute extends Described {
  kind: 'download'
  method: 'get'
  /** Says who may call it. */
  useCase: UseCaseName
  params: z.ZodObject
  query: z.ZodObject
  mediaType: string
  example: string
  /** Its first part is asked for before the answer begins, so that a refusal is one. */
  file(call: Call, request: RawRequest): { name: string; parts: AsyncGenerator<string> }
}

export type Route = JsonRoute | StreamRoute | DownloadRoute

type Empty = z.ZodObject<Record<never, never>>

interface Definition<
  N extends UseCaseName,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B extends z.ZodObject,
  A extends z.ZodType,
> extends Described {
  method: 'get' | 'post' | 'put' | 'delete'
  useCase: N
  params?: P
  query?: Q
  body?: B
  input(request: { params: z.output<P>; query: z.output<Q>; body: z.output<B> }): UseCaseInput<N>
  output(result: UseCaseOutput<N>, call: Call): z.input<A> | Promise<z.input<A>>
  answer: {
    status: 200 | 201 | 202 | 204
    description: string
    schema?: A
    example?: z.input<A>
    location?(value: z.input<A>): string
  }
  /** Where a value has another name in the use case: its name there → its name on the wire. */
  wireNames?: Record<string, string>
  limit?: 'login' | 'refresh'
}

export function route<
  N extends UseCaseName,
  P extends z.ZodObject = Empty,
  Q extends z.ZodObject = Empty,
  B extends z.ZodObject = Empty,
  A extends z.ZodType = z.ZodUndefined,
>(definition: Definition<N, P, Q, B, A>): JsonRoute {
  const { params, query, body, input, output, answer, wireNames = {}, limit, ...described } = definition
  const { location, ...documented } = answer
  const shapes = { path: params, query, body }
  return {
    kind: 'json',
    ...described,
    params,
    query,
    body,
    limit,
    answer: { ...documented, location: location !== undefined },
    reply: async (call, request) => {
      const checked = check(shapes, { path: request.params, query: request.query, body: request.body ?? {} })
      const values = { params: checked.path, query: checked.query, body: checked.body } as Parameters<typeof input>[0]
      const result = await call.execute(described.useCase, input(values)).catch((error: unknown) => {
        throw onTheWire(error, shapes, wireNames)
      })
      const value = await output(result, call)
      return {
        status: answer.status,
        ...(answer.schema ? { body: value } : {}),
        ...(location ? { location: location(value) } : {}),
      }
    },
  }
}

export function download<P extends z.ZodObject, Q extends z.ZodObject>(
  definition: Omit<DownloadRoute, 'kind' | 'method' | 'params' | 'query' | 'file'> & {
    params: P
    query: Q
    file(request: { params: z.output<P>; query: z.output<Q> }, call: Call): ReturnType<DownloadRoute['file']>
  },
): DownloadRoute {
  const { params, query, file } = definition
  return {
    kind: 'download',
    method: 'get',
    ...definition,
    file: (call, request) => {
      const given = { path: request.params, query: request.query, body: undefined }
      const checked = check({ path: params, query, body: undefined }, given)
      return file({ params: checked.path as z.output<P>, query: checked.query as z.output<Q> }, call)
    },
  }
}

type Place = FieldError['in']
type Shapes = Record<Place, z.ZodObject | undefined>

/** @throws DoorError InvalidInput with everything that is wrong at once */
export function check(shapes: Shapes, given: Record<Place, unknown>): Record<Place, unknown> {
  const errors: FieldError[] = []
  const checked = { path: {}, query: {}, body: {} } as Record<Place, unknown>
  for (const place of ['path', 'query', 'body'] as const) {
    const shape = shapes[place]
    if (!shape) continue
    const result = shape.safeParse(given[place], { error: wordsFor })
    if (result.success) checked[place] = result.data
    else errors.push(...result.error.issues.flatMap((issue) => fieldErrorsOf(place, issue)))
  }
  if (errors.length > 0) throw new DoorError('InvalidInput', { errors })
  return checked
}

function fieldErrorsOf(place: Place, issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      in: place,
      field: [...issue.path, key].join('.'),
      detail: 'There is no such value here.',
    }))
  return [{ in: place, field: issue.path.join('.') || place, detail: issue.message }]
}

/** For what a schema has no words of its own. */
function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined
  return issue.input === undefined ? 'This value is missing.' : `Give one ${issue.expected}.`
}

/** The use case speaks of its own fields: they get the names they have on the wire. */
function onTheWire(error: unknown, shapes: Shapes, wireNames: Record<string, string>): unknown {
  if (!(error instanceof SiteError) || !error.details.fields) return error
  const { fields, ...details } = error.details
  const errors = Object.entries(fields).map(([name, detail]) => {
    const field = wireNames[name] ?? name
    const place = (['path', 'query', 'body'] as const).find((one) => shapes[one] && field in shapes[one].shape)
    return { in: place ?? 'body', field, detail }
  })
  return new DoorError(error.code, { details, errors, cause: error })
}
