import { Acts, connectorOf } from './acts.ts'
import type { Connector, Happening, HappeningKind } from './box.ts'
import { clearFault, plug, type SwipeOutcome, setFault, setLimit, swipe, unplug } from './charging.ts'
import { Drive } from './drive.ts'
import { Engine } from './engine.ts'
import { Misuse } from './misuse.ts'
import {
  credentialsOf,
  engineOptionsOf,
  type Faults,
  faultless,
  REBOOT_MS,
  stationUrl,
  subprotocolsOf,
  type WallboxOptions,
} from './options.ts'
import { createCar } from './physics.ts'
import { failPower, type PowerFailure } from './power.ts'
import type { Violation } from './schemas.ts'
import { openSecondSocket, type SecondSocket } from './second-socket.ts'
import type { Trouble } from './socket.ts'
import { type BoxState, stateOf } from './state.ts'
import { Transcript } from './transcript.ts'
import { Waiters } from './waiters.ts'

const MAX_VIOLATIONS = 500

/**
 * A wallbox that exists in software only: a real OCPP client with a meter, cars and a card reader.
 *
 * It speaks the protocol over a real WebSocket, holds every message in both directions against the official schemas
 * (`violations`), and keeps what it must not lose while it is offline. Acts (`plug`, `swipe`, …) are what people do to it.
 *
 * @example
 * const box = new VirtualWallbox({ url: 'ws://127.0.0.1:8081/OCPP', id: 'BOX-1', protocol: 'ocpp1.6', speed: 0 })
 * box.start()
 * await box.online()
 * box.plug(1, { batteryKWh: 58, soc: 40 })
 * await box.swipe(1, 'CARD-1')
 * await box.tick(3_600_000) // an hour of charging, now
 */
export class VirtualWallbox {
  /** raw frames, both ways */
  readonly transcript: Transcript
  /** breaches of the schemas or the RPC rules, by either end; a test expects none */
  readonly violations: Violation[] = []
  /** misbehaviour: change at any time */
  readonly faults: Faults
  readonly #o: WallboxOptions
  readonly #engine: Engine
  readonly #drive: Drive
  readonly #waiters = new Waiters()
  /** what else people, cars and the firmware do */
  readonly acts: Acts
  #trouble: Trouble | undefined
  #stopped = false

  constructor(options: WallboxOptions) {
    this.#o = options
    this.#drive = new Drive({
      clock: options.clock,
      speed: options.speed ?? 1,
      startAtMs: options.startAtMs,
      errorMs: options.clockErrorMs ?? 0,
      onPump: () => this.#waiters.look(),
    })
    this.faults = { ...faultless(options.quirks), ...options.faults }
    this.transcript = new Transcript(options.transcriptLines ?? 2000)
    this.#engine = new Engine({
      ...engineOptionsOf(options),
      faults: this.faults,
      transcript: this.transcript,
      clock: this.#drive.clock,
      stamp: () => this.#drive.stamp(),
      onHappening: (kind, text, connector) => this.#happened(kind, text, connector),
      onTrouble: (trouble, againMs) => this.#troubled(trouble, againMs),
      onViolation: (violation) => this.#violated(violation),
      onChange: () => this.#waiters.look(),
    })
    this.acts = new Acts(this.#engine, this.transcript)
  }

  /** True after `stop()`. */
  get stopped(): boolean {
    return this.#stopped
  }

  get id(): string {
    return this.#o.id
  }

  /** Switches the box on: it connects, boots, and comes back by itself whenever the connection is lost. */
  start(): void {
    this.#drive.start()
    this.#engine.start()
  }

  /** Switches it off for good: closes the connection and every timer. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#drive.stop()
    await this.#engine.stop()
    this.#waiters.disappoint(new Misuse(`${this.id} was stopped while somebody waited for it`))
  }

  /** Puts a car to a connector. `maxW`: what its charger takes, default 11 kW on three phases. */
  plug(connector: number, car: { batteryKWh: number; soc: number; maxW?: number; phases?: 1 | 2 | 3 }): void {
    plug(this.#engine, this.#connector(connector), createCar(car))
  }

  unplug(connector: number): void {
    unplug(this.#engine, this.#connector(connector))
  }

  /** Holds a card before the reader: starts a charge, waits for the car, or stops what the same card or group started. */
  async swipe(connector: number, idTag: string): Promise<SwipeOutcome> {
    return swipe(this.#engine, this.#connector(connector), idTag)
  }

  /** Breaks the connector: 1.6 error codes (`GroundFailure`, …) or any text. A running charge ends. */
  fault(connector: number, code: string): void {
    setFault(this.#engine, this.#connector(connector), code)
  }

  clearFault(connector: number): void {
    clearFault(this.#engine, this.#connector(connector))
  }

  /** Limits a connector to so many W (undefined: no limit). Below 6 A per phase charging pauses. */
  limit(connector: number, limitW: number | undefined): void {
    setLimit(this.#engine, this.#connector(connector), limitW)
  }

  /** The same in A per phase, at 230 V. */
  limitCurrent(connector: number, limitA: number): void {
    this.limit(connector, limitA * 230 * this.#connector(connector).evse.phases)
  }

  /** Pulls the network cable: charging goes on, facts are kept. The box stays offline until `goOnline`. */
  goOffline(): void {
    this.#engine.socket.down()
  }

  goOnline(): void {
    this.#engine.socket.up()
  }

  /** Cuts the connection once; the box comes back by itself. */
  sever(): void {
    this.#engine.socket.sever()
  }

  /** Takes the power away and gives it back: volatile state is forgotten, facts are kept, and the box boots again. */
  async powerCycle(how: PowerFailure = {}): Promise<void> {
    await failPower(this.#engine, how, this.#o.rebootMs ?? REBOOT_MS)
  }

  /**
   * Lets time pass on the box's manual clock: at each timer it waits until the messages that follow are answered.
   * Needs `speed: 0` or a ManualClock as `clock`.
   */
  async tick(ms: number): Promise<void> {
    const clock = this.#drive.manual
    const end = clock.now() + ms
    await this.settled()
    for (let due = clock.nextDueMs(); due !== undefined && due <= end; due = clock.nextDueMs()) {
      clock.advance(Math.max(0, due - clock.now()))
      await this.settled()
    }
    clock.advance(Math.max(0, end - clock.now()))
    this.#engine.catchUp()
    await this.settled()
  }

  /** Simulated per real second, for a box that drives itself. */
  setSpeed(speed: number): void {
    this.#drive.setSpeed(speed)
  }

  /** Resolves when all that was sent is answered and nothing moves before the clock or the server does. */
  async settled(timeoutMs = 60_000): Promise<void> {
    if (this.#engine.idle) return
    await this.#until(() => this.#engine.idle, timeoutMs, 'the box to settle')
  }

  /** Resolves when the server has accepted the box (again). */
  async online(timeoutMs = 10_000): Promise<BoxState> {
    return this.waitFor((state) => state.online, timeoutMs, 'the box to be online')
  }

  /** Resolves when the state fits; rejects after `timeoutMs` (real) with the state and the last frames in the message. */
  async waitFor(fits: (state: BoxState) => boolean, timeoutMs = 10_000, what = 'the awaited state'): Promise<BoxState> {
    await this.#until(() => fits(this.state()), timeoutMs, what)
    return this.state()
  }

  state(): BoxState {
    return stateOf(this.#engine, this.#trouble, this.violations.length)
  }

  /** Sends text as it is. @throws CallFailed when there is no connection */
  sendRaw(text: string): void {
    this.#engine.rpc.sendRaw(text)
  }

  /** Sends any CALL; the payload is checked (`violations`) but sent all the same. @returns the answer's payload */
  async call(action: string, payload: object): Promise<unknown> {
    return this.#engine.rpc.call(action, payload)
  }

  /** Sends the fact that went out last once more, with a new message id. @returns the answer's payload */
  async duplicateLastFact(): Promise<unknown> {
    return this.#engine.facts.duplicateLast()
  }

  /** Stops or resumes reading from the socket: a slow reader. */
  setReading(reading: boolean): void {
    this.#engine.socket.setReading(reading)
  }

  /** Opens another connection under the same identity. */
  async openSecondSocket(): Promise<SecondSocket> {
    return openSecondSocket({
      url: stationUrl(this.#o.url, this.#o.id),
      subprotocols: subprotocolsOf(this.#o),
      credentials: credentialsOf(this.#o),
      timeoutMs: this.#o.callTimeoutMs ?? 30_000,
    })
  }

  #connector(id: number): Connector {
    return connectorOf(this.#engine, id)
  }

  #happened(kind: HappeningKind, text: string, connector: number | undefined): void {
    if (kind === 'connected') this.#trouble = undefined
    this.#tell({ kind, connector, text })
  }

  #troubled(trouble: Trouble, againMs: number | undefined): void {
    this.#trouble = trouble
    this.#tell({ kind: 'trouble', connector: undefined, text: trouble.detail, trouble, againMs })
  }

  #tell(happening: Omit<Happening, 'atMs' | 'boxId'>): void {
    this.#o.logger?.({ atMs: Date.now(), boxId: this.id, ...happening })
    this.#waiters.look()
  }

  #violated(violation: Violation): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push(violation)
    const whose = violation.direction === 'received' ? 'the site sent' : 'the box sent'
    this.#happened('violation', `${whose} something wrong: ${violation.text}`, undefined)
  }

  #until(holds: () => boolean, timeoutMs: number, what: string): Promise<void> {
    return this.#waiters.until(holds, timeoutMs, () => {
      const { settings: _, ...state } = this.state()
      const frames = this.transcript.tail()
      return new Error(
        `${this.id} waited ${timeoutMs} ms for ${what}.\nState: ${JSON.stringify(state)}\nLast frames:\n${frames}`,
      )
    })
  }
}
