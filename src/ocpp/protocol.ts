/** What a version of OCPP is to the engine: a name, a table of messages, spellings of errors, and how it commands a station. */
import type { UseCaseInput, UseCaseName, UseCaseOutput } from '../site/api.ts'
import type { Charger } from '../site/charger.ts'
import type { Quirks, StationIdentity } from '../site/quirks/quirk.ts'
import type { Run } from '../site/site.ts'
import type { JsonSchema } from './schema-check.ts'

export interface SchemaError {
  instancePath: string
  keyword: string
  message?: string
  params: Record<string, unknown>
}

/** A generated validator: it leaves the first error on itself. */
export interface Schema<T = unknown> {
  (value: unknown): value is T
  errors?: SchemaError[] | null
}

/** What of a message may be other than its schema wants it; see tolerance.ts. */
export interface Tolerance {
  /** Values that the handler can't do without: paths, `*` for an index. */
  strict: readonly string[]
  /** Fields that may be missing or empty, and what stands in for them at the check; the handler sees them missing. */
  missing: Readonly<Record<string, unknown>>
}

/** One message being handled, inside the transaction that its facts, its log rows and its answer share. */
export interface Turn {
  run: Run
  /** UTC ms. */
  receivedAt: number
  /** JSON text of the payload as it came. */
  readonly payload: string
  /** What the station is told to keep as its heartbeat, s. */
  heartbeatS: number
  /** Runs when the answer has been sent; nobody waits for it, so it may ask the station. */
  after(label: string, hook: (link: StationLink) => void | Promise<void>): void
}

/** What a station answered, as it came. */
export type RawAnswer = { result: unknown } | { error: { code: string; description: string; details: unknown } }

export interface Caller {
  /** What is different about the station. */
  readonly quirks: Quirks
  /**
   * Sends a CALL when those before it are answered.
   * @returns the answer's payload; it has the schema's shape, unless the station broke it in a way that can be read
   * @throws SiteError StationOffline, StationTimeout, NotSupported, StationRejected, InvalidInput
   */
  call(action: string, payload: object, options?: { timeoutMs?: number }): Promise<unknown>
  /**
   * As `call`, for what a person wrote: any action, any payload, nothing checked, and the answer as it comes.
   * @throws SiteError StationOffline, StationTimeout
   */
  callRaw(action: string, payload: unknown, options?: { timeoutMs?: number }): Promise<RawAnswer>
}

/** A station's connection, for what runs after an answer. */
export interface StationLink extends Caller {
  /** A BootNotification was answered: from now on the station may be commanded. */
  markBooted(): void
  /** The station tells its state by itself. */
  markStatusTold(): void
}

/** What a message may ask before its turn: use cases, also those that ask the outside. */
export interface Asking {
  execute<N extends UseCaseName>(name: N, input: UseCaseInput<N>): Promise<UseCaseOutput<N>>
}

/** A message that stations send. */
export interface Incoming {
  request: Schema
  response: Schema
  /** Present: the message carries a fact, and is quarantined rather than lost. */
  fact: boolean
  tolerance: Tolerance | undefined
  /** Asked before the turn; later messages of the station wait for it. Undefined: there is nothing to ask. */
  prepare: ((asking: Asking, request: unknown) => Promise<unknown> | undefined) | undefined
  handle(turn: Turn, request: unknown, prepared?: unknown): object
}

/** A message that we send. */
export interface Outgoing {
  request: Schema
  response: Schema
}

/** Where a message goes; one that is in the version but not served yet has neither. */
export interface Message {
  in?: Incoming
  out?: Outgoing
}

/** CALLERROR codes: the versions spell them differently. */
export interface ErrorCodes {
  /** The frame or the payload is not what a CALL is. */
  format: string
  type: string
  property: string
  occurrence: string
  /** A message type other than 2, 3, 4; undefined: it is to be ignored. */
  messageType: string | undefined
  /** The frame can't be read, not even its id; undefined: it is to be ignored. */
  frame: string | undefined
}

/** Action → the payload in the shape that it should have (`incoming`), or that the station wants (`outgoing`). */
export interface Shapes {
  incoming: Readonly<Record<string, (payload: unknown) => unknown>>
  outgoing: Readonly<Record<string, (payload: object) => object>>
  /** How a station names itself in the odd shape of its first message. */
  identityIn(payload: unknown): Pick<StationIdentity, 'vendor' | 'model' | 'firmware'>
}

export interface ProtocolVersion {
  /** Subprotocol, as in `Sec-WebSocket-Protocol`. */
  name: string
  messages: ReadonlyMap<string, Message>
  errors: ErrorCodes
  /** Action → JSON schema of its request; loaded when a person needs it. */
  requests(): Promise<Readonly<Record<string, JsonSchema>>>
  /** For stations that speak this version with messages of another one's shape. */
  shapes?: Shapes
  createCharger(link: Caller): Charger
}

/**
 * A message that stations send, with its handler: a plain synchronous function from request to response.
 * `tolerance` for messages whose odd fields do not matter; `fact` for those that must not be lost.
 * `prepare` for what must be asked outside before: what it gives is handed to the handler; undefined where there was nothing
 * to ask, where asking failed, or took too long.
 */
export function incoming<Req, Res extends object, P = never>(definition: {
  request: Schema<Req>
  response: Schema<Res>
  fact?: boolean
  tolerance?: Partial<Tolerance>
  prepare?(asking: Asking, request: Req): Promise<P> | undefined
  handle(turn: Turn, request: Req, prepared: P | undefined): Res
}): Message {
  const { request, response, fact = false, tolerance, prepare, handle } = definition
  return {
    in: {
      request,
      response,
      fact,
      tolerance: tolerance && { strict: tolerance.strict ?? [], missing: tolerance.missing ?? {} },
      prepare: prepare as Incoming['prepare'],
      handle: handle as Incoming['handle'],
    },
  }
}

/** A message that we send. */
export function outgoing(request: Schema, response: Schema): Message {
  return { out: { request, response } }
}

/** In the specification, but not served yet: answered NotSupported. */
export const notServed: Message = {}
