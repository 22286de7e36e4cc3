import type { Box } from '../box.ts'

const MOST_KEPT = 50

/** What the server has said a charge costs so far, in the site's currency, by transaction id. */
export function rememberCost(box: Box, transactionId: string, totalCost: number): void {
  const { costs } = box.memory
  // The newest stands last.
  costs.delete(transactionId)
  costs.set(transactionId, totalCost)
  const [oldest] = costs.keys()
  if (costs.size > MOST_KEPT && oldest !== undefined) costs.delete(oldest)
  const c = box.connectors.find((each) => each.tx?.uid === transactionId)
  box.happened('display', `the charge costs ${totalCost} so far`, c?.id)
}
