import type { ReserveNowRequest, ReserveNowResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { refreshAll } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type ReserveOutcome, reserve } from '../reservations.ts'

const ANSWERS = {
  accepted: 'Accepted',
  faulted: 'Faulted',
  occupied: 'Occupied',
  rejected: 'Rejected',
  unavailable: 'Unavailable',
} as const satisfies Record<ReserveOutcome, ReserveNowResponse['status']>

/** §5.13; connector 0: any of them. */
export const reserveNow: Behaviour = behaviour<ReserveNowRequest>((box, request) => {
  const outcome = reserve(box, {
    id: request.reservationId,
    connectorId: request.connectorId === 0 ? undefined : request.connectorId,
    idTag: request.idTag,
    group: request.parentIdTag,
    expiresMs: Date.parse(request.expiryDate),
  })
  return { answer: { status: ANSWERS[outcome] } satisfies ReserveNowResponse, afterwards: () => refreshAll(box) }
})
