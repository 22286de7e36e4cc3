import { DataTransferRequest, DataTransferResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerVendor } from '../vendors.ts'

/** 2.0.1 use case P02. */
export const dataTransfer = incoming({
  request: DataTransferRequest,
  response: DataTransferResponse,
  handle: (turn, { vendorId, messageId, data }) => answerVendor(turn, { vendorId, messageId: messageId ?? null, data }),
})
