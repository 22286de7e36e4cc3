import type { SendLocalListRequest, SendLocalListResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { instant } from '../instant.ts'
import { updateLocalList } from '../local-list.ts'

const ANSWERS = { accepted: 'Accepted', failed: 'Failed', 'version-mismatch': 'VersionMismatch' } as const

/** D01; in a differential update a token without idTokenInfo is taken out. */
export const sendLocalList: Behaviour = behaviour<SendLocalListRequest>((box, request) => {
  const answer = (status: SendLocalListResponse['status']) => ({ answer: { status } })
  if (!box.settings.localListEnabled) return answer('Failed')
  const changes = (request.localAuthorizationList ?? []).map(({ idToken: { idToken: idTag, type }, idTokenInfo }) => ({
    idTag,
    entry: idTokenInfo && {
      idTag,
      tokenType: type,
      status: idTokenInfo.status,
      group: idTokenInfo.groupIdToken?.idToken,
      expiresMs: instant(idTokenInfo.cacheExpiryDateTime),
    },
  }))
  const full = request.updateType === 'Full'
  return answer(ANSWERS[updateLocalList(box, { version: request.versionNumber, full, changes })])
})
