import type { ReserveNowRequest, ReserveNowResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { refreshAll } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type ReserveOutcome, reserve } from '../reservations.ts'
import { CONNECTOR_TYPE } from './components.ts'

const ANSWERS = {
  accepted: 'Accepted',
  faulted: 'Faulted',
  occupied: 'Occupied',
  rejected: 'Rejected',
  unavailable: 'Unavailable',
} as const satisfies Record<ReserveOutcome, ReserveNowResponse['status']>

/** H01; without an EVSE: any of them. */
export const reserveNow: Behaviour = behaviour<ReserveNowRequest>((box, request) => {
  const fitting = request.connectorType === undefined || request.connectorType === CONNECTOR_TYPE
  const outcome = fitting
    ? reserve(box, {
        id: request.id,
        connectorId: request.evseId,
        idTag: request.idToken.idToken,
        group: request.groupIdToken?.idToken,
        expiresMs: Date.parse(request.expiryDateTime),
      })
    : 'rejected'
  return { answer: { status: ANSWERS[outcome] } satisfies ReserveNowResponse, afterwards: () => refreshAll(box) }
})
