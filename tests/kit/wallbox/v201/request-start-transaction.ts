import type {
  RequestStartTransactionRequest,
  RequestStartTransactionResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { connectorForStart, startRemotely } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** F01, F02; the start itself follows the answer. */
export const requestStartTransaction: Behaviour = behaviour<RequestStartTransactionRequest>((box, request) => {
  const c = connectorForStart(box, request.evseId)
  if (!c || !box.online) return { answer: { status: 'Rejected' } satisfies RequestStartTransactionResponse }
  const { idToken: token, type } = request.idToken
  const who = { idTag: token, group: request.groupIdToken?.idToken, tokenType: type }
  const answer: RequestStartTransactionResponse = { status: 'Accepted', ...(c.tx ? { transactionId: c.tx.uid } : {}) }
  return {
    answer,
    afterwards: () => startRemotely(box, c, { connectorId: c.id, who, remoteStartId: request.remoteStartId }),
  }
})
