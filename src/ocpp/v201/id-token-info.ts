import type { DriverMessage } from '../../site/prices/price-display.ts'
import type { Authorization } from '../../site/tags/tag.ts'
import type { AuthorizationStatusEnumType, IdTokenInfoType, MessageContentType } from '../generated/v201/types.ts'
import { printTimestamp } from '../timestamps.ts'

/** 2.0.1 section 2.36. `message`: what an accepted driver is told. */
export function idTokenInfo(authorization: Authorization, message: DriverMessage | null = null): IdTokenInfoType {
  const { groupIdTag, expiresAt } = authorization
  return {
    status: statusOf(authorization),
    ...(groupIdTag === null ? {} : { groupIdToken: { idToken: groupIdTag, type: 'Central' } }),
    ...(expiresAt === null ? {} : { cacheExpiryDateTime: printTimestamp(expiresAt) }),
    ...(message === null || authorization.status !== 'Accepted' ? {} : { personalMessage: messageContent(message) }),
  }
}

export function messageContent({ text, language }: DriverMessage): MessageContentType {
  return { format: 'UTF8', language, content: text }
}

/** 2.0.1 tells apart what is one word in 1.6: a token that nobody knows, and a known one that may not charge at this station. */
function statusOf({ status, tagId }: Authorization): AuthorizationStatusEnumType {
  if (status !== 'Invalid') return status
  return tagId === null ? 'Unknown' : 'NotAtThisLocation'
}

/** The tag's text; null where the driver showed none. */
export function idTagOf(token: { idToken: string; type: string } | undefined): string | null {
  return token === undefined || token.type === 'NoAuthorization' || token.idToken === '' ? null : token.idToken
}
