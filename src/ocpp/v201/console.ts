import type { ConsoleVersion } from '../console-charger.ts'
import { table } from './table.ts'

export const console201: ConsoleVersion = {
  name: 'ocpp2.0.1',
  table,
  requests: async () => (await import('../generated/v201/requests.mjs')).requests,
}
