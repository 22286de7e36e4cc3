import { z } from 'zod'
import { api } from '../../src/site/api.ts'
import { startRequestExample, startRequestOf, startRequestSchema, transactionExample } from '../dto/transaction.ts'
import { wholeNumber } from '../dto/wire.ts'
import { route } from '../route.ts'

const connectorId = wholeNumber({
  min: 1,
  max: 2_147_483_647,
  description: '`id` of the connector, as /v1/stations shows it.',
  example: 7,
})
const fromTheStation = ['StationOffline', 'StationRejected', 'StationTimeout', 'NotSupported'] as const

export const chargingRoutes = [
  route({
    method: 'post',
    path: '/v1/connectors/{id}/start',
    operationId: 'startCharging',
    tag: 'Charging',
    summary: 'Start a charge',
    description:
      'Answers as soon as the station has accepted, and does not wait for the car: what becomes of it is told by /v1/live (`start-request.changed`, `transaction.changed`) and by the address in `Location`.',
    useCase: 'transactions.start',
    params: z.object({ id: connectorId }),
    body: z
      .object({
        tag: api['transactions.start'].input.shape.idTag.meta({
          description: 'Id of the tag to charge with; without it the oldest usable one of the user.',
          example: '04A1B2C3',
        }),
      })
      .strict(),
    input: ({ params, body }) => ({ connectorId: params.id, idTag: body.tag }),
    wireNames: { connectorId: 'id', idTag: 'tag' },
    output: startRequestOf,
    answer: {
      status: 202,
      description: 'The station will start when the car is ready.',
      schema: startRequestSchema,
      example: startRequestExample,
      location: (request) => `/v1/start-requests/${request.requestId}`,
    },
    problems: [
      'NotFound',
      'NoTag',
      'TagNotAccepted',
      'ConnectorBusy',
      'ConnectorReserved',
      'ConnectorUnavailable',
      'StationDisabled',
      ...fromTheStation,
    ],
  }),
  route({
    method: 'get',
    path: '/v1/start-requests/{id}',
    operationId: 'getStartRequest',
    tag: 'Charging',
    summary: 'What became of a wish to charge',
    useCase: 'transactions.startRequest',
    params: z.object({ id: z.string().max(100).meta({ example: startRequestExample.requestId }) }),
    input: ({ params }) => params,
    output: startRequestOf,
    answer: { status: 200, description: 'As it stands now.', schema: startRequestSchema, example: startRequestExample },
    problems: ['NotFound'],
  }),
  route({
    method: 'post',
    path: '/v1/connectors/{id}/stop',
    operationId: 'stopCharging',
    tag: 'Charging',
    summary: 'Stop the running charge of a connector',
    description:
      'One’s own, or anybody’s with ManageChargingStations. Answers as soon as the station has accepted; the end of the session is told by /v1/live.',
    useCase: 'transactions.stop',
    params: z.object({ id: connectorId }),
    input: ({ params }) => ({ connectorId: params.id }),
    wireNames: { connectorId: 'id' },
    output: ({ transactionUid }) => ({ transactionId: transactionUid }),
    answer: {
      status: 202,
      description: 'The station will stop.',
      schema: z.strictObject({ transactionId: z.string() }).meta({ id: 'StopAccepted' }),
      example: { transactionId: transactionExample.id },
      location: ({ transactionId }) => `/v1/transactions/${transactionId}`,
    },
    problems: ['NotFound', 'NoSession', ...fromTheStation],
  }),
]
