import type {
  RemoteStartTransactionRequest,
  RemoteStartTransactionResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { connectorForStart, startRemotely } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** §5.11; the start itself follows the answer. */
export const remoteStartTransaction: Behaviour = behaviour<RemoteStartTransactionRequest>((box, request) => {
  const c = connectorForStart(box, request.connectorId)
  if (!c || !box.online) return { answer: { status: 'Rejected' } satisfies RemoteStartTransactionResponse }
  const order = {
    connectorId: c.id,
    who: { idTag: request.idTag, group: undefined, tokenType: 'Central' },
    remoteStartId: undefined,
  }
  return {
    answer: { status: 'Accepted' } satisfies RemoteStartTransactionResponse,
    afterwards: () => startRemotely(box, c, order),
  }
})
