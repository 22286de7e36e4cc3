import type { ReservationCharger } from '../../site/reservations/reservation-charger.ts'
import { expectStatus } from '../answers.ts'
import type { CancelReservationRequest, ReserveNowRequest } from '../generated/v201/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'
import { idTokenOf } from './id-token.ts'

/** 2.0.1 use cases H01 and H02. */
export function reservationCharger(link: Caller): ReservationCharger {
  return {
    reserve: async ({ reservationId, evseNo, idTag, groupIdTag, expiresAt }) => {
      const request: ReserveNowRequest = {
        id: reservationId,
        expiryDateTime: printTimestamp(expiresAt),
        idToken: idTokenOf(idTag),
        // without an EVSE: any of the station
        ...(evseNo === null ? {} : { evseId: evseNo }),
        ...(groupIdTag === null ? {} : { groupIdToken: { idToken: groupIdTag, type: 'Central' } }),
      }
      expectStatus('ReserveNow', await link.call('ReserveNow', request), ['Accepted'])
    },

    cancelReservation: async ({ reservationId }) => {
      const request: CancelReservationRequest = { reservationId }
      expectStatus('CancelReservation', await link.call('CancelReservation', request), ['Accepted'])
    },
  }
}
