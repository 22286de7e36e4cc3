import type {
  RequestStopTransactionRequest,
  RequestStopTransactionResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { end } from '../charging.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** F03 */
export const requestStopTransaction: Behaviour = behaviour<RequestStopTransactionRequest>((box, request) => {
  const c = box.connectors.find((each) => each.tx?.uid === request.transactionId)
  if (!c) return { answer: { status: 'Rejected' } satisfies RequestStopTransactionResponse }
  return {
    answer: { status: 'Accepted' } satisfies RequestStopTransactionResponse,
    afterwards: () => end(box, c, 'remote', undefined),
  }
})
