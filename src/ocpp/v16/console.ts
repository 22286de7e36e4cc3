import type { ConsoleVersion } from '../console-charger.ts'
import { table } from './table.ts'

export const console16: ConsoleVersion = {
  name: 'ocpp1.6',
  table,
  requests: async () => (await import('../generated/v16/requests.mjs')).requests,
}
