import type { CustomerCharger } from '../../site/customers/customer.ts'
import { expectStatus } from '../answers.ts'
import type { CustomerInformationRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'

/** 2.0.1 use cases N09 and N10. */
export function customerCharger(link: Caller): CustomerCharger {
  return {
    askCustomer: async ({ requestId, idTag, identifier, report, clear }) => {
      const request: CustomerInformationRequest = {
        requestId,
        report,
        clear,
        ...(idTag === null ? {} : { idToken: { idToken: idTag, type: 'Central' } }),
        ...(identifier === null ? {} : { customerIdentifier: identifier }),
      }
      expectStatus('CustomerInformation', await link.call('CustomerInformation', request), ['Accepted'])
    },
  }
}
