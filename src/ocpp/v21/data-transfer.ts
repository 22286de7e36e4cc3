import { DataTransferRequest, DataTransferResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerDataTransfer } from '../v201/data-transfer.ts'

/** 2.1 use case P02. */
export const dataTransfer = incoming({
  request: DataTransferRequest,
  response: DataTransferResponse,
  handle: answerDataTransfer,
})
