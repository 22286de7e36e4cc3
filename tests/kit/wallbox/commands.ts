import { authorize } from './authorize.ts'
import type { Box, Connector, Who } from './box.ts'
import { admit, clearWaiting, end } from './charging.ts'
import { phaseOf, refresh } from './phase.ts'
import type { ChargingProfile } from './profiles.ts'
import { claim, dropReservation } from './reservations.ts'

/** What a server may ask for, decided in words of no protocol version; the behaviours of each version translate. */

export interface RemoteStart {
  readonly connectorId: number | undefined
  readonly who: Who
  readonly remoteStartId: number | undefined
  readonly profile?: ChargingProfile | undefined
}

/** The connector that a remote start would use, or undefined when it must be rejected. */
export function connectorForStart(box: Box, connectorId: number | undefined, who: Who): Connector | undefined {
  const free = (c: Connector) => {
    const phase = phaseOf(box, c)
    const again = phase === 'finishing' && !box.quirks.cantRestartFromFinishing
    const open = phase === 'available' || phase === 'preparing' || again || phase === 'reserved'
    return !c.waiting && open && claim(box, c, who).allowed
  }
  if (connectorId !== undefined) {
    const c = box.connectors.find((each) => each.id === connectorId)
    return c && free(c) ? c : undefined
  }
  return box.connectors.find((c) => free(c) && c.evse.car) ?? box.connectors.find(free)
}

/** Carries an accepted remote start out, after its answer has left. */
export async function startRemotely(box: Box, c: Connector, order: RemoteStart): Promise<void> {
  const who = box.settings.authorizeRemote ? await authorize(box, c, order.who) : order.who
  if (!who) return
  c.profile = order.profile
  admit(box, c, who, 'remote', order.remoteStartId)
}

/** Puts connectors (all: the station itself) in or out of service. */
export function setAvailability(
  box: Box,
  connectorId: number | undefined,
  operative: boolean,
): 'accepted' | 'rejected' | 'scheduled' {
  const chosen = connectorId === undefined ? box.connectors : box.connectors.filter((c) => c.id === connectorId)
  if (chosen.length === 0) return 'rejected'
  if (connectorId === undefined) box.operative = operative
  let scheduled = false
  for (const c of chosen) {
    clearWaiting(c)
    if (!operative) dropReservation(box, c)
    if (c.tx && !operative) {
      c.inoperativeLater = true
      scheduled = true
    } else {
      c.inoperativeLater = false
      c.operative = operative
    }
  }
  return scheduled ? 'scheduled' : 'accepted'
}

/** Tells every state that a change of availability has changed. */
export function refreshAll(box: Box): void {
  for (const c of box.connectors) refresh(box, c)
}

/** Ends what runs and starts the box anew. */
export async function reset(box: Box, how: 'hard-reset' | 'soft-reset'): Promise<void> {
  for (const c of box.connectors) end(box, c, how, undefined)
  await box.reboot('remote-reset')
}

export type UnlockOutcome = 'unlocked' | 'ongoing' | 'unknown-connector'

/** 2.0.1 refuses to unlock under a running transaction; 1.6 ends it. */
export function unlock(box: Box, connectorId: number, endsTransaction: boolean): UnlockOutcome {
  const c = box.connectors.find((each) => each.id === connectorId)
  if (!c) return 'unknown-connector'
  if (c.tx && c.tx.idTag !== undefined && !endsTransaction) return 'ongoing'
  return 'unlocked'
}

export function endForUnlock(box: Box, connectorId: number): void {
  const c = box.connectors.find((each) => each.id === connectorId)
  if (c?.tx) end(box, c, 'unlock', undefined)
}
