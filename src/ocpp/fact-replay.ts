import { SiteError } from '../site/errors.ts'
import type { FactReplay, KeptFact } from '../site/quarantine/fact-replay.ts'
import type { Run } from '../site/site.ts'
import type { Incoming, ProtocolVersion, Turn } from './protocol.ts'
import { faultsOf } from './schema-check.ts'
import { checkMessage } from './tolerance.ts'

/** Messages that could not be booked go their way once more: the same check, the same handler. */
export function factReplay(versions: readonly ProtocolVersion[], heartbeatS: number): FactReplay {
  return {
    check: async (fact) => {
      const { version, message } = placeOf(versions, fact)
      const payload = parsed(fact.payload)
      const checked = checkMessage(message, payload)
      if (checked.ok) return {}
      const schema = (await version.requests())[fact.action]
      // all that is wrong, for a person; what the door would have let pass is among it
      const faults = schema ? faultsOf(schema, payload, 'payload') : {}
      return Object.keys(faults).length > 0 ? faults : { payload: checked.reason }
    },

    book: (run, fact, receivedAt) => {
      const { message } = placeOf(versions, fact)
      const checked = checkMessage(message, parsed(fact.payload))
      if (!checked.ok) throw new SiteError('InvalidInput', { reason: checked.reason })
      const turn: Turn = {
        run: run as Run,
        receivedAt,
        heartbeatS,
        payload: fact.payload,
        // the station was answered long ago: nothing follows the answer
        after: () => {},
      }
      // what is asked outside is asked for the answer's sake, and the answer was given long ago
      message.handle(turn, checked.payload, undefined)
    },
  }
}

function placeOf(
  versions: readonly ProtocolVersion[],
  { protocol, action }: KeptFact,
): { version: ProtocolVersion; message: Incoming } {
  const version = versions.find(({ name }) => name === protocol)
  const message = version?.messages.get(action)?.in
  if (!version || !message)
    throw new SiteError('NotSupported', { reason: `${action} of ${protocol} is not served here.` })
  return { version, message }
}

/** @throws SiteError InvalidInput */
function parsed(payload: string): unknown {
  try {
    return JSON.parse(payload)
  } catch {
    throw new SiteError('InvalidInput', { reason: 'The payload is no JSON. Repair it.' })
  }
}
