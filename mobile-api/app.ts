import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import helmet from 'helmet'
import { api } from '../src/site/api.ts'
import type { Clock } from '../src/site/clock.ts'
import type { Log } from '../src/site/log.ts'
import type { Actor } from '../src/site/permissions.ts'
import type { Site } from '../src/site/site.ts'
import type { AccessTokens } from './access-tokens.ts'
import { callerOf, nobody } from './caller.ts'
import { docsPage } from './docs-page.ts'
import type { LiveStreams } from './live/live-streams.ts'
import { openApiDocument } from './openapi.ts'
import { DoorError, problemOfError, problemType } from './problem.ts'
import { limitPerAddress, type RateLimits } from './rate-limit.ts'
import { check, type DownloadRoute, type JsonRoute, type Route, type StreamRoute } from './route.ts'
import { routes } from './routes.ts'

export interface AppOptions {
  site: Site
  clock: Clock
  log: Log
  version: string
  limits: RateLimits
  accessTokens: AccessTokens
  live: LiveStreams
}

const bodyLimit = '64kb'

/** What goes along with a request and into its log line. Never its address: that may hold a token. */
interface Locals {
  requestId: string
  route?: string
  code?: string
}

export function lanApp(options: AppOptions): Express {
  const { clock, log, limits, version } = options
  const app = express()
  app.disable('x-powered-by')
  // an ETag will say which revision of a row this is; one made from the text of an answer would not
  app.disable('etag')
  app.use(observed(clock, log), secured, uncached, limitPerAddress(clock, limits.general))

  const limiters = {
    login: limitPerAddress(clock, limits.login, { countOnlyFailures: true }),
    refresh: limitPerAddress(clock, limits.refresh),
  }
  for (const [path, own] of Map.groupBy(routes, (route) => route.path)) {
    const at = app.route(path.replaceAll(/\{(\w+)\}/g, ':$1'))
    for (const route of own) {
      const answer = answerOf(options, route)
      const limiter = route.kind === 'json' && route.limit ? [limiters[route.limit]] : []
      at[route.method](named(route), ...limiter, ...answer)
    }
    at.all(otherMethods(own))
  }
  // made when it is first asked for: the start of the controller need not wait for it
  let document: object | undefined
  app.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument(routes, version)
    response.json(document)
  })
  app.use('/docs', docsPage())
  app.use((_request, _response, next) => next(new DoorError('RouteNotFound')))
  app.use(problems(log))
  return app
}

function answerOf(options: AppOptions, route: Route): RequestHandler[] {
  if (route.kind === 'json') return jsonAnswer(options, route)
  return route.kind === 'stream' ? streamAnswer(options, route) : downloadAnswer(options, route)
}

function jsonAnswer({ site, accessTokens, version }: AppOptions, route: JsonRoute): RequestHandler[] {
  const open = api[route.useCase].needs === 'anyone'
  const actors = new WeakMap<object, Actor>()
  const known: RequestHandler = async (request, _response, next) => {
    actors.set(request, open ? nobody : (await callerOf(site, accessTokens, request)).actor)
    next()
  }
  const answer: RequestHandler = async (request, response) => {
    const actor = actors.get(request) ?? nobody
    const { params, query, body } = request
    const { status, location, ...reply } = await route.reply(
      { execute: (name, input) => site.execute(actor, name, input), accessTokens, version },
      { params, query, body },
    )
    response.status(status)
    if (location !== undefined) response.setHeader('Location', location)
    if ('body' in reply) response.json(reply.body)
    else response.end()
  }
  // who may not come in is not read
  return route.body ? [known, onlyJson, express.json({ limit: bodyLimit, inflate: false }), answer] : [known, answer]
}

function downloadAnswer({ site, accessTokens, version }: AppOptions, route: DownloadRoute): RequestHandler[] {
  return [
    async (request, response) => {
      if (request.method === 'HEAD') throw notAllowed(response, [route])
      const { actor } = await callerOf(site, accessTokens, request)
      const { params, query, body } = request
      const { name, parts } = route.file(
        { execute: (useCase, input) => site.execute(actor, useCase, input), accessTokens, version },
        { params, query, body },
      )
      // what is refused is refused before the answer begins
      const first = await parts.next()
      response.status(200).type(route.mediaType).setHeader('Content-Disposition', `attachment; filename="${name}"`)
      if (first.done) return void response.end()
      response.write(first.value)
      await pipeline(Readable.from(parts), response).catch((error: unknown) => {
        // whoever asked went away
        if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
      })
    },
  ]
}

function streamAnswer({ site, accessTokens, live }: AppOptions, route: StreamRoute): RequestHandler[] {
  return [
    async (request, response) => {
      if (request.method === 'HEAD') throw notAllowed(response, [route])
      const { actor, bearer } = await callerOf(site, accessTokens, request, true)
      check(
        { path: undefined, query: route.query, body: undefined },
        { path: {}, query: request.query, body: undefined },
      )
      await live.open(response, actor, bearer)
    },
  ]
}

function observed(clock: Clock, log: Log): RequestHandler {
  return (request, response, next) => {
    const startedAt = clock.now()
    const given = request.headers['x-request-id']
    const requestId = typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID()
    const locals = response.locals as Locals
    locals.requestId = requestId
    response.setHeader('X-Request-Id', requestId)
    response.once('close', () => {
      const { statusCode: status } = response
      const facts = {
        requestId,
        method: request.method,
        route: locals.route ?? 'none',
        status,
        ...(locals.code && { code: locals.code }),
        address: request.socket.remoteAddress,
        ms: clock.now() - startedAt,
      }
      if (status < 400) log.debug('a request was answered', facts)
      else log.info('a request was refused', facts)
    })
    next()
  }
}

function named(route: Route): RequestHandler {
  return (_request, response, next) => {
    const locals = response.locals as Locals
    locals.route = route.path
    next()
  }
}

/** The site's network knows no HTTPS yet: headers that would insist on it stay away. */
const secured = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
})

const uncached: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  next()
}

const onlyJson: RequestHandler = (request, _response, next) => {
  // many clients say of a POST without a body that it has 0 bytes of no type
  const empty = request.headers['content-length'] === '0'
  if (!empty && request.is('application/json') === false) throw new DoorError('UnsupportedMediaType')
  next()
}

function otherMethods(own: readonly Route[]): RequestHandler {
  return (request, response) => {
    if (request.method !== 'OPTIONS') throw notAllowed(response, own)
    // a page of another origin asks this first, and gets no leave
    response.setHeader('Allow', methodsOf(own)).status(204).end()
  }
}

function notAllowed(response: Response, own: readonly Route[]): DoorError {
  response.setHeader('Allow', methodsOf(own))
  return new DoorError('MethodNotAllowed')
}

function methodsOf(own: readonly Route[]): string {
  const methods = own.flatMap(({ method, kind }) => (method === 'get' && kind === 'json' ? ['GET', 'HEAD'] : [method]))
  return [...methods, 'options'].join(', ').toUpperCase()
}

/** The last handler: whatever was thrown goes out as problem details. */
function problems(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const locals = response.locals as Locals
    const { problem, retryAfterSeconds } = problemOfError(error, locals.requestId)
    locals.code = problem.code
    if (problem.status === 500 || problem.status === 507)
      log.error('a request failed', {
        requestId: locals.requestId,
        method: request.method,
        route: locals.route ?? 'none',
        code: problem.code,
        reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
      })
    if (response.headersSent) {
      response.destroy()
      return
    }
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', retryAfterSeconds)
    if (problem.status === 401) response.setHeader('WWW-Authenticate', 'Bearer realm="chargeyard"')
    response.status(problem.status).type(problemType).send(JSON.stringify(problem))
  }
}
