import { z } from 'zod'
import type { LoggedMessage } from '../../src/site/messages/message.ts'
import { instant, isoOf } from './wire.ts'

export const messageSchema = z
  .strictObject({
    id: z.int().meta({ description: 'Grows with time.' }),
    stationId: z.string(),
    at: instant,
    direction: z.enum(['in', 'out']).meta({ description: '`in`: the station sent it.' }),
    action: z.string().nullable().meta({ description: 'Of the request, also with its answer.', example: 'Heartbeat' }),
    kind: z.enum(['call', 'result', 'error', 'invalid']),
    messageId: z.string().nullable(),
    frame: z.string().meta({ description: 'As it went over the wire; secrets are masked.' }),
    note: z.string().nullable().meta({ description: 'What was odd about it.' }),
  })
  .meta({ id: 'Message' })

export type MessageDto = z.infer<typeof messageSchema>

export function messageOf({ accountId: _, at, ...message }: LoggedMessage): MessageDto {
  return { ...message, at: isoOf(at) }
}

export const messageExample: MessageDto = {
  id: 4711,
  stationId: 'BOX-1',
  at: '2026-03-01T17:30:00.000Z',
  direction: 'in',
  action: 'Heartbeat',
  kind: 'call',
  messageId: '19',
  frame: '[2,"19","Heartbeat",{}]',
  note: null,
}

export const consoleAnswerSchema = z
  .union([
    z.strictObject({ result: z.unknown().meta({ description: 'The payload of its answer, as it came.' }) }),
    z.strictObject({
      error: z.strictObject({
        code: z.string().meta({ description: 'CALLERROR code, e.g. NotImplemented.' }),
        description: z.string(),
        details: z.unknown(),
      }),
    }),
  ])
  .meta({ id: 'ConsoleAnswer', description: 'What the station answered: its result, or its CALLERROR.' })
