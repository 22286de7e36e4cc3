import { z } from 'zod'
import { exportFileName, exportPages } from '../../src/site/messages/message-export.ts'
import { consoleAnswerSchema, messageExample, messageOf, messageSchema } from '../dto/message.ts'
import { instantInput, pageOf, wholeNumber } from '../dto/wire.ts'
import { download, route } from '../route.ts'

const params = z.object({ id: z.string().max(100).meta({ description: 'OCPP identity.', example: 'BOX-1' }) })
const most = 100

/** For experts: the protocol's own words. */
export const ocppRoutes = [
  route({
    method: 'post',
    path: '/v1/stations/{id}/ocpp',
    operationId: 'sendOcppRequest',
    tag: 'Stations',
    summary: 'Any request of the station’s OCPP version',
    description:
      'The payload is checked against the official schema first; `force` sends whatever is given, also an action that the version does not have. The answer is 200 with `result`, or with `error` where the station answered with a CALLERROR.',
    useCase: 'stations.request',
    params,
    body: z
      .object({
        action: z
          .string()
          .trim()
          .min(1)
          .max(100)
          .meta({ description: 'As OCPP spells it.', example: 'GetConfiguration' }),
        payload: z
          .unknown()
          .optional()
          .meta({ description: 'JSON; {} if not given.', example: { key: ['HeartbeatInterval'] } }),
        force: z.boolean().optional().meta({ description: 'Send it unchecked.', example: false }),
        timeoutS: z
          .int()
          .min(1)
          .max(300)
          .optional()
          .meta({ description: 'How long to wait, s; 30 if not given.', example: 30 }),
      })
      .strict(),
    input: ({ params: { id }, body: { action, payload, force, timeoutS } }) => ({
      id,
      action,
      payload,
      ...(force === undefined ? {} : { force }),
      ...(timeoutS === undefined ? {} : { timeoutS }),
    }),
    output: (answer) => answer,
    answer: {
      status: 200,
      description: 'The station’s answer.',
      schema: consoleAnswerSchema,
      example: { result: { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '300' }] } },
    },
    problems: ['StationNotFound', 'StationOffline', 'StationTimeout', 'TooManyAttempts'],
  }),
  route({
    method: 'get',
    path: '/v1/stations/{id}/messages',
    operationId: 'listMessages',
    tag: 'Stations',
    summary: 'What went over the wire',
    description:
      'A page looks at a part of the log only: it may have few messages, or none, and still have a next one.',
    useCase: 'messages.page',
    params,
    query: z
      .object({
        limit: wholeNumber({ min: 1, max: 500, description: `How many at once; ${most} if not given.` }).optional(),
        cursor: z
          .string()
          .regex(/^\d{1,15}$/, 'Give `next` of the page before.')
          .optional()
          .meta({ description: '`next` of the page before.' }),
        action: z.string().max(100).optional().meta({ description: 'Only this one.', example: 'Heartbeat' }),
        direction: z.enum(['in', 'out']).optional().meta({ description: '`in`: what the station sent.' }),
        errors: z
          .enum(['true', 'false'])
          .optional()
          .meta({ description: 'Only CALLERRORs, what could not be read, and what was odd.' }),
        search: z.string().max(200).optional().meta({ description: 'A part of the action or of the frame.' }),
      })
      .strict(),
    input: ({ params: { id }, query }) => ({
      stationId: id,
      limit: query.limit ?? most,
      before: query.cursor === undefined ? undefined : Number(query.cursor),
      action: query.action,
      direction: query.direction,
      errorsOnly: query.errors === 'true',
      search: query.search,
    }),
    output: ({ items, next }) => ({ items: items.map(messageOf), next: next === null ? null : String(next) }),
    answer: {
      status: 200,
      description: 'The newest first.',
      schema: pageOf(messageSchema),
      example: { items: [messageExample], next: '4711' },
    },
    problems: ['StationNotFound'],
  }),
  download({
    path: '/v1/stations/{id}/messages/export',
    operationId: 'exportMessages',
    tag: 'Stations',
    summary: 'The log of one station as a file',
    description:
      'Lines of JSON, oldest first, which the virtual wallbox can replay: `at`, `direction` (`in`: the station sent it) and `frame`.',
    useCase: 'messages.export',
    params,
    query: z.object({ from: instantInput.optional() }).strict(),
    mediaType: 'application/jsonl',
    example: '{"at":"2026-03-01T17:30:00.000Z","direction":"in","frame":"[2,\\"19\\",\\"Heartbeat\\",{}]"}\n',
    file: ({ params: { id }, query: { from } }, call) => ({
      name: exportFileName(id),
      parts: exportPages((after) => call.execute('messages.export', { stationId: id, after, from })),
    }),
    problems: ['StationNotFound'],
  }),
]
