import { type CostCharger, majorOf } from '../../site/prices/price-display.ts'
import type { CostUpdatedRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'

/** 2.0.1 use case I02. The amount is in the currency that the station is set to, so in the site's. */
export function costCharger(link: Caller): CostCharger {
  return {
    tellCost: async ({ ocppTransactionId, costMinor, currency }) => {
      const request: CostUpdatedRequest = {
        transactionId: ocppTransactionId,
        totalCost: majorOf(costMinor, currency),
      }
      await link.call('CostUpdated', request)
    },
  }
}
