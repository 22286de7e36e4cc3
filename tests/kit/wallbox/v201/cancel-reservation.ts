import type { CancelReservationRequest, CancelReservationResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { refreshAll } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { cancelReservation as cancel } from '../reservations.ts'

/** H02 */
export const cancelReservation: Behaviour = behaviour<CancelReservationRequest>((box, request) => ({
  answer: {
    status: cancel(box, request.reservationId) ? 'Accepted' : 'Rejected',
  } satisfies CancelReservationResponse,
  afterwards: () => refreshAll(box),
}))
