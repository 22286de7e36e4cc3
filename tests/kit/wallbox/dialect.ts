import type { MessageContentType } from '../../../src/ocpp/generated/v201/types.ts'
import type { BootReason, Box, Connector, SampleContext, StartCause, StopCause, Transaction, Who } from './box.ts'
import type { Reservation } from './reservations.ts'
import type { Answer, RpcOptions } from './rpc.ts'
import type { SchemaBook } from './schemas.ts'
import type { SecurityEventNames } from './security/security-events.ts'
import type { OwnUse } from './security/signing.ts'

export type Protocol = 'ocpp1.6' | 'ocpp2.0.1' | 'ocpp2.1'

/** Answers one CALL of the server. */
export type Behaviour = (box: Box, request: never) => Answer | Promise<Answer>

/** A typed behaviour for a table: the request has passed its schema before the behaviour sees it. */
export function behaviour<Request>(run: (box: Box, request: Request) => Answer | Promise<Answer>): Behaviour {
  return run as Behaviour
}

/** The server's word on a tag. */
export interface Authorization {
  readonly status: string
  readonly group: string | undefined
  /** for the driver, to be shown (2.0.1) */
  readonly message?: MessageContentType
}

/** One OCPP version: how the box says what happened, and what it answers. A third version is one more object like this. */
export interface Dialect {
  readonly protocol: Protocol
  readonly schemas: SchemaBook
  readonly errorCodes: RpcOptions['errorCodes']
  readonly knownErrorCodes: ReadonlySet<string>
  readonly maxTagLength: number
  /** CALLs it answers, by action; others get NotImplemented */
  readonly behaviours: Readonly<Record<string, Behaviour>>

  boot(box: Box, reason: BootReason): Promise<{ status: string; interval: number }>
  heartbeat(box: Box): Promise<void>
  authorize(box: Box, who: Who): Promise<Authorization>
  /** the state's name on the wire */
  statusName(box: Box, connector: Connector): string
  /** undefined: the station itself, where the version has that */
  notifyStatus(box: Box, connector: Connector | undefined): Promise<void>
  /** the transaction has begun */
  begin(box: Box, connector: Connector, tx: Transaction, cause: StartCause | undefined): void
  /** a transaction that began with the plug now has its driver (2.0.1 only) */
  authorized?(box: Box, connector: Connector, tx: Transaction, cause: StartCause): void
  /** a reading: of the transaction where one runs, else of the idle connector */
  sample(box: Box, connector: Connector, context: SampleContext): void
  /** charging, pausing, full (2.0.1 tells it as an event; 1.6 by StatusNotification) */
  phaseChanged?(box: Box, connector: Connector, tx: Transaction): void
  end(box: Box, connector: Connector, tx: Transaction, cause: StopCause, who: Who | undefined): void
  /** a fault began or ended (2.0.1 NotifyEvent) */
  faultChanged?(box: Box, connector: Connector, code: string, cleared: boolean): void
  /** the box has been built: what it leaves the factory with */
  prepare?(box: Box): void
  /** looked at every second of the box's time */
  watch?(box: Box): void
  /** asks the server to sign a request (PEM); its word on it */
  signCertificate(box: Box, csr: string, use: OwnUse): Promise<string>
  readonly securityEvents: SecurityEventNames
  /** a reservation is over without its driver (2.0.1 ReservationStatusUpdate) */
  reservationGone?(box: Box, reservation: Reservation, why: 'expired' | 'removed'): void
}
