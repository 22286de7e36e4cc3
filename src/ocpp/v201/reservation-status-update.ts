import { ReservationStatusUpdateRequest, ReservationStatusUpdateResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

const outcomes = { Expired: 'expired', Removed: 'removed' } as const

/** 2.0.1 use case H04: a reservation is over without its driver. */
export const reservationStatusUpdate = incoming({
  request: ReservationStatusUpdateRequest,
  response: ReservationStatusUpdateResponse,
  fact: true,
  handle: (turn, { reservationId, reservationUpdateStatus }) => {
    turn.run('reservations.report', { reservationId, outcome: outcomes[reservationUpdateStatus] })
    return {}
  },
})
