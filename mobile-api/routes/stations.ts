import { z } from 'zod'
import { api } from '../../src/site/api.ts'
import {
  knockingExample,
  knockingOf,
  knockingSchema,
  stationExample,
  stationOf,
  stationSchema,
} from '../dto/station.ts'
import { pageOf, wholeList } from '../dto/wire.ts'
import { route } from '../route.ts'

const { id, name, password } = api['stations.adopt'].input.shape

export const stationRoutes = [
  route({
    method: 'get',
    path: '/v1/stations',
    operationId: 'listStations',
    tag: 'Stations',
    summary: 'All stations the user may see, with their connectors',
    useCase: 'stations.list',
    input: () => ({}),
    output: (stations) => wholeList(stations.map(stationOf)),
    answer: {
      status: 200,
      description: 'By name.',
      schema: pageOf(stationSchema),
      example: wholeList([stationExample]),
    },
  }),
  route({
    method: 'post',
    path: '/v1/stations',
    operationId: 'adoptStation',
    tag: 'Stations',
    summary: 'Let a station in',
    description:
      'From now on the station with this OCPP identity may connect. With a password it must send it (HTTP Basic); without one it is let in without, and `openAccess` shows it.',
    useCase: 'stations.adopt',
    body: z
      .object({
        id: id.meta({
          description: 'OCPP identity: the last part of the address the station connects to.',
          example: 'BOX-1',
        }),
        name: name.meta({ description: 'Without it the id.', example: 'Car park, left' }),
        password: password.meta({ format: 'password', example: 'kR7vT2wq9ZpL' }),
      })
      .strict(),
    input: ({ body }) => body,
    output: stationOf,
    answer: {
      status: 201,
      description: 'It may come in.',
      schema: stationSchema,
      example: stationExample,
      location: (station) => `/v1/stations/${encodeURIComponent(station.id)}`,
    },
    problems: ['AlreadyExists'],
  }),
  route({
    method: 'get',
    path: '/v1/stations/knocking',
    operationId: 'listKnockingStations',
    tag: 'Stations',
    summary: 'Stations that were refused at the door',
    useCase: 'stations.knocking',
    input: () => ({}),
    output: (knocking) => wholeList(knocking.map(knockingOf)),
    answer: {
      status: 200,
      description: 'The latest first, at most 200.',
      schema: pageOf(knockingSchema),
      example: wholeList([knockingExample]),
    },
  }),
  route({
    method: 'get',
    path: '/v1/stations/{id}',
    operationId: 'getStation',
    tag: 'Stations',
    summary: 'One station with its connectors',
    useCase: 'stations.get',
    params: z.object({ id: z.string().max(100).meta({ description: 'OCPP identity.', example: 'BOX-1' }) }),
    input: ({ params }) => params,
    output: stationOf,
    answer: { status: 200, description: 'The station.', schema: stationSchema, example: stationExample },
    problems: ['StationNotFound'],
  }),
]
