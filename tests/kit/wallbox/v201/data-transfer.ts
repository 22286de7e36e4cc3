import type { DataTransferRequest, DataTransferResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** P01: vendor messages; the box knows one of its own, `Echo`. */
export const dataTransfer: Behaviour = behaviour<DataTransferRequest>((box, request) => {
  const answer: DataTransferResponse =
    request.vendorId !== box.identity.vendor
      ? { status: 'UnknownVendorId' }
      : request.messageId !== 'Echo'
        ? { status: 'UnknownMessageId' }
        : { status: 'Accepted', ...(request.data === undefined ? {} : { data: request.data }) }
  return { answer }
})
