import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type RequestHandler, Router } from 'express'
import { rateLimit } from 'express-rate-limit'
import { SiteError } from '../../site/errors.ts'
import { exportFileName, exportPages } from '../../site/messages/message-export.ts'
import type { Site } from '../../site/site.ts'
import { answerError } from './answers.ts'
import { type DeskSessions, nobody } from './desk-sessions.ts'
import { isDeskUseCase } from './desk-use-cases.ts'
import { onlyJson, onlyOwnPages } from './guard.ts'
import type { LiveStreams } from './live-streams.ts'

/** What the desk shows of the controller itself. */
export interface DeskInfo {
  version: string
  /** Addresses to give wallboxes, e.g. ws://192.168.1.10:8081/OCPP; each adds a slash and its own id. */
  ocppUrls: string[]
  /** Addresses to give phones, e.g. http://192.168.1.10:8082. */
  lanUrls: string[]
}

interface DeskRoutesOptions {
  site: Site
  sessions: DeskSessions
  streams: LiveStreams
  info(): DeskInfo
}

/** First parts of the API's paths; every other path is a page or a file of the web app. */
export const apiPaths = ['/session', '/setup', '/rpc', '/live', '/download']

const bodyLimit = '256kb'
/** On top of each user's own lock-out: guesses at many e-mails. All desks of this machine share its address. */
const signInsPerMinute = 60

export function deskRoutes({ site, sessions, streams, info }: DeskRoutesOptions): RequestHandler {
  const router = Router()
  const limited = rateLimit({
    windowMs: 60_000,
    limit: signInsPerMinute,
    standardHeaders: false,
    legacyHeaders: false,
    handler: (_request, response) => answerError(response, 'TooManyAttempts', { retryAfterMs: 60_000 }),
  })
  router.use(apiPaths, onlyOwnPages, onlyJson, express.json({ limit: bodyLimit, type: 'application/json' }), noStore)

  /** What a page needs to begin: is the site set up, who is signed in, what is it called. */
  router.get('/session', async (request, response) => {
    response.json(await standing(() => sessions.actorOf(request)))
  })
  router.post('/session', limited, async (request, response) => {
    const { email, password } = fieldsOf(request.body)
    const user = await sessions.signIn(request, response, { email: text(email), password: text(password) })
    response.json({ user })
  })
  router.delete('/session', async (request, response) => {
    await sessions.signOut(request, response)
    response.json({})
  })
  router.post('/setup', limited, async (request, response) => {
    const { site: made } = await site.execute(nobody, 'setup.complete', request.body)
    const { email, password } = fieldsOf(request.body)
    const user = await sessions.signIn(request, response, { email: text(email), password: text(password) })
    response.json({ site: made, user })
  })

  router.post('/rpc/:name', async (request, response) => {
    const { name } = request.params
    if (!isDeskUseCase(name)) throw new SiteError('NotFound', { useCase: name })
    const actor = await sessions.actorOf(request)
    // each use case checks its own input
    const output: unknown = await site.execute(actor, name, request.body)
    response.json(output ?? null)
  })

  /** The message log of a station, as a file: what `messages.export` gives, page by page. `from`: UTC ms. */
  router.get('/download/messages/:stationId', async (request, response) => {
    const actor = await sessions.actorOf(request)
    const { stationId } = request.params
    const from = request.query.from === undefined ? 0 : Number(request.query.from)
    const pages = exportPages((after) => site.execute(actor, 'messages.export', { stationId, after, from }))
    // what is refused is refused before the answer begins
    const first = await pages.next()
    response
      .type('application/jsonl')
      .setHeader('Content-Disposition', `attachment; filename="${exportFileName(stationId)}"`)
    if (first.done) return void response.end()
    response.write(first.value)
    await pipeline(Readable.from(pages), response).catch((error: unknown) => {
      // whoever asked went away
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    })
  })

  router.get('/live', async (request, response) => streams.open(request, response))
  router.post('/live/:stream/watch', async (request, response) => {
    await streams.watch(request, request.params.stream, request.body)
    response.json({})
  })
  router.use(apiPaths, (request) => {
    throw new SiteError('NotFound', { path: request.originalUrl })
  })
  return router

  async function standing(findActor: () => ReturnType<DeskSessions['actorOf']>) {
    const { setUp, siteName } = await site.execute(nobody, 'setup.status', {})
    const signedOut = { setUp, siteName, user: null, site: null, info: null }
    try {
      const actor = await findActor()
      const [user, view] = await Promise.all([
        site.execute(actor, 'signIn.me', {}),
        site.execute(actor, 'site.get', {}),
      ])
      return { setUp, siteName, user, site: view, info: info() }
    } catch (error) {
      if (error instanceof SiteError && error.status === 401) return signedOut
      throw error
    }
  }
}

const noStore: RequestHandler = (_request, response, next) => {
  response.setHeader('cache-control', 'no-store')
  next()
}

function fieldsOf(body: unknown): Record<string, unknown> {
  return typeof body === 'object' && body !== null ? { ...body } : {}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
