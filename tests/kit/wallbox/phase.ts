import type { Box, Connector, Phase } from './box.ts'
import { isFull, isHeldBack } from './physics.ts'
import type { Reservation } from './reservations.ts'

/** The connector's state, from what is true of it. */
export function phaseOf(box: Box, c: Connector): Phase {
  if (c.fault !== undefined) return 'faulted'
  if (c.tx && c.tx.idTag !== undefined) {
    if (c.tx.deauthorized || isHeldBack(c.evse)) return 'suspended-evse'
    return !c.evse.car || isFull(c.evse.car) ? 'suspended-ev' : 'charging'
  }
  if (!c.operative || !box.operative) return 'unavailable'
  if (c.finishing) return 'finishing'
  if (reservationOf(box, c) && !c.waiting) return 'reserved'
  return c.evse.car || c.waiting ? 'preparing' : 'available'
}

/** Tells the server the connector's state if it has changed; what could not be told is told after the next connect. */
export function refresh(box: Box, c: Connector): void {
  const phase = phaseOf(box, c)
  if (c.tx && c.tx.idTag !== undefined && c.tx.toldPhase !== phase && phase !== 'faulted') {
    const first = c.tx.toldPhase === undefined
    c.tx.toldPhase = phase
    if (!first) box.dialect.phaseChanged?.(box, c, c.tx)
  }
  const status = box.dialect.statusName(box, c)
  if (status === c.toldStatus || !box.online) return
  c.toldStatus = status
  box.happened('status', `is ${status}`, c.id)
  box.background(
    box.dialect.notifyStatus(box, c).catch((error: unknown) => {
      if (c.toldStatus === status) c.toldStatus = undefined
      throw error
    }),
  )
}

/** Tells the state of the station itself, where the version has that, if it has changed. */
export function tellStation(box: Box): void {
  const status = box.operative ? 'Available' : 'Unavailable'
  if (box.stationToldStatus === status) return
  box.stationToldStatus = status
  box.background(
    box.dialect.notifyStatus(box, undefined).catch((error: unknown) => {
      box.stationToldStatus = undefined
      throw error
    }),
  )
}

/** The reservation that keeps this very connector free. */
export function reservationOf(box: Box, c: Connector): Reservation | undefined {
  return box.memory.reservations.find((each) => each.connectorId === c.id)
}

/** Tags are the same whatever their case. */
export function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
}
