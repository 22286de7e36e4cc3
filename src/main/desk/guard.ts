import { isIP } from 'node:net'
import type { RequestHandler } from 'express'
import { answerError } from './answers.ts'

const loopback = ['localhost', '127.0.0.1', '[::1]']

/**
 * Only requests that name this machine are answered. A page of the internet whose name was made to point at 127.0.0.1 (DNS
 * rebinding) comes with its own name in `Host`, and would else be of our origin.
 */
export function onlyKnownHosts(listensOn: string, allowed: readonly string[]): RequestHandler {
  const known = new Set([...loopback, listensOn, ...allowed].map((name) => name.toLowerCase()))
  // every address of the machine is meant then; a page can't come by an address that is not its own
  const anyAddress = ['0.0.0.0', '::'].includes(listensOn)
  return (request, response, next) => {
    const name = hostnameOf(request.headers.host ?? '')
    if (known.has(name) || (anyAddress && isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0)) return next()
    answerError(response, 'Forbidden', {
      reason: 'This host name is not one of the desk’s. Open it by http://127.0.0.1.',
    })
  }
}

/**
 * The API answers only the desk's own pages. A cookie is no proof of that: cookies know no port, so that a page of another
 * program on this machine is `same-site` with us. Clients that are no browsers send neither header, and hold no cookie either.
 */
export const onlyOwnPages: RequestHandler = (request, response, next) => {
  const { origin, host } = request.headers
  const site = request.headers['sec-fetch-site']
  const ownOrigin = origin === undefined || (URL.canParse(origin) && new URL(origin).host === host?.toLowerCase())
  const ownSite = site === undefined || site === 'same-origin' || (site === 'none' && request.method === 'GET')
  if (ownOrigin && ownSite) return next()
  answerError(response, 'Forbidden', { reason: 'This request does not come from a page of the desk.' })
}

/** A form of another page can send text, but no JSON, without asking first. */
export const onlyJson: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  if (/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) return next()
  answerError(response, 'InvalidInput', { reason: 'Send application/json.' }, 415)
}

function hostnameOf(host: string): string {
  return host.toLowerCase().replace(/:\d+$/, '')
}
