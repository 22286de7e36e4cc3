import { ManualClock } from '../clock.ts'
import { Misuse } from './misuse.ts'
import type { BoxClock } from './options.ts'

const PUMP_MS = 200

/** Whose time a box lives by: a clock it was given, or its own, moved by the real time times a factor. */
export class Drive {
  readonly clock: BoxClock
  readonly #own: ManualClock | undefined
  readonly #onPump: () => void
  readonly #errorMs: number
  #speed: number
  #pump: NodeJS.Timeout | undefined
  #pumpedAtMs = 0

  constructor(o: {
    clock: BoxClock | undefined
    speed: number
    startAtMs: number | undefined
    errorMs: number
    onPump: () => void
  }) {
    if (!(o.speed >= 0)) throw new Misuse(`the speed must be 0 or more, not ${o.speed}`)
    this.#own = o.clock ? undefined : new ManualClock(o.startAtMs ?? Date.now())
    this.clock = o.clock ?? (this.#own as ManualClock)
    this.#speed = o.clock ? 0 : o.speed
    this.#errorMs = o.errorMs
    this.#onPump = o.onPump
  }

  start(): void {
    this.#pumpedAtMs = Date.now()
    clearInterval(this.#pump)
    if (this.#own && this.#speed > 0) this.#pump = setInterval(() => this.#pumpNow(), PUMP_MS)
  }

  stop(): void {
    clearInterval(this.#pump)
  }

  /** What the box writes into a message: at a speed of its own the real time, else its clock's; plus its error. */
  stamp(): string {
    const now = this.#own && this.#speed > 0 ? Date.now() : this.clock.now()
    return new Date(now + this.#errorMs).toISOString()
  }

  setSpeed(speed: number): void {
    if (!this.#own) throw new Misuse('this box follows a clock it was given: its speed is that of the clock')
    if (!(speed >= 0)) throw new Misuse(`the speed must be 0 or more, not ${speed}`)
    this.#pumpNow()
    this.#speed = speed
    this.start()
  }

  /** The clock, when it is one that `tick` can move. */
  get manual(): ManualClock {
    if (!(this.clock instanceof ManualClock))
      throw new Misuse('tick() needs a ManualClock: give the box one, or none at all')
    return this.clock
  }

  #pumpNow(): void {
    const now = Date.now()
    const elapsed = Math.max(0, now - this.#pumpedAtMs) * this.#speed
    this.#pumpedAtMs = now
    this.#own?.advance(elapsed)
    this.#onPump()
  }
}
