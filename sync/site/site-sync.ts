import { randomUUID } from 'node:crypto'
import { type Clock, every, type Timer } from '../../src/site/clock.ts'
import type { Log } from '../../src/site/log.ts'
import type { Actor } from '../../src/site/permissions.ts'
import type { Site } from '../../src/site/site.ts'
import { HqConnection } from './connection.ts'
import { Serial } from './serial.ts'

const system: Actor = { kind: 'system', door: 'sync' }
const prunePeriodMs = 3_600_000
const requeueRows = 200
const requeueRetryMs = 5_000

export interface SiteSyncOptions {
  site: Site
  clock: Clock
  log: Log
  /** Name and version of the controller, for headquarters to see. */
  software?: string
  /** From 0 to 1. */
  random?: () => number
}

/**
 * Keeps the site and headquarters in step for as long as it is started and the site belongs to one. A change of the
 * configuration takes effect at once.
 */
export class SiteSync {
  readonly #options: SiteSyncOptions
  readonly #boot = randomUUID()
  readonly #serial: Serial
  #connection: HqConnection | undefined
  #hellos = 0
  /** The configuration in use: its sealed secret is another each time. */
  #configured: Buffer | undefined
  #started = false
  #checking = false
  #prune: Timer | undefined
  #requeue: Timer | undefined
  #unsubscribe: (() => void)[] = []

  constructor(options: SiteSyncOptions) {
    this.#options = options
    this.#serial = new Serial((error) => options.log.error('the sync could not be set up', { reason: String(error) }))
  }

  /** Resolves when the connection is being made, where there is one. */
  async start(): Promise<void> {
    if (this.#started) return
    this.#started = true
    const { site, clock } = this.#options
    this.#unsubscribe = [
      site.events.on('hq.changed', 'follow the connection to headquarters', () => this.#check()),
      site.events.on('outbox.filled', 'send to headquarters', ({ lane }) => this.#connection?.pump(lane)),
      // an account's first name, or a new account
      site.events.on('site.changed', 'tell headquarters of the site', () => this.#connection?.sayHello()),
    ]
    this.#prune = every(clock, prunePeriodMs, () => this.#serial.run(() => this.#pruneOutbox()))
    this.#check()
    await this.#serial.idle()
  }

  async stop(): Promise<void> {
    this.#started = false
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    this.#unsubscribe = []
    this.#prune?.cancel()
    await this.#serial.idle()
    this.#requeue?.cancel()
    await this.#connection?.stop()
    this.#connection = undefined
    this.#configured = undefined
  }

  #check() {
    if (this.#checking || !this.#started) return
    this.#checking = true
    this.#serial.run(async () => {
      this.#checking = false
      await this.#apply()
    })
  }

  async #apply() {
    const { site, clock, log, software = 'chargeyard', random = Math.random } = this.#options
    const wanted = await site.execute(system, 'hq.connection', {})
    if (this.#started && wanted && this.#configured?.equals(wanted.sealedSecret)) return
    if (!wanted && !this.#connection) return this.#pruneOutbox()
    await this.#connection?.stop()
    this.#connection = undefined
    this.#configured = wanted?.sealedSecret
    if (!wanted || !this.#started) return
    this.#connection = new HqConnection({
      site,
      url: wanted.url,
      hqSiteId: wanted.hqSiteId,
      secret: site.secrets.open(wanted.sealedSecret),
      boot: this.#boot,
      software,
      clock,
      log,
      random,
      countHello: () => ++this.#hellos,
      tellAll: () => this.#requeueSome(),
    })
    this.#connection.start()
    this.#requeueSome()
  }

  async #pruneOutbox() {
    const rows = await this.#options.site.execute(system, 'hq.prune', {})
    if (rows > 0) this.#options.log.debug('nobody to tell: outbox emptied', { rows })
  }

  /** Where headquarters has to be told everything, the sessions go into the outbox a few at a time. */
  #requeueSome() {
    const { site, clock, log } = this.#options
    const again = (ms: number) => {
      if (this.#started && this.#connection) this.#requeue = clock.setTimer(() => this.#requeueSome(), ms)
    }
    this.#requeue?.cancel()
    site.execute(system, 'hq.requeue', { limit: requeueRows }).then(
      (more) => {
        if (more) again(0)
      },
      (error: unknown) => {
        log.error('sessions could not be queued again', { reason: String(error) })
        again(requeueRetryMs)
      },
    )
  }
}
