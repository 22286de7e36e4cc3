import { z } from 'zod'
import type { Chargers } from './charger.ts'
import type { Clock } from './clock.ts'
import type { ReadHandle, WriteHandle } from './db/open.ts'
import type { SiteEventMap, SiteEventName } from './events.ts'
import type { CertificateProvider } from './iso15118/certificate-provider.ts'
import type { Log } from './log.ts'
import type { Actor, Needs } from './permissions.ts'
import type { FactReplay, FactRun } from './quarantine/fact-replay.ts'
import type { Secrets } from './secrets.ts'
import type { FileDropPort } from './transfers/transfer.ts'

export interface QueryContext {
  db: ReadHandle
  actor: Actor
  /** UTC epoch milliseconds. */
  now: number
  chargers: Chargers
}

export interface CommandContext extends QueryContext {
  db: WriteHandle
  secrets: Secrets
  /** Published after the commit. */
  emit<N extends SiteEventName>(name: N, payload: SiteEventMap[N]): void
  /**
   * As `emit`, for rows that one piece of work may change several times: `row` is read once, when the piece is done, and not
   * at all while nobody listens.
   */
  emitRow<N extends SiteEventName>(name: N, key: string | number, row: () => SiteEventMap[N]): void
  /** Runs after the commit (a station to be disconnected, a session to be stopped): never a part of the fact itself. */
  afterCommit(label: string, effect: () => void | Promise<void>): void
  /** The next stamp of the hybrid logical clock. */
  stamp(): string
  /** Present while a kept fact is booked again: what still can't be booked is refused and not kept once more. */
  again?: true
  /** For a kept fact: use cases by name in the same transaction, as its station and at the instant of its receipt. */
  bookAgain(actor: Actor, receivedAt: number): FactRun
  /** What the OCPP door offers for facts that were kept. */
  facts: FactReplay
  /** Another command in the same transaction, as the same actor. */
  run<U extends AnyCommand>(command: U, input: InputOf<U>): OutputOf<U>
}

export interface ActionContext {
  /** Who is asked about certificates of cars. */
  certificateProvider: CertificateProvider
  actor: Actor
  clock: Clock
  log: Log
  chargers: Chargers
  facts: FactReplay
  files: FileDropPort
  secrets: Secrets
  read: ReadHandle
  /** A query or a command of its own transaction, as the same actor unless another is given. */
  execute<U extends AnyUseCase>(useCase: U, input: InputOf<U>, as?: Actor): Promise<OutputOf<U>>
}

interface Definition<S extends z.ZodType, O, C> {
  needs: Needs
  input: S
  run(context: C, input: z.output<S>): O
}

export type Query<S extends z.ZodType = z.ZodType, O = unknown> = { kind: 'query' } & Definition<S, O, QueryContext>
export type Command<S extends z.ZodType = z.ZodType, O = unknown> = { kind: 'command' } & Definition<
  S,
  O,
  CommandContext
>
export type Action<S extends z.ZodType = z.ZodType, O = unknown> = { kind: 'action' } & Definition<
  S,
  Promise<O>,
  ActionContext
>

// biome-ignore lint/suspicious/noExplicitAny: a table of use cases of all types needs the widest one
export type AnyCommand = Command<any, any>
// biome-ignore lint/suspicious/noExplicitAny: as above
export type AnyUseCase = Query<any, any> | AnyCommand | Action<any, any>

export type InputOf<U extends AnyUseCase> = z.input<U['input']>
export type OutputOf<U extends AnyUseCase> = Awaited<ReturnType<U['run']>>

/** Reads; synchronous, on committed rows. */
export function query<S extends z.ZodType, O>(definition: Definition<S, O, QueryContext>): Query<S, O> {
  return { kind: 'query', ...definition }
}

/** Writes; synchronous, one savepoint in the turn's transaction; may emit. */
export function command<S extends z.ZodType, O>(definition: Definition<S, O, CommandContext>): Command<S, O> {
  return { kind: 'command', ...definition }
}

/** Asynchronous; may ask stations; never holds a transaction. */
export function action<S extends z.ZodType, O>(definition: Definition<S, Promise<O>, ActionContext>): Action<S, O> {
  return { kind: 'action', ...definition }
}

/** Input made by our own doors from frames that were checked already: typed, not checked again on the hot path. */
export function trusted<T>(): z.ZodCustom<T, T> {
  return z.custom<T>()
}

export const nothing = z.object({}).strict()
