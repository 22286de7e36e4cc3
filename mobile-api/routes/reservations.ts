import { z } from 'zod'
import { api } from '../../src/site/api.ts'
import { reservationExample, reservationOf, reservationSchema } from '../dto/reservation.ts'
import { instantInput, pageOf, wholeList } from '../dto/wire.ts'
import { route } from '../route.ts'

const { connectorId, stationId, idTag } = api['reservations.create'].input.shape
const id = z.string().max(100).meta({ description: '`id` of the reservation.', example: reservationExample.id })
const wireNames = { idTag: 'tag', expiresAt: 'until' }

export const reservationRoutes = [
  route({
    method: 'get',
    path: '/v1/reservations',
    operationId: 'listReservations',
    tag: 'Charging',
    summary: 'Reservations',
    description: 'One’s own, or with ReadOverview all; the latest first.',
    useCase: 'reservations.list',
    query: z
      .object({
        stationId: z.string().max(100).optional().meta({ example: 'BOX-1' }),
        state: z
          .enum(['open', 'all'], { error: 'Give open or all.' })
          .optional()
          .meta({ description: 'Without it those that keep a connector now.' }),
      })
      .strict(),
    input: ({ query }) => query,
    output: (reservations) => wholeList(reservations.map(reservationOf)),
    answer: {
      status: 200,
      description: 'At most 100.',
      schema: pageOf(reservationSchema),
      example: wholeList([reservationExample]),
    },
  }),
  route({
    method: 'post',
    path: '/v1/reservations',
    operationId: 'createReservation',
    tag: 'Charging',
    summary: 'Keep a connector for a tag',
    description:
      'One connector (`connectorId`), or any of a station (`stationId`). Drivers keep one at a time, for at most 24 hours. It ends when the tag starts there.',
    useCase: 'reservations.create',
    body: z
      .object({
        connectorId: connectorId.meta({ description: 'A connector …', example: 7 }),
        stationId: stationId.meta({ description: '… or any connector of this station.' }),
        tag: idTag.meta({
          description: 'Id of the tag that is to charge; without it the oldest usable one of the user.',
          example: '04A1B2C3',
        }),
        until: instantInput,
      })
      .strict(),
    input: ({ body }) => ({
      connectorId: body.connectorId,
      stationId: body.stationId,
      idTag: body.tag,
      expiresAt: body.until,
    }),
    wireNames,
    output: reservationOf,
    answer: {
      status: 201,
      description: 'The station keeps it.',
      schema: reservationSchema,
      example: reservationExample,
      location: (reservation) => `/v1/reservations/${reservation.id}`,
    },
    problems: [
      'NotFound',
      'StationNotFound',
      'NoTag',
      'TagNotAccepted',
      'AlreadyExists',
      'ConnectorBusy',
      'ConnectorReserved',
      'ConnectorUnavailable',
      'StationDisabled',
      'StationOffline',
      'StationRejected',
      'StationTimeout',
      'NotSupported',
    ],
  }),
  route({
    method: 'get',
    path: '/v1/reservations/{id}',
    operationId: 'getReservation',
    tag: 'Charging',
    summary: 'One reservation',
    useCase: 'reservations.get',
    params: z.object({ id }),
    input: ({ params }) => params,
    output: reservationOf,
    answer: { status: 200, description: 'As it stands now.', schema: reservationSchema, example: reservationExample },
    problems: ['NotFound'],
  }),
  route({
    method: 'delete',
    path: '/v1/reservations/{id}',
    operationId: 'cancelReservation',
    tag: 'Charging',
    summary: 'Give a reservation up',
    description:
      'One’s own, or any with ManageChargingStations. The connector is free at once; a station that is away is told when it is back. Repeating it changes nothing.',
    useCase: 'reservations.cancel',
    params: z.object({ id }),
    input: ({ params }) => params,
    output: reservationOf,
    answer: { status: 200, description: 'It has ended.', schema: reservationSchema, example: reservationExample },
    problems: ['NotFound'],
  }),
]
