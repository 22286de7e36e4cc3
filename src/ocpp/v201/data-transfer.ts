import type { DataTransferRequest as Request } from '../generated/v201/types.ts'
import { DataTransferRequest, DataTransferResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { answerVendor } from '../vendors.ts'

/** 2.0.1 use case P02. */
export const dataTransfer = incoming({
  request: DataTransferRequest,
  response: DataTransferResponse,
  handle: answerDataTransfer,
})

export function answerDataTransfer(turn: Turn, { vendorId, messageId, data }: Request) {
  return answerVendor(turn, { vendorId, messageId: messageId ?? null, data })
}
