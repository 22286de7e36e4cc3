import type { Box, Connector, Who } from './box.ts'
import { phaseOf, refresh, reservationOf, same } from './phase.ts'

/** A place kept free for a driver. */
export interface Reservation {
  readonly id: number
  /** undefined: any connector of the station */
  readonly connectorId: number | undefined
  readonly idTag: string
  readonly group: string | undefined
  /** UTC epoch ms */
  readonly expiresMs: number
}

export type ReserveOutcome = 'accepted' | 'faulted' | 'occupied' | 'rejected' | 'unavailable'

/** 1.6 §5.13, 2.0.1 H01: a reservation of the same id is replaced. */
export function reserve(box: Box, wanted: Reservation): ReserveOutcome {
  const { connectorId } = wanted
  if (wanted.expiresMs <= box.wallMs()) return 'rejected'
  if (connectorId === undefined && !box.settings.reserveAny) return 'rejected'
  const others = box.memory.reservations.filter((each) => each.id !== wanted.id)
  const chosen = connectorId === undefined ? box.connectors : box.connectors.filter((c) => c.id === connectorId)
  if (chosen.length === 0) return 'rejected'
  const outcomes = chosen.map((c) => outcomeFor(box, c, others))
  const free = outcomes.filter((each) => each === 'accepted').length
  const promised = connectorId === undefined ? others.filter((each) => each.connectorId === undefined).length : 0
  if (free <= promised) return outcomes.find((each) => each !== 'accepted') ?? 'occupied'
  box.memory.reservations.splice(0, Number.POSITIVE_INFINITY, ...others, wanted)
  box.happened('reservation', `reserved for ${wanted.idTag}`, connectorId)
  return 'accepted'
}

function outcomeFor(box: Box, c: Connector, others: readonly Reservation[]): ReserveOutcome {
  if (c.fault !== undefined) return 'faulted'
  if (!c.operative || !box.operative) return 'unavailable'
  if (c.tx || c.evse.car || c.waiting || others.some((each) => each.connectorId === c.id)) return 'occupied'
  return 'accepted'
}

/** True when there was one; connectors tell their state anew afterwards. */
export function cancelReservation(box: Box, id: number): boolean {
  const found = box.memory.reservations.find((each) => each.id === id)
  if (found) forget(box, found)
  return found !== undefined
}

/** May this driver take the connector, as far as reservations go? And which reservation is used up by it? */
export function claim(box: Box, c: Connector, who: Who): { allowed: boolean; reservation: Reservation | undefined } {
  const own = reservationOf(box, c)
  if (own) return fits(own, who) ? { allowed: true, reservation: own } : { allowed: false, reservation: undefined }
  const loose = box.memory.reservations.filter((each) => each.connectorId === undefined)
  const mine = loose.find((each) => fits(each, who))
  if (mine || loose.length === 0) return { allowed: true, reservation: mine }
  // A place must stay free for each driver who was promised any of them (1.6 §5.13).
  const free = box.connectors.filter((each) => isFree(box, each) && !reservationOf(box, each))
  return { allowed: free.length > loose.length, reservation: undefined }
}

/** The driver has come. */
export function takeReservation(box: Box, reservation: Reservation): void {
  forget(box, reservation)
}

/** Called as time passes: what is over is told and forgotten. */
export function expireReservations(box: Box): void {
  if (box.memory.reservations.length === 0) return
  const now = box.wallMs()
  for (const each of box.memory.reservations.filter((one) => one.expiresMs <= now)) withdraw(box, each, 'expired')
}

/** The connector can't be kept free any more: it is broken or out of service. */
export function dropReservation(box: Box, c: Connector): void {
  const found = reservationOf(box, c)
  if (found) withdraw(box, found, 'removed')
}

function withdraw(box: Box, reservation: Reservation, why: 'expired' | 'removed'): void {
  forget(box, reservation)
  box.happened('reservation', `the reservation for ${reservation.idTag} is ${why}`, reservation.connectorId)
  box.dialect.reservationGone?.(box, reservation, why)
  for (const c of box.connectors) refresh(box, c)
}

function forget(box: Box, reservation: Reservation): void {
  const at = box.memory.reservations.indexOf(reservation)
  if (at !== -1) box.memory.reservations.splice(at, 1)
}

function fits(reservation: Reservation, who: Who): boolean {
  return (
    same(reservation.idTag, who.idTag) ||
    (reservation.group !== undefined && (same(reservation.group, who.group) || same(reservation.group, who.idTag)))
  )
}

function isFree(box: Box, c: Connector): boolean {
  const phase = phaseOf(box, c)
  return phase === 'available' || phase === 'preparing' || phase === 'finishing'
}
