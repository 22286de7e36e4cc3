import type { ConsoleCharger } from '../site/console/console-charger.ts'
import { SiteError } from '../site/errors.ts'
import type { Caller, Message } from './protocol.ts'
import { faultsOf, type JsonSchema } from './schema-check.ts'

export interface ConsoleVersion {
  name: string
  table: Readonly<Record<string, Message>>
  /** Action → JSON schema of its request. Loaded when somebody writes a request by hand. */
  requests(): Promise<Readonly<Record<string, JsonSchema>>>
}

export function consoleCharger(link: Caller, { name, table, requests }: ConsoleVersion): ConsoleCharger {
  const isSent = (action: string) => {
    const message = Object.hasOwn(table, action) ? table[action] : undefined
    // one that only stations send is nothing that a station could be asked
    return message !== undefined && (message.out !== undefined || message.in === undefined)
  }
  return {
    request: async ({ action, payload, force, timeoutMs }) => {
      if (!force) {
        if (!isSent(action))
          throw new SiteError('InvalidInput', { fields: { action: `${action} is no request of ${name}.` } })
        const schema = (await requests())[action]
        const fields = schema ? faultsOf(schema, payload, 'payload') : {}
        if (Object.keys(fields).length > 0) throw new SiteError('InvalidInput', { request: action, fields })
      }
      return link.callRaw(action, payload, timeoutMs === undefined ? {} : { timeoutMs })
    },

    requestActions: async () => ({ protocol: name, actions: Object.keys(table).filter(isSent).sort() }),

    requestSchema: async ({ action }) => {
      const schema = isSent(action) ? (await requests())[action] : undefined
      if (!schema) throw new SiteError('NotFound', { action, protocol: name })
      return schema
    },
  }
}
