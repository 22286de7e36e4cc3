import type { ManualTimer } from '../clock.ts'
import type { Box } from './box.ts'
import { refresh } from './phase.ts'
import { watch } from './watch.ts'

/** How often physics looks whether a car is full, in the box's milliseconds. */
const PHYSICS_MS = 1_000

/** What a box does by the clock beside its transactions: heartbeats, clock-aligned readings, physics. */
export class Timers {
  readonly #box: Box
  #heartbeat: ManualTimer | undefined
  #aligned: ManualTimer | undefined

  constructor(box: Box) {
    this.#box = box
  }

  start(): void {
    this.#step()
    this.align()
  }

  /** Sets the heartbeat anew: none while offline. */
  beat(): void {
    this.#heartbeat?.cancel()
    const { heartbeatS } = this.#box.settings
    if (!this.#box.online || heartbeatS <= 0) return
    this.#heartbeat = this.#box.setTimer(() => {
      if (this.#box.online) this.#box.background(this.#box.dialect.heartbeat(this.#box))
      this.beat()
    }, heartbeatS * 1000)
  }

  /** Sets the clock-aligned readings of idle connectors anew, at multiples of their interval since midnight UTC. */
  align(): void {
    this.#aligned?.cancel()
    const box = this.#box
    const ms = box.settings.clockAlignedS * 1000
    if (ms <= 0) return
    const read = () => {
      box.catchUp()
      for (const c of box.connectors) if (!c.tx) box.dialect.sample(box, c, 'clock')
      this.align()
    }
    this.#aligned = box.setTimer(read, ms - (box.nowMs() % ms))
  }

  #step(): void {
    this.#box.setTimer(() => {
      this.#step()
      this.#box.catchUp()
      watch(this.#box)
      for (const c of this.#box.connectors) if (c.tx) refresh(this.#box, c)
    }, PHYSICS_MS)
  }
}
