import type { ManualTimer } from '../clock.ts'
import type { Dialect } from './dialect.ts'
import type { Memory } from './memory.ts'
import type { Evse } from './physics.ts'
import type { ChargingProfile } from './profiles.ts'
import type { Quirks } from './quirks.ts'
import type { Trouble } from './socket.ts'

/** What the box lets a car do, in words of no protocol version. Versions map it to their own states. */
export type Phase =
  | 'available'
  | 'reserved'
  | 'preparing'
  | 'charging'
  | 'suspended-ev'
  | 'suspended-evse'
  | 'finishing'
  | 'unavailable'
  | 'faulted'

/** One charge, from its start to its end. */
export interface Transaction {
  /** made by the box: the transaction id in 2.0.1 */
  readonly uid: string
  /** 1.6: given by the server's answer to StartTransaction; unknown until then */
  numericId: number | undefined
  idTag: string | undefined
  /** parent tag (1.6) or group token (2.0.1), as far as the server told it */
  group: string | undefined
  /** 2.0.1 IdTokenEnumType of idTag */
  tokenType: string
  readonly startedAtMs: number
  /** the same as the messages tell it */
  readonly startedWallMs: number
  /** the reservation it used */
  readonly reservationId: number | undefined
  /** whole Wh */
  readonly meterStartWh: number
  /** number of the next 2.0.1 TransactionEvent */
  seqNo: number
  remoteStartId: number | undefined
  /** the server did not accept the tag, but the box was told not to end transactions for that: no energy flows */
  deauthorized: boolean
  /** last charging state told to the server (2.0.1) */
  toldPhase: Phase | undefined
  /** meter value of the start, in the dialect's own form, for the closing message */
  firstSample: unknown
}

/** One EVSE with its one connector. */
export interface Connector {
  /** 1, 2, …: connectorId in 1.6, evse id (with connector 1) in 2.0.1 */
  readonly id: number
  evse: Evse
  /** limit in W that somebody set at the box itself, undefined: none */
  localLimitW: number | undefined
  operative: boolean
  /** becomes inoperative when the running transaction ends */
  inoperativeLater: boolean
  fault: string | undefined
  tx: Transaction | undefined
  /** a transaction has ended and the car is still plugged */
  finishing: boolean
  /** an authorised card or remote start that waits for the car */
  waiting:
    | {
        who: Who
        cause: StartCause
        remoteStartId: number | undefined
        reservationId: number | undefined
        timer: ManualTimer
      }
    | undefined
  /** came with a remote start, for the charge to come */
  profile: ChargingProfile | undefined
  /** phase of the last StatusNotification that the server answered */
  toldStatus: string | undefined
  meterTimer: ManualTimer | undefined
}

export interface Who {
  readonly idTag: string
  readonly group: string | undefined
  /** 2.0.1 IdTokenEnumType; 1.6 knows no types */
  readonly tokenType: string
}

export type BootReason = 'power-up' | 'remote-reset' | 'firmware-update' | 'triggered'
export type StartCause = 'card' | 'remote' | 'plug'
export type StopCause =
  | 'card'
  | 'remote'
  | 'unplug'
  | 'deauthorized'
  | 'power-loss'
  | 'hard-reset'
  | 'soft-reset'
  | 'unlock'
  | 'fault'
export type SampleContext = 'begin' | 'periodic' | 'end' | 'clock' | 'trigger'

/** A message that must reach the server: kept, in order, until it is answered. */
export interface Fact {
  readonly action: string
  /** one line for people, e.g. `start of a charge` */
  readonly label: string
  /** may be given up when the queue is full (a reading in mid-charge) */
  readonly droppable: boolean
  /** uid of the transaction it belongs to */
  readonly about?: string | undefined
  /** made at sending time, so that ids learnt meanwhile are in it */
  payload(): object
  onAnswer?(answer: unknown): void
}

/** What the box is configured to do; changed by ChangeConfiguration and SetVariables. */
export interface Settings {
  heartbeatS: number
  /** 0: no readings during a transaction */
  meterSampleS: number
  /** 0: no clock-aligned readings */
  clockAlignedS: number
  connectionTimeoutS: number
  pingS: number
  authorizeRemote: boolean
  /** accepts cards seen before while offline */
  authorizeOffline: boolean
  /** accepts any card while offline */
  unknownOffline: boolean
  stopOnInvalidId: boolean
  stopOnUnplug: boolean
  factAttempts: number
  factRetryS: number
  measurands: string[]
  /** the local list counts */
  localListEnabled: boolean
  /** cards the server has accepted are remembered */
  cacheEnabled: boolean
  /** a card of the local list or the cache starts at once, without asking the server */
  preAuthorize: boolean
  /** entries the local list holds at most, and entries one message may bring */
  localListMax: number
  localListMaxPerMessage: number
  /** a reservation may be for the station, any connector */
  reserveAny: boolean
  /** highest stack level, periods of a schedule, and profiles the box takes */
  stackLevelMax: number
  schedulePeriodsMax: number
  profilesMax: number
  /** units of charging profiles it takes */
  rateUnits: ('A' | 'W')[]
  /** 2.0.1: items it takes in one message, and variables it puts into one part of a report */
  itemsPerMessage: number
  itemsPerReport: number
  /** 2.0.1: events up to this severity number are kept while offline */
  offlineSeverity: number
  /** 2.0.1: messages its screen keeps */
  displayMessagesMax: number
  /** certificates it keeps at most */
  certificatesMax: number
  /** asks again for a certificate that does not come: first after so many seconds (0: never), so often */
  certSigningWaitS: number
  certSigningRepeats: number
  /** who it belongs to: CpoName (1.6), OrganizationName (2.0.1) */
  organization: string
  /** 2.0.1: a transaction begins when the car is plugged, or when it may charge */
  txStartPoint: 'EVConnected' | 'PowerPathClosed'
}

export type HappeningKind =
  | 'connected'
  | 'disconnected'
  | 'trouble'
  | 'booted'
  | 'status'
  | 'car'
  | 'card'
  | 'command'
  | 'start'
  | 'sample'
  | 'stop'
  | 'queue'
  | 'fault'
  | 'violation'
  | 'limit'
  | 'reservation'
  | 'event'
  | 'transfer'
  | 'security'
  | 'display'

/** Something that happened, in one sentence. */
export interface Happening {
  readonly atMs: number
  readonly boxId: string
  readonly kind: HappeningKind
  readonly connector: number | undefined
  readonly text: string
  /** for kind `trouble`: why there is no connection, and the pause until the next attempt */
  readonly trouble?: Trouble
  readonly againMs?: number | undefined
}

export interface Identity {
  readonly id: string
  readonly vendor: string
  readonly model: string
  readonly serial: string
  firmware: string
  readonly energyDecimals: number
}

/** The inside of a wallbox as its behaviours see it. */
export interface Box {
  readonly identity: Identity
  readonly dialect: Dialect
  readonly settings: Settings
  readonly connectors: readonly Connector[]
  /** tags the server has accepted, by lower-case id; what the box trusts while offline */
  readonly cache: Map<string, Who>
  /** what it was given to keep: lists, profiles, reservations, … */
  readonly memory: Memory
  readonly quirks: Quirks
  /** ends with the box: what waits for the network beside the OCPP connection stops then */
  readonly signal: AbortSignal
  /** is the whole station in service? */
  operative: boolean
  stationToldStatus: string | undefined
  resetWhenIdle: boolean

  /** connected and accepted by the server: may send more than BootNotification */
  readonly online: boolean
  nowMs(): number
  /** now, as the wire wants it: UTC with Z, plus the box's clock error */
  stamp(): string
  /** the same as epoch ms: what expiry dates and schedules of the server are held against */
  wallMs(): number
  setTimer(run: () => void, ms: number): ManualTimer
  /** Waits in the box's time, inside work of `background`: meanwhile the box counts as idle. */
  sleep(ms: number): Promise<void>
  /** real milliseconds a restart or an installation takes */
  readonly restartMs: number
  /** PEM of what HTTPS servers are trusted by, besides the public roots */
  trusted(): readonly string[]
  /** closes the connection and opens a new one: with what was changed about it */
  reconnect(): void
  /** lets physics catch up with the clock */
  catchUp(): void
  call(action: string, payload: object): Promise<unknown>
  fact(fact: Fact): void
  /** does a fact about this transaction (undefined: about any) still wait? */
  queuedAbout(uid: string | undefined): boolean
  /** runs work that nobody waits for; its failure is told, and `tick` waits for it */
  background(work: Promise<unknown>): void
  happened(kind: HappeningKind, text: string, connector?: number): void
  /** settings changed: timers are set anew */
  settingsChanged(): void
  reboot(reason: BootReason): Promise<void>
  sendBoot(reason: BootReason): Promise<void>
}
