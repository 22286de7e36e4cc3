import type { SendLocalListRequest, SendLocalListResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { instant } from '../instant.ts'
import { updateLocalList } from '../local-list.ts'

const ANSWERS = { accepted: 'Accepted', failed: 'Failed', 'version-mismatch': 'VersionMismatch' } as const

/** §5.15; in a differential update a tag without idTagInfo is taken out. */
export const sendLocalList: Behaviour = behaviour<SendLocalListRequest>((box, request) => {
  const answer = (status: SendLocalListResponse['status']) => ({ answer: { status } })
  if (!box.settings.localListEnabled) return answer('NotSupported')
  const changes = (request.localAuthorizationList ?? []).map(({ idTag, idTagInfo }) => ({
    idTag,
    entry: idTagInfo && {
      idTag,
      tokenType: 'ISO14443',
      status: idTagInfo.status,
      group: idTagInfo.parentIdTag,
      expiresMs: instant(idTagInfo.expiryDate),
    },
  }))
  const full = request.updateType === 'Full'
  return answer(ANSWERS[updateLocalList(box, { version: request.listVersion, full, changes })])
})
