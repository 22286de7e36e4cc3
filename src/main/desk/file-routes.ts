import { pipeline } from 'node:stream/promises'
import { type RequestHandler, Router } from 'express'
import { SiteError } from '../../site/errors.ts'
import type { Site } from '../../site/site.ts'
import { answerError } from './answers.ts'
import type { DeskSessions } from './desk-sessions.ts'
import { onlyOwnPages } from './guard.ts'

export const filesPath = '/files'

/** Files between people and stations: a firmware from a person, a station's log to a person. */
export function fileRoutes({ site, sessions }: { site: Site; sessions: DeskSessions }): RequestHandler {
  const router = Router()
  router.use(filesPath, onlyOwnPages)

  /** The bytes are the body; what they are stands in the query, as `firmware.add` takes it. */
  router.post(`${filesPath}/firmware`, async (request, response) => {
    // another page's form can not send this type without asking first
    if (request.headers['content-type'] !== 'application/octet-stream')
      return answerError(response, 'InvalidInput', { reason: 'Send application/octet-stream.' }, 415)
    const actor = await sessions.actorOf(request)
    // nobody fills the disk who may not add a firmware
    if (!actor.permissions.has('ManageChargingStations')) throw new SiteError('Forbidden')
    const { fileName, vendor, model, version, signature, signingCertificate } = textsIn(request.query)
    const bytes = await site.files.store(request)
    response.status(201).json(
      await site.execute(actor, 'firmware.add', {
        ...bytes,
        fileName: fileName ?? '',
        vendor,
        model,
        version,
        signature,
        signingCertificate,
      }),
    )
  })

  router.get(`${filesPath}/stations/:id/transfers/:transferId`, async (request, response) => {
    const actor = await sessions.actorOf(request)
    const transferId = Number(request.params.transferId)
    const { fileName, stationId } = await site.execute(actor, 'transfers.get', { id: request.params.id, transferId })
    const log = await site.files.openLog(transferId)
    response.attachment(`${stationId}-${fileName}`).type('application/octet-stream')
    await pipeline(log, response).catch((error: unknown) => {
      // whoever asked went away
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    })
  })
  return router
}

function textsIn(query: Record<string, unknown>): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [key, typeof value === 'string' ? value : undefined]),
  )
}
