import { randomUUID } from 'node:crypto'
import type { Box, Connector, Phase, StartCause, StopCause, Transaction, Who } from './box.ts'
import { Misuse } from './misuse.ts'
import { type Car, isFull, isHeldBack, setCar, setClosed, socOf } from './physics.ts'
import { CallFailed } from './rpc.ts'

/** 2.0.1 token type of an RFID card; 1.6 knows no types. */
const CARD_TYPE = 'ISO14443'

/** What came of a card held before the reader. */
export type SwipeOutcome = 'started' | 'waiting-for-car' | 'stopped' | 'refused'

/** The connector's state, from what is true of it. */
export function phaseOf(box: Box, c: Connector): Phase {
  if (c.fault !== undefined) return 'faulted'
  if (c.tx && c.tx.idTag !== undefined) {
    if (c.tx.deauthorized || isHeldBack(c.evse)) return 'suspended-evse'
    return !c.evse.car || isFull(c.evse.car) ? 'suspended-ev' : 'charging'
  }
  if (!c.operative || !box.operative) return 'unavailable'
  if (c.finishing) return 'finishing'
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

export function plug(box: Box, c: Connector, car: Car): void {
  if (c.evse.car) throw new Misuse(`connector ${c.id} has a car already: unplug it first`)
  box.catchUp()
  c.evse = setCar(c.evse, car)
  box.happened('car', `car plugged in: ${car.batteryWh / 1000} kWh battery at ${Math.floor(socOf(car))} %`, c.id)
  const { waiting } = c
  if (waiting) {
    clearWaiting(c)
    begin(box, c, waiting.who, waiting.remoteStartId === undefined ? 'plug' : waiting.cause, waiting.remoteStartId)
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
  const who = await authorize(box, c, cardOf(idTag))
  if (!who) return 'refused'
  if (c.tx !== running) return refuse(box, c, idTag, 'the connector was taken meanwhile')
  if (running && running.idTag !== undefined) {
    const family = running.group !== undefined && (same(running.group, who.group) || same(running.group, idTag))
    if (!family) return refuse(box, c, idTag, `the charge belongs to ${running.idTag}`)
    end(box, c, 'card', who)
    return 'stopped'
  }
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
  if (c.evse.car) {
    if (c.tx) join(box, c, c.tx, who, cause, remoteStartId)
    else begin(box, c, who, cause, remoteStartId)
    refresh(box, c)
    return 'started'
  }
  const timer = box.setTimer(() => {
    c.waiting = undefined
    box.happened('stop', `no car came for ${who.idTag} within ${box.settings.connectionTimeoutS} s`, c.id)
    refresh(box, c)
  }, box.settings.connectionTimeoutS * 1000)
  c.waiting = { who, cause, remoteStartId, timer }
  box.happened('card', `${who.idTag} may charge: waiting for the car`, c.id)
  refresh(box, c)
  return 'waiting-for-car'
}

export function clearWaiting(c: Connector): void {
  c.waiting?.timer.cancel()
  c.waiting = undefined
}

/** Asks the server, or while offline the box's own memory; undefined: the tag may not charge. */
export async function authorize(box: Box, c: Connector, asked: Who): Promise<Who | undefined> {
  const { idTag } = asked
  const known = box.cache.get(idTag.toLowerCase())
  const offline = () => {
    if (known && box.settings.authorizeOffline) return known
    if (box.settings.unknownOffline) return asked
    refuse(box, c, idTag, 'the box is offline and does not know the card')
    return undefined
  }
  if (!box.online) return offline()
  try {
    const { status, group } = await box.dialect.authorize(box, asked)
    const who = { ...asked, group }
    if (status === 'Accepted' || status === 'ConcurrentTx') box.cache.set(idTag.toLowerCase(), who)
    else box.cache.delete(idTag.toLowerCase())
    if (status === 'Accepted') return who
    refuse(box, c, idTag, `the site says ${status}`)
    return undefined
  } catch (error) {
    if (error instanceof CallFailed) return offline()
    throw error
  }
}

/** Energy flows from here on; the server is told the fact. Without `who` the transaction waits for its driver (2.0.1). */
export function begin(
  box: Box,
  c: Connector,
  who: Who | undefined,
  cause: StartCause,
  remoteStartId: number | undefined,
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
    meterStartWh: Math.floor(c.evse.energyWh),
    seqNo: 0,
    remoteStartId,
    deauthorized: false,
    toldPhase: undefined,
    firstSample: undefined,
  }
  c.tx = tx
  c.finishing = false
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
  box.catchUp()
  c.evse = setClosed({ ...c.evse, limitW }, c.evse.closed)
  refresh(box, c)
}

export function setFault(box: Box, c: Connector, code: string): void {
  box.catchUp()
  c.fault = code
  clearWaiting(c)
  box.happened('fault', `fault: ${code}`, c.id)
  box.dialect.faultChanged?.(box, c, code, false)
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

export function same(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase()
}

function cardOf(idTag: string): Who {
  return { idTag, group: undefined, tokenType: CARD_TYPE }
}

function refuse(box: Box, c: Connector, idTag: string, why: string): 'refused' {
  box.happened('card', `card ${idTag} is refused: ${why}`, c.id)
  return 'refused'
}
