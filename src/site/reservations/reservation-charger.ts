/** Reservations: part of the charger port. */
export interface ReservationCharger {
  /**
   * Keeps a connector for a tag; the same id again replaces the reservation. `evseNo` null: any connector of the station.
   * @throws SiteError StationRejected: `details.answer` says whether it is occupied, out of order or not willing
   */
  reserve(order: {
    reservationId: number
    evseNo: number | null
    idTag: string
    groupIdTag: string | null
    expiresAt: number
  }): Promise<void>
  /** @throws SiteError StationRejected: it knows no such reservation (any more) */
  cancelReservation(order: { reservationId: number }): Promise<void>
}
