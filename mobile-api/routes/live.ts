import { z } from 'zod'
import { stationExample } from '../dto/station.ts'
import { transactionExample } from '../dto/transaction.ts'
import { liveEvents } from '../live/live-events.ts'
import type { StreamRoute } from '../route.ts'

const snapshot = {
  at: '2026-03-01T18:10:00.000Z',
  stations: [stationExample],
  transactions: [transactionExample],
  knocking: [],
}

export const liveRoutes: StreamRoute[] = [
  {
    kind: 'stream',
    method: 'get',
    path: '/v1/live',
    operationId: 'watch',
    tag: 'Live',
    summary: 'What happens, as it happens',
    description: `Server-sent events. The first is \`snapshot\`; each that follows carries a whole new row, which replaces the one with the same id. An \`id\` goes with each event; to a client that sends \`Last-Event-ID\` the stream begins with a snapshot too. A comment comes every 15 seconds. A phone that does not read is dropped.

${Object.entries(liveEvents)
  .map(([name, { description }]) => `- \`${name}\`: ${description}`)
  .join('\n')}`,
    query: z
      .object({
        access_token: z
          .string()
          .max(4096)
          .optional()
          .meta({ description: 'The access token, for clients that can not send an Authorization header.' }),
      })
      .strict(),
    events: liveEvents,
    example: `retry: 3000\n\nid: 5f1c02aa-1\nevent: snapshot\ndata: ${JSON.stringify(snapshot)}\n\n`,
    problems: ['TooManyStreams'],
  },
]
