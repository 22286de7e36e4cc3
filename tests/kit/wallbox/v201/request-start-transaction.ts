import type {
  RequestStartTransactionRequest,
  RequestStartTransactionResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { connectorForStart, startRemotely } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { profileOf201 } from './charging-profile.ts'

/** F01, F02; the start itself follows the answer. A profile that comes with it is one of the charge to come (F01.FR.08). */
export const requestStartTransaction: Behaviour = behaviour<RequestStartTransactionRequest>((box, request) => {
  const { idToken: token, type } = request.idToken
  const who = { idTag: token, group: request.groupIdToken?.idToken, tokenType: type }
  const c = connectorForStart(box, request.evseId, who)
  const profile = request.chargingProfile && profileOf201(request.chargingProfile)
  if (!c || !box.online || (profile && (profile.purpose !== 'tx' || request.chargingProfile?.transactionId)))
    return { answer: { status: 'Rejected' } satisfies RequestStartTransactionResponse }
  const answer: RequestStartTransactionResponse = { status: 'Accepted', ...(c.tx ? { transactionId: c.tx.uid } : {}) }
  return {
    answer,
    afterwards: () => startRemotely(box, c, { connectorId: c.id, who, remoteStartId: request.remoteStartId, profile }),
  }
})
