import type { Request } from 'express'
import { SiteError } from '../src/site/errors.ts'
import type { Actor, UserActor } from '../src/site/permissions.ts'
import type { Site } from '../src/site/site.ts'
import type { AccessTokens, Bearer } from './access-tokens.ts'

export const nobody: Actor = { kind: 'nobody', door: 'lan' }

export interface Caller {
  actor: UserActor
  bearer: Bearer
}

/**
 * Who asks, as the site knows the user now: disabled users and ended sign-ins are out at once, whatever their token says.
 * @param inQuery a browser's EventSource can send no header, so that a live stream takes the token from the address
 * @throws SiteError NotSignedIn, SessionExpired; DoorError InvalidAccessToken, AccessTokenExpired
 */
export async function callerOf(
  site: Site,
  accessTokens: AccessTokens,
  request: Request,
  inQuery = false,
): Promise<Caller> {
  const token = headerToken(request) ?? (inQuery ? queryToken(request) : undefined)
  if (token === undefined) throw new SiteError('NotSignedIn')
  const bearer = await accessTokens.verify(token)
  const { userId, familyId } = bearer
  return { actor: await site.execute(nobody, 'signIn.actor', { userId, familyId }), bearer }
}

/** RFC 6750 section 2.1. */
function headerToken(request: Request): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

function queryToken(request: Request): string | undefined {
  const token = request.query.access_token
  return typeof token === 'string' ? token : undefined
}
