import { DataTransferRequest, DataTransferResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerVendor } from '../vendors.ts'

/** 1.6 section 4.3. */
export const dataTransfer = incoming({
  request: DataTransferRequest,
  response: DataTransferResponse,
  handle: (turn, { vendorId, messageId, data }) => answerVendor(turn, { vendorId, messageId: messageId ?? null, data }),
})
