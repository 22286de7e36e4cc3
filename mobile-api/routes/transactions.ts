import { z } from 'zod'
import {
  sampleExample,
  sampleOf,
  sampleSchema,
  transactionExample,
  transactionOf,
  transactionSchema,
} from '../dto/transaction.ts'
import { instantInput, pageOf, wholeList, wholeNumber } from '../dto/wire.ts'
import { route } from '../route.ts'

const params = z.object({ id: z.string().max(100).meta({ example: transactionExample.id }) })

export const transactionRoutes = [
  route({
    method: 'get',
    path: '/v1/transactions',
    operationId: 'listTransactions',
    tag: 'Sessions',
    summary: 'Sessions, the latest first',
    description: 'The user’s own; with ReadOverview those of the whole account.',
    useCase: 'transactions.list',
    query: z
      .object({
        stationId: z.string().max(100).optional().meta({ example: 'BOX-1' }),
        connectorId: wholeNumber({ min: 1, max: 2_147_483_647, description: '`id` of a connector.' }).optional(),
        tag: z.string().max(100).optional().meta({ description: 'Id of a tag, or a part of its name.' }),
        from: instantInput.optional().meta({ description: 'Started then or later: ISO 8601 with Z or an offset.' }),
        to: instantInput.optional().meta({ description: 'Started before: ISO 8601 with Z or an offset.' }),
        state: z.enum(['running', 'ended']).optional(),
        limit: wholeNumber({ min: 1, max: 500, description: 'How many at once; 50 if not given.' }).optional(),
        cursor: z.string().max(50).optional().meta({ description: '`next` of the page before.' }),
      })
      .strict(),
    input: ({ query }) => query,
    output: ({ items, next }) => ({ items: items.map(transactionOf), next }),
    answer: {
      status: 200,
      description: 'A page of sessions.',
      schema: pageOf(transactionSchema),
      example: { items: [transactionExample], next: '1772386200000-41' },
    },
  }),
  route({
    method: 'get',
    path: '/v1/transactions/{id}',
    operationId: 'getTransaction',
    tag: 'Sessions',
    summary: 'One session',
    useCase: 'transactions.get',
    params,
    input: ({ params: { id } }) => ({ uid: id }),
    output: transactionOf,
    answer: { status: 200, description: 'The session.', schema: transactionSchema, example: transactionExample },
    problems: ['NotFound'],
  }),
  route({
    method: 'get',
    path: '/v1/transactions/{id}/samples',
    operationId: 'listSamples',
    tag: 'Sessions',
    summary: 'Readings of a session in order of time',
    useCase: 'transactions.samples',
    params,
    query: z
      .object({
        most: wholeNumber({
          min: 2,
          max: 10_000,
          description: 'Thinned to about so many; 600 if not given.',
        }).optional(),
      })
      .strict(),
    input: ({ params: { id }, query }) => ({ uid: id, most: query.most }),
    output: (samples) => wholeList(samples.map(sampleOf)),
    answer: {
      status: 200,
      description: 'The readings.',
      schema: pageOf(sampleSchema),
      example: wholeList([sampleExample]),
    },
    problems: ['NotFound'],
  }),
]
