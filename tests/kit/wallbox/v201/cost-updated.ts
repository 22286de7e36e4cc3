import type { CostUpdatedRequest, CostUpdatedResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { rememberCost } from './costs.ts'

/** I02: the running cost of a charge, shown to its driver. */
export const costUpdated: Behaviour = behaviour<CostUpdatedRequest>((box, { transactionId, totalCost }) => {
  rememberCost(box, transactionId, totalCost)
  return { answer: {} satisfies CostUpdatedResponse }
})
