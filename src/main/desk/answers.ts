import type { ErrorRequestHandler, Response } from 'express'
import { errorTable, SiteError, type SiteErrorCode, type SiteErrorDetails } from '../../site/errors.ts'
import type { Log } from '../../site/log.ts'

/** Answers an error as JSON: the code is for the desk (which has its own words for it), the message for whoever reads the wire. */
export function answerError(response: Response, code: SiteErrorCode, details: SiteErrorDetails = {}, status?: number) {
  const [usual, message] = errorTable[code]
  response.status(status ?? usual).json({ code, message, details })
}

/** The last handler: what a route threw. Anything but a SiteError is a bug, and is logged as one. */
export function errorAnswers(log: Log): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error)
    if (error instanceof SiteError) return answerError(response, error.code, error.details)
    const status = bodyErrorStatus(error)
    if (status !== undefined)
      return answerError(
        response,
        'InvalidInput',
        { reason: 'The request can not be read: its body is too large or no JSON, or its path is malformed.' },
        status,
      )
    log.error('a request of the desk failed', {
      path: request.path,
      reason: error instanceof Error ? (error.stack ?? error.message) : String(error),
    })
    answerError(response, 'InternalError')
  }
}

/** What body-parser refuses carries an HTTP status of its own. */
function bodyErrorStatus(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('status' in error) || !('expose' in error)) return undefined
  return typeof error.status === 'number' && error.status >= 400 && error.status < 500 ? error.status : undefined
}
