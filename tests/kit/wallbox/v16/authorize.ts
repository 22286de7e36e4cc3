import type { Box, Who } from '../box.ts'
import type { Authorization } from '../dialect.ts'
import { call16 } from './call.ts'

/** §4.1; the parent tag is what a card of the same family may stop with. */
export async function sendAuthorize(box: Box, { idTag }: Who): Promise<Authorization> {
  const { idTagInfo } = await call16(box, 'Authorize', { idTag })
  return { status: idTagInfo.status, group: idTagInfo.parentIdTag }
}
