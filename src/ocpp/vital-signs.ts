import type { OcppLimits } from './limits.ts'

/** What is to be done for a connection: nothing, a ping, its end, or a message that the station should have sent. */
export type Care = 'ping' | 'end' | 'ask-boot' | 'ask-status' | undefined

/** Whether a station is alive, booted and talkative: facts in, what is to be done out. Instants are UTC ms. */
export class VitalSigns {
  readonly #limits: OcppLimits
  readonly #connectedAt: number
  #lastHeardAt: number
  #pingedAt: number | undefined
  #messages = 0
  #ready: boolean
  #booted = false
  #statusTold = false
  #settled = false

  /** `bootedBefore`: a connection without BootNotification is a reconnect, which is normal. */
  constructor(limits: OcppLimits, now: number, bootedBefore: boolean) {
    this.#limits = limits
    this.#connectedAt = now
    this.#lastHeardAt = now
    this.#ready = bootedBefore
  }

  /** May be commanded. */
  get ready(): boolean {
    return this.#ready
  }

  /** Anything came: a message, a ping, a pong. */
  heard(now: number) {
    this.#lastHeardAt = now
    this.#pingedAt = undefined
  }

  messageCame(now: number) {
    this.heard(now)
    this.#messages++
  }

  booted() {
    this.#ready = true
    this.#booted = true
  }

  statusTold() {
    this.#statusTold = true
  }

  /** Called now and then. */
  check(now: number): Care {
    const { pingIntervalMs, pongTimeoutMs, settleMs } = this.#limits
    if (!this.#settled && now - this.#connectedAt >= settleMs) {
      this.#settled = true
      const care = this.#settle()
      if (care) return care
    }
    if (this.#pingedAt !== undefined) return now - this.#pingedAt >= pongTimeoutMs ? 'end' : undefined
    if (now - this.#lastHeardAt < pingIntervalMs) return undefined
    this.#pingedAt = now
    return 'ping'
  }

  /**
   * A station that talks but does not boot was booted with another controller before: it may be commanded, and is asked who
   * it is. One that booted and then tells no state is asked for it.
   */
  #settle(): Care {
    if (!this.#ready && this.#messages > 0) {
      this.#ready = true
      return 'ask-boot'
    }
    return this.#booted && !this.#statusTold ? 'ask-status' : undefined
  }
}
