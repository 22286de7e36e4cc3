import { z } from 'zod'
import type { ReservationView } from '../../src/site/reservations/reservation.ts'
import { instant, isoOf } from './wire.ts'

export const reservationSchema = z
  .strictObject({
    id: z.string(),
    stationId: z.string().meta({ description: 'OCPP identity of the station.' }),
    connectorId: z.int().nullable().meta({ description: 'Null: any connector of the station.' }),
    tag: z.string().meta({ description: 'Who may charge: this tag, and those of its group.' }),
    tagName: z.string().nullable(),
    userId: z.string().nullable().meta({ description: 'Who asked for it.' }),
    state: z.enum(['sent', 'active', 'refused', 'unanswered', 'cancelled', 'expired', 'removed', 'used']).meta({
      description:
        'sent: the station has not answered yet; active: the connector is kept; removed: the station dropped it; used: a session began with it.',
    }),
    until: instant,
    createdAt: instant,
    endedAt: instant.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was refused or removed.' }),
    transactionId: z.string().nullable().meta({ description: 'The session that used it.' }),
  })
  .meta({ id: 'Reservation' })

export type ReservationDto = z.infer<typeof reservationSchema>

export function reservationOf(view: ReservationView): ReservationDto {
  return {
    id: view.id,
    stationId: view.stationId,
    connectorId: view.connectorId,
    tag: view.idTag,
    tagName: view.tagName,
    userId: view.userId,
    state: view.state,
    until: isoOf(view.expiresAt),
    createdAt: isoOf(view.createdAt),
    endedAt: isoOf(view.endedAt),
    reason: view.reason,
    transactionId: view.transactionUid,
  }
}

export const reservationExample: ReservationDto = {
  id: '5b0e1c7a-93f1-4c64-9d8f-7b1f0c2a9e11',
  stationId: 'BOX-1',
  connectorId: 7,
  tag: '04A1B2C3',
  tagName: 'Key fob of Ada',
  userId: 'a3b7c2a0-7a52-4f3e-8d5c-0b6f4d9c2e10',
  state: 'active',
  until: '2026-03-01T18:00:00.000Z',
  createdAt: '2026-03-01T17:30:00.000Z',
  endedAt: null,
  reason: null,
  transactionId: null,
}
