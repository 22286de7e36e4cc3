import { STATUS_CODES } from 'node:http'
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { api } from '../src/site/api.ts'
import type { Needs } from '../src/site/permissions.ts'
import { type ProblemCode, problemOf, problemSchema, problemType, statusOf } from './problem.ts'
import type { DownloadRoute, JsonRoute, Route, StreamRoute } from './route.ts'

const always: ProblemCode[] = ['MalformedRequest', 'TooManyRequests', 'InternalError', 'ShuttingDown', 'StorageFailed']
const signedIn: ProblemCode[] = ['NotSignedIn', 'InvalidAccessToken', 'AccessTokenExpired', 'SessionExpired']
const withBody: ProblemCode[] = ['InvalidInput', 'MalformedJson', 'BodyTooLarge', 'UnsupportedMediaType']

const tags = [
  { name: 'Sign-in', description: 'Access tokens of 15 minutes, and refresh tokens to get the next ones.' },
  { name: 'Stations', description: 'Wallboxes and their connectors.' },
  { name: 'Charging', description: 'Start and stop.' },
  { name: 'Sessions', description: 'What was charged, and what it cost.' },
  { name: 'Tags', description: 'Cards and key fobs.' },
  { name: 'Security', description: 'Security profiles, certificates, passwords of stations, alarms.' },
  { name: 'Live', description: 'What happens, as it happens.' },
  { name: 'Controller', description: 'The controller itself.' },
]

const introduction = `The API of one charging site, served by its controller in the site’s own network.

Sign in with \`POST /v1/auth/login\` and send the access token as \`Authorization: Bearer …\`. Instants are ISO 8601 in UTC, energy is in Wh, power in W, money in the smallest unit of its currency. Every error is a problem (RFC 9457) whose \`code\` is for programs and whose \`detail\` says what to do. New fields and new events may be added at any time: ignore what you do not know. Each answer carries an \`X-Request-Id\`; send your own to find a request again in the controller’s log.`

/** OpenAPI 3.1 of the routes. */
export function openApiDocument(routes: readonly Route[], version: string) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    paths[route.path] ??= {}
    Object.assign(paths[route.path] ?? {}, { [route.method]: operationOf(route) })
  }
  const events = routes.flatMap((route) => (route.kind === 'stream' ? Object.values(route.events) : []))
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Chargeyard LAN API',
      version,
      description: introduction,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'This controller' }],
    tags,
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        accessTokenInQuery: { type: 'apiKey', in: 'query', name: 'access_token' },
      },
      schemas: {
        Problem: problemSchema,
        ...Object.fromEntries(events.flatMap(({ schema }) => (idOf(schema) ? [[idOf(schema), schema]] : []))),
      },
    },
  })
  tidy(document)
  return document
}

function operationOf(route: Route): ZodOpenApiOperationObject {
  const needs = needsOf(route)
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, permissionWords(needs)].filter(Boolean).join('\n\n'),
    security: securityOf(route, needs),
    ...partsOf(route),
  }
}

function partsOf(route: Route) {
  if (route.kind === 'json') return jsonParts(route)
  return route.kind === 'stream' ? streamParts(route) : downloadParts(route)
}

function needsOf(route: Route): Needs {
  return route.kind === 'stream' ? 'signed-in' : api[route.useCase].needs
}

function permissionWords(needs: Needs): string {
  if (needs === 'anyone') return 'Needs no sign-in.'
  return needs === 'signed-in' ? 'Needs a sign-in.' : `Needs the permission \`${needs}\`.`
}

function securityOf(route: Route, needs: Needs) {
  if (needs === 'anyone') return []
  return route.kind === 'stream' ? [{ accessToken: [] }, { accessTokenInQuery: [] }] : [{ accessToken: [] }]
}

function jsonParts(route: JsonRoute): Pick<ZodOpenApiOperationObject, 'requestParams' | 'requestBody' | 'responses'> {
  const { params, query, body, answer } = route
  const example = body && exampleOf(body)
  return {
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && {
      requestBody: {
        required: !body.safeParse({}).success,
        content: { 'application/json': { schema: body, example } },
      },
    }),
    responses: {
      [`${answer.status}`]: {
        description: answer.description,
        headers: {
          'X-Request-Id': requestIdHeader,
          ...(answer.location && {
            Location: { description: 'Where the result is.', required: true, schema: { type: 'string' } },
          }),
        },
        ...(answer.schema && { content: { 'application/json': { schema: answer.schema, example: answer.example } } }),
      },
      ...problemsOf(route),
    } as ZodOpenApiResponsesObject,
  }
}

function downloadParts(route: DownloadRoute): Pick<ZodOpenApiOperationObject, 'requestParams' | 'responses'> {
  return {
    requestParams: { path: route.params, query: route.query },
    responses: {
      '200': {
        description: 'The file.',
        headers: { 'X-Request-Id': requestIdHeader },
        content: { [route.mediaType]: { schema: z.string(), example: route.example } },
      },
      ...problemsOf(route),
    } as ZodOpenApiResponsesObject,
  }
}

function streamParts(route: StreamRoute): Pick<ZodOpenApiOperationObject, 'requestParams' | 'responses'> {
  return {
    requestParams: { query: route.query },
    responses: {
      '200': {
        description: 'Events until one of the two sides ends it.',
        headers: { 'X-Request-Id': requestIdHeader },
        content: { 'text/event-stream': { schema: z.string(), example: route.example } },
        'x-events': Object.fromEntries(
          Object.entries(route.events).map(([name, { description, schema }]) => {
            const id = idOf(schema)
            return [name, { description, ...(id && { schema: { $ref: `#/components/schemas/${id}` } }) }]
          }),
        ),
      },
      ...problemsOf(route),
    },
  }
}

const requestIdHeader = { description: 'Of this request.', schema: { type: 'string' as const } }

/** The problems a route may answer with, by status. */
export function problemCodesOf(route: Route): ProblemCode[] {
  const needs = needsOf(route)
  const body = route.kind === 'json' && route.body !== undefined
  const parameters = route.query !== undefined || (route.kind !== 'stream' && route.params !== undefined)
  const codes: ProblemCode[] = [
    ...always,
    ...(needs === 'anyone' ? [] : signedIn),
    ...(needs === 'anyone' || needs === 'signed-in' ? [] : (['Forbidden'] as const)),
    ...(body ? withBody : []),
    ...(parameters ? (['InvalidInput'] as const) : []),
    ...(route.problems ?? []),
  ]
  return [...new Set(codes)]
}

function problemsOf(route: Route): Record<string, unknown> {
  const byStatus = Map.groupBy(problemCodesOf(route), statusOf)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      `${status}`,
      {
        description: `${STATUS_CODES[status]}: ${codes.join(', ')}`,
        headers: {
          'X-Request-Id': requestIdHeader,
          ...((status === 429 || status === 503) && {
            'Retry-After': { description: 'Seconds to wait, where that is known.', schema: { type: 'integer' } },
          }),
        },
        content: {
          [problemType]: {
            schema: problemSchema,
            examples: Object.fromEntries(codes.map((code) => [code, { value: problemOf(code, 'e7a1…') }])),
          },
        },
      },
    ]),
  )
}

function exampleOf(body: z.ZodObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(body.shape).flatMap(([name, schema]) => {
      const example = (schema as z.ZodType).meta()?.example
      return example === undefined ? [] : [[name, example]]
    }),
  )
}

function idOf(schema: z.ZodType): string | undefined {
  return schema.meta()?.id
}

/**
 * What zod tells of its own ways, and what would promise clients too much: answers may get new fields, and a date is
 * described by its format.
 */
function tidy(node: unknown, inRequest = false) {
  if (typeof node !== 'object' || node === null) return
  const schema = node as Record<string, unknown>
  if (schema.format === 'date-time' || schema.type === 'integer') delete schema.pattern
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum
  if (!inRequest && schema.additionalProperties === false) delete schema.additionalProperties
  for (const [key, value] of Object.entries(schema))
    if (!/^examples?$/.test(key)) tidy(value, inRequest || key === 'requestBody')
}
