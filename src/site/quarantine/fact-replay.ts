import { SiteError } from '../errors.ts'

/** A message of a station that could not be booked, perhaps corrected since. */
export interface KeptFact {
  /** Subprotocol over which it came. */
  protocol: string
  action: string
  /** JSON. */
  payload: string
}

/** Runs commands and queries by name in the transaction that books the fact. */
export type FactRun = (name: string, input: unknown) => unknown

/** What the OCPP door offers for messages that were kept: the very way that they would have gone. */
export interface FactReplay {
  /**
   * What is wrong with a message, by path (`payload.…`); empty: it can be handled, with the tolerance that the door has.
   * @throws SiteError NotSupported: no such version or message is served
   */
  check(fact: KeptFact): Promise<Record<string, string>>
  /**
   * Handles it as if the station had sent it at `receivedAt` (UTC ms). Synchronous: in the caller's transaction.
   * @throws SiteError InvalidInput, NotSupported, and whatever the handling throws
   */
  book(run: FactRun, fact: KeptFact, receivedAt: number): void
}

/** Before the OCPP door is open. */
export const noFactReplay: FactReplay = {
  check: async () => {
    throw notOpen()
  },
  book: () => {
    throw notOpen()
  },
}

function notOpen(): SiteError {
  return new SiteError('ShuttingDown', { reason: 'The door of the stations is not open yet.' })
}
