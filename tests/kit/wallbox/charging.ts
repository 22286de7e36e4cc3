import { randomUUID } from 'node:crypto'
import { authorize, refuse } from './authorize.ts'
import type { Box, Connector, StartCause, StopCause, Transaction, Who } from './box.ts'
import { Misuse } from './misuse.ts'
import { phaseOf, refresh, same } from './phase.ts'
import { type Car, setCar, setClosed, socOf } from './physics.ts'
import { claim, dropReservation, takeReservation } from './reservations.ts'
import { applyLimits, clearProfiles, keepProfile, refusalOf } from './smart-charging.ts'

/** 2.0.1 token type of an RFID card; 1.6 knows no types. */
const CARD_TYPE = 'ISO14443'

/** What came of a card held before the reader. */
export type SwipeOutcome = 'started' | 'waiting-for-car' | 'stopped' | 'refused'

export function plug(box: Box, c: Connector, car: Car): void {
  if (c.evse.car) throw new Misuse(`connector ${c.id} has a car already: unplug it first`)
  box.catchUp()
  c.evse = setCar(c.evse, car)
  box.happened('car', `car plugged in: ${car.batteryWh / 1000} kWh battery at ${Math.floor(socOf(car))} %`, c.id)
  const { waiting } = c
  if (waiting) {
    clearWaiting(c)
    begin(
      box,
      c,
      waiting.who,
      waiting.remoteStartId === undefined ? 'plug' : waiting.cause,
      waiting.remoteStartId,
      waiting.reservationId,
    )
  } else if (box.settings.txStartPoint === 'EVConnected' && phaseOf(box, c) === 'preparing') {
    begin(box, c, undefined, 'plug', undefined)
  }
  refresh(box, c)
}

export function unplug(box: Box, c: Connector): void {
  if (!c.evse.car) throw new Misuse(`connector ${c.id} has no car: plug one in first`)
  box.catchUp()
  box.happened('car', `car unplugged at ${Math.floor(socOf(c.evse.car))} %`, c.id)
  c.evse = setCar(setClosed(c.evse, c.evse.closed), undefined)
  c.finishing = false
  if (c.tx && (box.settings.stopOnUnplug || c.tx.idTag === undefined)) end(box, c, 'unplug', undefined)
  refresh(box, c)
}

/** A card before the reader: starts, or stops what the same card or group started. */
export async function swipe(box: Box, c: Connector, idTag: string): Promise<SwipeOutcome> {
  if (idTag.length === 0 || idTag.length > box.dialect.maxTagLength)
    throw new Misuse(`a card number has 1 to ${box.dialect.maxTagLength} characters, ${idTag} has ${idTag.length}`)
  box.happened('card', `card ${idTag} held before the reader`, c.id)
  const running = c.tx
  if (running && same(running.idTag, idTag)) {
    end(box, c, 'card', { ...cardOf(idTag), group: running.group })
    return 'stopped'
  }
  if (c.fault !== undefined || !c.operative || !box.operative)
    return refuse(box, c, idTag, 'the connector is out of service')
  if (c.finishing && box.quirks.cantRestartFromFinishing) return refuse(box, c, idTag, 'unplug the car first')
  const who = await authorize(box, c, cardOf(idTag))
  if (!who) return 'refused'
  if (c.tx !== running) return refuse(box, c, idTag, 'the connector was taken meanwhile')
  if (running && running.idTag !== undefined) {
    const family = running.group !== undefined && (same(running.group, who.group) || same(running.group, idTag))
    if (!family) return refuse(box, c, idTag, `the charge belongs to ${running.idTag}`)
    end(box, c, 'card', who)
    return 'stopped'
  }
  if (!claim(box, c, who).allowed) return refuse(box, c, idTag, 'the connector is reserved for somebody else')
  return admit(box, c, who, 'card', undefined)
}

/** Lets an authorised driver charge: at once if the car is there, else when it comes within the connection timeout. */
export function admit(
  box: Box,
  c: Connector,
  who: Who,
  cause: StartCause,
  remoteStartId: number | undefined,
): 'started' | 'waiting-for-car' {
  clearWaiting(c)
  c.finishing = false
  const { reservation } = claim(box, c, who)
  if (reservation) takeReservation(box, reservation)
  if (c.evse.car) {
    if (c.tx) join(box, c, c.tx, who, cause, remoteStartId)
    else begin(box, c, who, cause, remoteStartId, reservation?.id)
    refresh(box, c)
    return 'started'
  }
  const timer = box.setTimer(() => {
    c.waiting = undefined
    box.happened('stop', `no car came for ${who.idTag} within ${box.settings.connectionTimeoutS} s`, c.id)
    refresh(box, c)
  }, box.settings.connectionTimeoutS * 1000)
  c.waiting = { who, cause, remoteStartId, reservationId: reservation?.id, timer }
  box.happened('card', `${who.idTag} may charge: waiting for the car`, c.id)
  refresh(box, c)
  return 'waiting-for-car'
}

export function clearWaiting(c: Connector): void {
  c.waiting?.timer.cancel()
  c.waiting = undefined
}

/** Energy flows from here on; the server is told the fact. Without `who` the transaction waits for its driver (2.0.1). */
export function begin(
  box: Box,
  c: Connector,
  who: Who | undefined,
  cause: StartCause,
  remoteStartId: number | undefined,
  reservationId?: number,
): void {
  box.catchUp()
  c.evse = setClosed(c.evse, who !== undefined)
  const tx: Transaction = {
    uid: randomUUID(),
    numericId: undefined,
    idTag: who?.idTag,
    group: who?.group,
    tokenType: who?.tokenType ?? CARD_TYPE,
    startedAtMs: box.nowMs(),
    startedWallMs: box.wallMs(),
    reservationId,
    meterStartWh: Math.floor(c.evse.energyWh),
    seqNo: 0,
    remoteStartId,
    deauthorized: false,
    toldPhase: undefined,
    firstSample: undefined,
  }
  c.tx = tx
  c.finishing = false
  adoptProfile(box, c, tx)
  applyLimits(box)
  if (who) tx.toldPhase = phaseOf(box, c)
  box.happened('start', `charge of ${who?.idTag ?? 'nobody yet'} begins at ${tx.meterStartWh} Wh`, c.id)
  box.dialect.begin(box, c, tx, who ? cause : undefined)
  armMeter(box, c)
}

function join(
  box: Box,
  c: Connector,
  tx: Transaction,
  who: Who,
  cause: StartCause,
  remoteStartId: number | undefined,
): void {
  box.catchUp()
  tx.idTag = who.idTag
  tx.group = who.group
  tx.tokenType = who.tokenType
  tx.remoteStartId = remoteStartId
  adoptProfile(box, c, tx)
  c.evse = setClosed(c.evse, true)
  tx.toldPhase = phaseOf(box, c)
  box.happened('start', `charge of ${who.idTag} begins`, c.id)
  box.dialect.authorized?.(box, c, tx, cause)
}

/** The charge ends; the server is told the fact. */
export function end(box: Box, c: Connector, cause: StopCause, who: Who | undefined): void {
  const { tx } = c
  if (!tx) return
  box.catchUp()
  c.evse = setClosed(c.evse, false)
  c.meterTimer?.cancel()
  c.meterTimer = undefined
  box.dialect.end(box, c, tx, cause, who)
  c.tx = undefined
  c.finishing = c.evse.car !== undefined
  // A profile of a charge dies with it (1.6 §3.13.1, 2.0.1 K01.FR.12).
  clearProfiles(box, (profile) => profile.tx === tx)
  applyLimits(box)
  const wh = Math.floor(c.evse.energyWh) - tx.meterStartWh
  box.happened('stop', `charge of ${tx.idTag ?? 'nobody'} ends (${cause}): ${(wh / 1000).toFixed(3)} kWh`, c.id)
  if (c.inoperativeLater) {
    c.inoperativeLater = false
    c.operative = false
  }
  refresh(box, c)
  if (box.resetWhenIdle && box.connectors.every((other) => !other.tx)) box.background(box.reboot('remote-reset'))
}

/** The server's answer to a start said that the tag may not charge. */
export function deauthorize(box: Box, c: Connector, tx: Transaction, status: string): void {
  box.happened('card', `the site does not accept ${tx.idTag ?? 'the card'}: ${status}`, c.id)
  box.cache.delete((tx.idTag ?? '').toLowerCase())
  if (c.tx !== tx) return
  if (box.settings.stopOnInvalidId) {
    end(box, c, 'deauthorized', undefined)
    return
  }
  box.catchUp()
  tx.deauthorized = true
  c.evse = setClosed(c.evse, false)
  refresh(box, c)
}

/** The profile that came with a remote start is kept from the start of the charge on. */
function adoptProfile(box: Box, c: Connector, tx: Transaction): void {
  const { profile } = c
  c.profile = undefined
  if (!profile || refusalOf(box, c.id, profile, tx)) return
  keepProfile(box, { ...profile, connectorId: c.id, tx, source: 'CSO' }, () => false)
}

/** Sets the timer of the periodic readings anew. */
export function armMeter(box: Box, c: Connector): void {
  c.meterTimer?.cancel()
  c.meterTimer = undefined
  const ms = box.settings.meterSampleS * 1000
  if (!c.tx || ms <= 0) return
  c.meterTimer = box.setTimer(() => {
    box.catchUp()
    box.dialect.sample(box, c, 'periodic')
    armMeter(box, c)
  }, ms)
}

/** Holds the car back to so many W (undefined: no limit); below 6 A per phase charging pauses. */
export function setLimit(box: Box, c: Connector, limitW: number | undefined): void {
  if (limitW !== undefined && !(limitW >= 0)) throw new Misuse(`a limit must be 0 or more, not ${limitW}`)
  c.localLimitW = limitW
  applyLimits(box)
  refresh(box, c)
}

export function setFault(box: Box, c: Connector, code: string): void {
  box.catchUp()
  c.fault = code
  clearWaiting(c)
  box.happened('fault', `fault: ${code}`, c.id)
  box.dialect.faultChanged?.(box, c, code, false)
  dropReservation(box, c)
  end(box, c, 'fault', undefined)
  refresh(box, c)
}

export function clearFault(box: Box, c: Connector): void {
  const code = c.fault
  if (code === undefined) return
  c.fault = undefined
  box.happened('fault', `fault ${code} is gone`, c.id)
  box.dialect.faultChanged?.(box, c, code, true)
  refresh(box, c)
}

function cardOf(idTag: string): Who {
  return { idTag, group: undefined, tokenType: CARD_TYPE }
}
