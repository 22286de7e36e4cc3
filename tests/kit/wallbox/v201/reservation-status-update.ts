import type { ReservationStatusUpdateRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import type { Reservation } from '../reservations.ts'

const STATUS = { expired: 'Expired', removed: 'Removed' } as const

/** H04: a reservation is over without its driver; told after the next connect, if need be. */
export function reservationGone(box: Box, reservation: Reservation, why: 'expired' | 'removed'): void {
  const request: ReservationStatusUpdateRequest = {
    reservationId: reservation.id,
    reservationUpdateStatus: STATUS[why],
  }
  box.fact({
    action: 'ReservationStatusUpdate',
    label: `end of reservation ${reservation.id}`,
    droppable: false,
    payload: () => request,
  })
}
