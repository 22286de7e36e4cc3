import type {
  GetTransactionStatusRequest,
  GetTransactionStatusResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** E14: is it running, and is anything about it still to come? Without an id: about any charge. */
export const getTransactionStatus: Behaviour = behaviour<GetTransactionStatusRequest>((box, { transactionId }) => {
  const messagesInQueue = box.queuedAbout(transactionId)
  const answer: GetTransactionStatusResponse =
    transactionId === undefined
      ? { messagesInQueue }
      : { ongoingIndicator: box.connectors.some((c) => c.tx?.uid === transactionId), messagesInQueue }
  return { answer }
})
