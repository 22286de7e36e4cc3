import { z } from 'zod'
import {
  alarmExample,
  alarmOf,
  alarmSchema,
  certificateExample,
  certificateOf,
  certificateRequestExample,
  certificateRequestOf,
  certificateRequestSchema,
  certificateSchema,
  passwordRotationExample,
  passwordRotationOf,
  passwordRotationSchema,
} from '../dto/security.ts'
import { stationExample, stationOf, stationSchema } from '../dto/station.ts'
import { pageOf, wholeList, wholeNumber } from '../dto/wire.ts'
import { route } from '../route.ts'

const station = z.object({ id: z.string().max(100).meta({ description: 'OCPP identity.', example: 'BOX-1' }) })
const byId = z.object({ id: z.string().max(100) })
const stationId = z.string().max(100).optional().meta({ description: 'OCPP identity.', example: 'BOX-1' })
const alarm = z.object({ id: wholeNumber({ min: 1, max: 2_147_483_647, description: '`id` of the alarm.' }) })

export const securityRoutes = [
  route({
    method: 'get',
    path: '/v1/alarms',
    operationId: 'listAlarms',
    tag: 'Security',
    summary: 'Alarms',
    description: 'The newest first.',
    useCase: 'alarms.list',
    query: z
      .object({
        state: z
          .enum(['open', 'all'], { error: 'Give open or all.' })
          .optional()
          .meta({ description: 'Without it those that nobody acknowledged.' }),
      })
      .strict(),
    input: ({ query }) => ({ open: query.state !== 'all' }),
    output: (alarms) => wholeList(alarms.map(alarmOf)),
    answer: {
      status: 200,
      description: 'At most 100.',
      schema: pageOf(alarmSchema),
      example: wholeList([alarmExample]),
    },
  }),
  route({
    method: 'post',
    path: '/v1/alarms/{id}/acknowledge',
    operationId: 'acknowledgeAlarm',
    tag: 'Security',
    summary: 'Somebody looked at it',
    useCase: 'alarms.acknowledge',
    params: alarm,
    input: ({ params }) => params,
    output: alarmOf,
    answer: { status: 200, description: 'The alarm.', schema: alarmSchema, example: alarmExample },
    problems: ['NotFound'],
  }),
  route({
    method: 'put',
    path: '/v1/stations/{id}/security-profile',
    operationId: 'setSecurityProfile',
    tag: 'Security',
    summary: 'The least that a station must connect with',
    description:
      '0 nothing (its password is forgotten), 1 its password, 2 its password over TLS, 3 its own certificate. A weaker connection ends, and is refused from then on.',
    useCase: 'stations.setSecurityProfile',
    params: station,
    body: z.object({ profile: z.literal([0, 1, 2, 3], { error: 'Give 0, 1, 2 or 3.' }).meta({ example: 2 }) }).strict(),
    input: ({ params, body }) => ({ ...params, ...body }),
    output: stationOf,
    answer: { status: 200, description: 'The station.', schema: stationSchema, example: stationExample },
    problems: ['StationNotFound'],
  }),
  route({
    method: 'post',
    path: '/v1/stations/{id}/password-rotation',
    operationId: 'rotateStationPassword',
    tag: 'Security',
    summary: 'Give a station a new random password',
    description:
      'Both passwords are accepted until the station has come with the new one; when it does not, or refuses, the old one stays. Nobody gets to see the password.',
    useCase: 'stations.rotatePassword',
    params: station,
    input: ({ params }) => params,
    output: passwordRotationOf,
    answer: {
      status: 202,
      description: 'The station was asked; see what becomes of it in `GET /v1/stations/{id}/password-rotations`.',
      schema: passwordRotationSchema,
      example: passwordRotationExample,
    },
    problems: ['StationNotFound', 'StationOffline', 'Conflict'],
  }),
  route({
    method: 'get',
    path: '/v1/stations/{id}/password-rotations',
    operationId: 'listPasswordRotations',
    tag: 'Security',
    summary: 'Changes of a station’s password',
    useCase: 'stations.passwordRotations',
    params: station,
    input: ({ params }) => params,
    output: (rotations) => wholeList(rotations.map(passwordRotationOf)),
    answer: {
      status: 200,
      description: 'The newest first, at most 10.',
      schema: pageOf(passwordRotationSchema),
      example: wholeList([passwordRotationExample]),
    },
    problems: ['StationNotFound'],
  }),
  route({
    method: 'get',
    path: '/v1/certificates',
    operationId: 'listCertificates',
    tag: 'Security',
    summary: 'Certificates that the site made or trusts',
    useCase: 'certificates.list',
    query: z.object({ stationId }).strict(),
    input: ({ query }) => query,
    output: (certificates) => wholeList(certificates.map(certificateOf)),
    answer: {
      status: 200,
      description: 'The newest first, at most 100.',
      schema: pageOf(certificateSchema),
      example: wholeList([certificateExample]),
    },
    problems: ['StationNotFound'],
  }),
  route({
    method: 'get',
    path: '/v1/certificates/authority',
    operationId: 'getAuthority',
    tag: 'Security',
    summary: 'The site’s own authority: what stations must trust',
    useCase: 'certificates.authority',
    input: () => ({}),
    output: certificateOf,
    answer: {
      status: 200,
      description: 'Its certificate.',
      schema: certificateSchema,
      example: certificateExample,
    },
  }),
  route({
    method: 'post',
    path: '/v1/certificates/{id}/revoke',
    operationId: 'revokeCertificate',
    tag: 'Security',
    summary: 'A station’s certificate counts no more',
    useCase: 'certificates.revoke',
    params: byId,
    body: z.object({ reason: z.string().trim().max(200).optional() }).strict(),
    input: ({ params, body }) => ({ ...params, ...body }),
    output: certificateOf,
    answer: {
      status: 200,
      description: 'The certificate; a connection that came with it ends.',
      schema: certificateSchema,
      example: { ...certificateExample, kind: 'station', stationId: 'BOX-1', state: 'revoked' },
    },
    problems: ['NotFound'],
  }),
  route({
    method: 'get',
    path: '/v1/certificate-requests',
    operationId: 'listCertificateRequests',
    tag: 'Security',
    summary: 'Stations that want a certificate',
    useCase: 'certificates.requests',
    query: z.object({ stationId, state: z.enum(['pending', 'delivered', 'failed']).optional() }).strict(),
    input: ({ query }) => query,
    output: (requests) => wholeList(requests.map(certificateRequestOf)),
    answer: {
      status: 200,
      description: 'The newest first, at most 100.',
      schema: pageOf(certificateRequestSchema),
      example: wholeList([certificateRequestExample]),
    },
    problems: ['StationNotFound'],
  }),
  ...(['approve', 'decline'] as const).map((decision) =>
    route({
      method: 'post',
      path: `/v1/certificate-requests/{id}/${decision}`,
      operationId: `${decision}CertificateRequest`,
      tag: 'Security',
      summary: decision === 'approve' ? 'Sign it and hand it over' : 'Do not sign it',
      useCase: `certificates.${decision}`,
      params: byId,
      input: ({ params }) => params,
      output: certificateRequestOf,
      answer: {
        status: 200,
        description: 'The request.',
        schema: certificateRequestSchema,
        example: certificateRequestExample,
      },
      problems: ['NotFound', 'Conflict'],
    }),
  ),
]
