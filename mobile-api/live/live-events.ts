import { z } from 'zod'
import type { SiteEvent, SiteEventName } from '../../src/site/events.ts'
import type { LiveSnapshot } from '../../src/site/live.ts'
import { connectorOf, connectorSchema, knockingOf, knockingSchema, stationOf, stationSchema } from '../dto/station.ts'
import { startRequestOf, startRequestSchema, transactionOf, transactionSchema } from '../dto/transaction.ts'
import { siteOf, siteSchema, tagOf, tagSchema } from '../dto/user.ts'
import { instant, isoOf } from '../dto/wire.ts'

const byId = z.strictObject({ id: z.string() })

const snapshotSchema = z
  .strictObject({
    at: instant,
    stations: z.array(stationSchema),
    transactions: z.array(transactionSchema).meta({ description: 'Running sessions.' }),
    knocking: z.array(knockingSchema),
  })
  .meta({ id: 'LiveSnapshot', description: 'What a live stream begins with: everything that the user may see.' })

const closingSchema = z
  .strictObject({ reason: z.enum(['shutting-down', 'rights-changed', 'replaced']) })
  .meta({ id: 'LiveClosing' })

/** What a live stream tells of, by the name of its event. */
export const liveEvents = {
  snapshot: { schema: snapshotSchema, description: 'First of all; replaces whatever was known.' },
  'site.changed': { schema: siteSchema, description: 'Name, price, …' },
  'station.changed': { schema: stationSchema, description: 'New, changed, connected or gone offline.' },
  'station.removed': { schema: byId, description: 'It is no longer there, or no longer the user’s to see.' },
  'station.knocked': { schema: knockingSchema, description: 'A station was refused at the door.' },
  'station.knocking-ended': { schema: byId, description: 'It was let in.' },
  'connector.changed': { schema: connectorSchema, description: 'Status, power, energy, state of charge.' },
  'transaction.changed': { schema: transactionSchema, description: 'A session began, went on or ended.' },
  'start-request.changed': { schema: startRequestSchema, description: 'What became of a wish to charge.' },
  'tag.changed': { schema: tagSchema, description: 'Made, changed or removed.' },
  expired: {
    schema: z.strictObject({}),
    description: 'The access token has expired, and the stream ends. Refresh it, and open the stream again.',
  },
  'signed-out': {
    schema: z.strictObject({}),
    description: 'The sign-in has ended, or the user was disabled, and the stream ends. Do not open it again.',
  },
  closing: { schema: closingSchema, description: 'The stream ends. Open it again.' },
} satisfies Record<string, { schema: z.ZodType; description: string }>

export type LiveEventName = keyof typeof liveEvents
type Deltas = { [N in LiveEventName & SiteEventName]: Extract<SiteEvent, { name: N }> }[LiveEventName & SiteEventName]

export const deltaNames: ReadonlySet<SiteEventName> = new Set([
  'site.changed',
  'station.changed',
  'station.removed',
  'station.knocked',
  'station.knocking-ended',
  'connector.changed',
  'transaction.changed',
  'start-request.changed',
  'tag.changed',
] satisfies (LiveEventName & SiteEventName)[])

export function snapshotOf(snapshot: LiveSnapshot): z.infer<typeof snapshotSchema> {
  return {
    at: isoOf(snapshot.at),
    stations: snapshot.stations.map(stationOf),
    transactions: snapshot.transactions.map(transactionOf),
    knocking: snapshot.knocking.map(knockingOf),
  }
}

/** The same text goes to every phone that may see the event: it is made once. */
const texts = new WeakMap<SiteEvent, string>()

export function dataOf(event: SiteEvent): string {
  let text = texts.get(event)
  if (text === undefined) {
    text = JSON.stringify(deltaOf(event as Deltas))
    texts.set(event, text)
  }
  return text
}

function deltaOf(event: Deltas): unknown {
  switch (event.name) {
    case 'site.changed':
      return siteOf(event.payload)
    case 'station.changed':
      return stationOf(event.payload)
    case 'station.removed':
    case 'station.knocking-ended':
      return { id: event.payload.id }
    case 'station.knocked':
      return knockingOf(event.payload)
    case 'connector.changed':
      return connectorOf(event.payload)
    case 'transaction.changed':
      return transactionOf(event.payload)
    case 'start-request.changed':
      return startRequestOf(event.payload)
    case 'tag.changed':
      return tagOf(event.payload)
  }
}
