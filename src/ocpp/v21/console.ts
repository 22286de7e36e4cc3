import type { ConsoleVersion } from '../console-charger.ts'
import { sent } from './table.ts'

export const console21: ConsoleVersion = {
  name: 'ocpp2.1',
  table: sent,
  requests: async () => (await import('../generated/v21/requests.mjs')).requests,
}
