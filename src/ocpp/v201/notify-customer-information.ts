import { NotifyCustomerInformationRequest, NotifyCustomerInformationResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case N09. */
export const notifyCustomerInformation = incoming({
  request: NotifyCustomerInformationRequest,
  response: NotifyCustomerInformationResponse,
  tolerance: { strict: ['/requestId', '/seqNo'], missing: { '/generatedAt': '1970-01-01T00:00:00Z' } },
  handle: (turn, { requestId, seqNo, data, tbc }) => {
    turn.run('customerInformation.report', { requestId, seqNo, data, last: tbc !== true })
    return {}
  },
})
