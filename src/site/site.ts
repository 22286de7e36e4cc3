import { api, type SiteApi, type UseCaseName } from './api.ts'
import { type Chargers, noChargers } from './charger.ts'
import type { Clock } from './clock.ts'
import type { Database } from './db/open.ts'
import { nextStamp, type Stamp } from './db/stamp.ts'
import { TurnCommits } from './db/transaction.ts'
import { SiteError } from './errors.ts'
import { type SiteEvent, type SiteEventName, SiteEvents } from './events.ts'
import { authorize, parse } from './execute.ts'
import { type CertificateProvider, noCertificateProvider } from './iso15118/certificate-provider.ts'
import type { Log } from './log.ts'
import type { Actor } from './permissions.ts'
import { type FactReplay, noFactReplay } from './quarantine/fact-replay.ts'
import type { Secrets } from './secrets.ts'
import { type FileDropPort, noFileDrop } from './transfers/transfer.ts'
import type { AnyCommand, AnyUseCase, CommandContext, InputOf, OutputOf } from './use-case.ts'

export interface SiteOptions {
  database: Database
  secrets: Secrets
  clock: Clock
  log: Log
  /** Hybrid logical clock: the stamp after `previous` at `now`. */
  stamp: Stamp
}

/** Runs a command inside a turn: synchronous, not yet committed. */
export type Run = <N extends UseCaseName>(name: N, input: InputOf<SiteApi[N]>) => OutputOf<SiteApi[N]>

interface PieceResult<T> {
  value: T
  events: SiteEvent[]
  effects: { label: string; effect: () => void | Promise<void> }[]
}

/** The site: one law for every caller. Doors hold one of these and nothing else of the domain. */
export class Site {
  readonly events: SiteEvents
  readonly clock: Clock
  readonly secrets: Secrets
  readonly #options: SiteOptions
  readonly #commits: TurnCommits
  #facts: FactReplay = noFactReplay
  #chargers: Chargers = noChargers((stationId) => new SiteError('StationOffline', { stationId }))

  #files: FileDropPort = noFileDrop
  #certificateProvider: CertificateProvider = noCertificateProvider

  constructor(options: SiteOptions) {
    this.#options = options
    this.clock = options.clock
    this.secrets = options.secrets
    this.events = new SiteEvents(options.log)
    this.#commits = new TurnCommits(options.database.write.$client)
  }

  /** Files of stations, for the doors of people. */
  get files(): FileDropPort {
    return this.#files
  }

  /** The file drop offers addresses for files. */
  attachFileDrop(files: FileDropPort) {
    this.#files = files
  }

  /** Somebody outside may be asked about certificates of cars. */
  attachCertificateProvider(provider: CertificateProvider) {
    this.#certificateProvider = provider
  }

  /** The OCPP door offers its stations. */
  attachChargers(chargers: Chargers) {
    this.#chargers = chargers
  }

  /** The OCPP door offers to handle messages again that could not be booked. */
  attachFactReplay(facts: FactReplay) {
    this.#facts = facts
  }

  /**
   * Authorise → check → run → commit → publish. Resolves only after the COMMIT that holds the facts.
   * @throws SiteError
   */
  async execute<N extends UseCaseName>(
    actor: Actor,
    name: N,
    input: InputOf<SiteApi[N]>,
  ): Promise<OutputOf<SiteApi[N]>> {
    return this.#execute(actor, api[name], input, name) as Promise<OutputOf<SiteApi[N]>>
  }

  /**
   * Several commands as one piece of the turn's transaction: all or nothing. `work` is synchronous.
   * @throws SiteError
   */
  async turn<T>(actor: Actor, work: (run: Run) => T): Promise<T> {
    return this.#piece(actor, (context) => work((name, input) => runByName(context, name, input) as never))
  }

  /** Runs `work` while no transaction is open: now, or right after the turn's end. It must not throw. */
  betweenTurns(work: () => void) {
    this.#commits.betweenTurns(work)
  }

  /** Commits what is pending; what comes later is refused with ShuttingDown. */
  close() {
    this.#commits.close()
  }

  async #execute(actor: Actor, useCase: AnyUseCase, input: unknown, name: string): Promise<unknown> {
    authorize(actor, useCase, name)
    const checked = parse(useCase, input)
    const { database, clock, log, secrets } = this.#options
    if (useCase.kind === 'query')
      return useCase.run({ db: database.read, actor, now: clock.now(), chargers: this.#chargers }, checked)
    if (useCase.kind === 'command') return this.#piece(actor, (context) => useCase.run(context, checked))
    return useCase.run(
      {
        actor,
        clock,
        log,
        secrets,
        facts: this.#facts,
        // the scheduler's requests let those of people pass
        chargers: actor.door === 'scheduler' ? this.#chargers.background() : this.#chargers,
        files: this.#files,
        read: database.read,
        certificateProvider: this.#certificateProvider,
        execute: (other, otherInput, as) => this.#execute(as ?? actor, other, otherInput, 'nested') as never,
      },
      checked,
    )
  }

  #piece<T>(actor: Actor, work: (context: CommandContext) => T): Promise<T> {
    return this.#commits.run<PieceResult<T>, T>(
      () => {
        const events: PieceResult<T>['events'] = []
        const rows = new Map<string, { name: SiteEventName; row: () => unknown }>()
        const effects: PieceResult<T>['effects'] = []
        const { database, clock, secrets } = this.#options
        const context: CommandContext = {
          db: database.write,
          actor,
          now: clock.now(),
          chargers: this.#chargers,
          facts: this.#facts,
          secrets,
          emit: (name, payload) => events.push({ name, payload } as SiteEvent),
          emitRow: (name, key, row) => {
            if (this.events.isHeard(name)) rows.set(`${name} ${key}`, { name, row })
          },
          afterCommit: (label, effect) => effects.push({ label, effect }),
          stamp: () => nextStamp(database.write, clock.now(), this.#options.stamp),
          run: (other: AnyCommand, input) => other.run(context, parse(other, input)) as never,
          bookAgain: (station, receivedAt) => {
            const again: CommandContext = {
              ...context,
              actor: station,
              now: receivedAt,
              again: true,
              run: (other: AnyCommand, input) => other.run(again, parse(other, input)) as never,
            }
            return (name, input) => runByName(again, name, input)
          },
        }
        const value = work(context)
        for (const { name, row } of rows.values()) events.push({ name, payload: row() } as SiteEvent)
        return { value, events, effects }
      },
      ({ value, events, effects }) => {
        // replies first: whoever awaits this piece continues before its listeners do
        if (events.length + effects.length > 0) setImmediate(() => this.#publish(events, effects))
        return value
      },
    )
  }

  #publish(events: SiteEvent[], effects: PieceResult<unknown>['effects']) {
    for (const event of events) this.events.publish(event)
    for (const { label, effect } of effects) void this.#runEffect(label, effect)
  }

  async #runEffect(label: string, effect: () => void | Promise<void>) {
    try {
      await effect()
    } catch (error) {
      const code = error instanceof SiteError ? error.code : 'InternalError'
      this.#options.log.warn('an effect of a command failed', { effect: label, code, reason: String(error) })
    }
  }
}

/** @throws SiteError also where the use case is not synchronous */
function runByName(context: CommandContext, name: string, input: unknown): unknown {
  const useCase: AnyUseCase = api[name as UseCaseName]
  if (useCase.kind === 'action') throw new SiteError('InternalError', { reason: `${name} is not synchronous` })
  authorize(context.actor, useCase, name)
  return useCase.run(context, parse(useCase, input))
}
