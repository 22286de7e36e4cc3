import type {
  RemoteStopTransactionRequest,
  RemoteStopTransactionResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { end } from '../charging.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** §5.12 */
export const remoteStopTransaction: Behaviour = behaviour<RemoteStopTransactionRequest>((box, request) => {
  const c = box.connectors.find((each) => each.tx?.numericId === request.transactionId)
  if (!c) return { answer: { status: 'Rejected' } satisfies RemoteStopTransactionResponse }
  return {
    answer: { status: 'Accepted' } satisfies RemoteStopTransactionResponse,
    afterwards: () => end(box, c, 'remote', undefined),
  }
})
