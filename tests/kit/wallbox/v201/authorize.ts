import type { Box, Who } from '../box.ts'
import type { Authorization } from '../dialect.ts'
import { call201, idToken } from './call.ts'

/** C01; the group token is what a card of the same family may stop with (C09). */
export async function sendAuthorize(box: Box, who: Who): Promise<Authorization> {
  const { idTokenInfo } = await call201(box, 'Authorize', { idToken: idToken(who.idTag, who.tokenType) })
  const { status, groupIdToken, personalMessage: message } = idTokenInfo
  return { status, group: groupIdToken?.idToken, ...(message ? { message } : {}) }
}
