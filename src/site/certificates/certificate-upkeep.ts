import { type Clock, every, type Timer } from '../clock.ts'
import { SiteError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Actor } from '../permissions.ts'
import type { Site } from '../site.ts'

const system: Actor = { kind: 'system', door: 'scheduler' }
/** Certificates last for years; a station that is away is looked at when it is back. */
const renewalPeriodMs = 60 * 60_000
const rotationPeriodMs = 10_000

/**
 * Signs and hands over certificates when they are due, asks stations for renewals in time, and ends changes of passwords
 * that nobody confirmed.
 */
export class CertificateUpkeep {
  readonly #options: { site: Site; clock: Clock; log: Log }
  #unsubscribe: (() => void)[] = []
  #timers: Timer[] = []
  /** Connection and boot for which was looked whether something waits for the station. */
  readonly #seen = new Map<string, string>()
  #issuing: Promise<void> | undefined
  #again = false
  #running = false

  constructor(options: { site: Site; clock: Clock; log: Log }) {
    this.#options = options
  }

  start() {
    const { site, clock } = this.#options
    this.#running = true
    this.#unsubscribe = [
      site.events.on('certificate-request.changed', 'certificates', ({ state }) => {
        if (state === 'approved') this.#issue()
      }),
      site.events.on('station.changed', 'certificates', ({ id, online, connectedSince, bootedAt }) => {
        if (!online) return void this.#seen.delete(id)
        const mark = `${connectedSince} ${bootedAt}`
        if (this.#seen.get(id) === mark) return
        this.#seen.set(id, mark)
        this.#issue()
      }),
    ]
    this.#timers = [
      every(clock, renewalPeriodMs, () => {
        this.#issue()
        void this.#try('renewals', () => this.#renew())
      }),
      every(clock, rotationPeriodMs, () => void this.#try('passwords', () => this.#endRotations())),
    ]
    this.#issue()
  }

  async stop() {
    this.#running = false
    for (const unsubscribe of this.#unsubscribe) unsubscribe()
    for (const timer of this.#timers) timer.cancel()
    this.#seen.clear()
    await this.#issuing
  }

  #issue() {
    if (!this.#running) return
    if (this.#issuing) {
      this.#again = true
      return
    }
    this.#issuing = this.#try('requests', () =>
      this.#options.site.execute(system, 'certificates.issueDue', {}),
    ).finally(() => {
      this.#issuing = undefined
      if (!this.#again) return
      this.#again = false
      this.#issue()
    })
  }

  #renew() {
    return this.#options.site.execute(system, 'certificates.renewDue', {})
  }

  #endRotations() {
    return this.#options.site.execute(system, 'passwords.endOverdue', {})
  }

  async #try(what: string, work: () => Promise<unknown>) {
    try {
      await work()
    } catch (error) {
      const code = error instanceof SiteError ? error.code : String(error)
      if (code !== 'ShuttingDown') this.#options.log.warn('the upkeep of certificates failed', { what, code })
    }
  }
}
