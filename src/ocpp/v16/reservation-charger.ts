import type { ReservationCharger } from '../../site/reservations/reservation-charger.ts'
import { checkTagLength, expectStatus } from '../answers.ts'
import type { CancelReservationRequest, ReserveNowRequest } from '../generated/v16/types.ts'
import type { Caller } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'
import { longestTag } from './id-tag-info.ts'

/** 1.6 sections 5.2 and 5.13. */
export function reservationCharger(link: Caller): ReservationCharger {
  return {
    reserve: async ({ reservationId, evseNo, idTag, groupIdTag, expiresAt }) => {
      checkTagLength(idTag, longestTag, 'OCPP 1.6')
      const request: ReserveNowRequest = {
        reservationId,
        // connector 0: any of the station
        connectorId: evseNo ?? 0,
        idTag,
        expiryDate: printTimestamp(expiresAt),
        ...(groupIdTag !== null && groupIdTag.length <= longestTag ? { parentIdTag: groupIdTag } : {}),
      }
      expectStatus('ReserveNow', await link.call('ReserveNow', request), ['Accepted'])
    },

    cancelReservation: async ({ reservationId }) => {
      const request: CancelReservationRequest = { reservationId }
      expectStatus('CancelReservation', await link.call('CancelReservation', request), ['Accepted'])
    },
  }
}
