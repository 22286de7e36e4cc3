import type { CustomerCharger } from '../../site/customers/customer.ts'
import type { DisplayCharger } from '../../site/displays/display.ts'
import { SiteError } from '../../site/errors.ts'
import type { CostCharger } from '../../site/prices/price-display.ts'
import type { SessionStatusCharger } from '../../site/transactions/session-status.ts'

/** What 1.6 has no messages for. */
export const newerBlocksCharger: DisplayCharger & CustomerCharger & CostCharger & SessionStatusCharger = {
  showMessage: none('messages on the screen'),
  clearMessage: none('messages on the screen'),
  askMessages: none('messages on the screen'),
  askCustomer: none('information about customers'),
  tellCost: none('running costs'),
  askSessionStatus: none('status of sessions'),
}

function none(what: string): () => Promise<never> {
  return async () => {
    throw new SiteError('NotSupported', { reason: `OCPP 1.6 has no ${what}.` })
  }
}
