import { Misuse } from '../kit/wallbox/misuse.ts'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import type { Random } from './random.ts'
import { CARS } from './yard.ts'

const STEP_MS = 1_000

export interface Place {
  readonly box: VirtualWallbox
  readonly connector: number
  /** its cars wait for somebody to start them from phone or desk */
  readonly waits: boolean
}

interface Parking extends Place {
  /** what the driver does next, and when; `busy`: it is being done */
  next: 'come' | 'leave' | 'stay' | 'busy'
  atMs: number
  tag: string | undefined
  charged: boolean
}

/** Cars that come, charge and go, at every place of the demo, for as long as it is started. */
export class Life {
  readonly #random: Random
  readonly #tags: readonly string[]
  readonly #pace: number
  readonly #onTrouble: (text: string) => void
  readonly #parkings: Parking[]
  #timer: NodeJS.Timeout | undefined

  /** @param o.pace how many times faster than in life batteries fill: they are so much smaller */
  constructor(o: {
    places: readonly Place[]
    tags: readonly string[]
    pace: number
    random: Random
    onTrouble: (text: string) => void
  }) {
    this.#random = o.random
    this.#tags = o.tags
    this.#pace = o.pace
    this.#onTrouble = o.onTrouble
    this.#parkings = o.places.map((place) => ({ ...place, next: 'come', atMs: 0, tag: undefined, charged: false }))
  }

  start(): void {
    for (const parking of this.#parkings) this.#later(parking, 'come', 0, parking.waits ? 1 : 12)
    this.#timer = setInterval(() => {
      for (const parking of this.#parkings) this.#step(parking)
    }, STEP_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #step(parking: Parking): void {
    const connector = parking.box.state().connectors[parking.connector - 1]
    if (!connector || parking.next === 'busy') return
    if (parking.next === 'stay') {
      parking.charged ||= connector.transaction !== undefined
      const done = parking.charged && (!connector.transaction || connector.phase === 'suspended-ev')
      if (done) this.#later(parking, 'leave', 10, 45)
      return
    }
    if (Date.now() < parking.atMs) return
    const act = parking.next === 'come' ? this.#come(parking) : this.#leave(parking)
    parking.next = 'busy'
    act.catch((error: unknown) => {
      this.#onTrouble(`${parking.box.id}: ${error instanceof Misuse ? error.message : String(error)}`)
      this.#later(parking, connector.plugged ? 'leave' : 'come', 20, 40)
    })
  }

  async #come(parking: Parking): Promise<void> {
    const { box, connector } = parking
    const car = this.#random.pick(CARS)
    box.plug(connector, { ...car, batteryKWh: car.batteryKWh / this.#pace, soc: this.#random.between(15, 65) })
    parking.charged = false
    parking.tag = undefined
    parking.next = 'stay'
    if (parking.waits) return
    const tag = this.#freeTag()
    parking.tag = tag
    parking.next = 'busy'
    const outcome = await box.swipe(connector, tag)
    if (outcome === 'started') parking.next = 'stay'
    else this.#later(parking, 'leave', 5, 15)
  }

  async #leave(parking: Parking): Promise<void> {
    const { box, connector } = parking
    const running = box.state().connectors[connector - 1]?.transaction
    // Some hold their card before the reader first, others just pull the plug.
    if (running && parking.tag !== undefined && this.#random.next() < 0.5) await box.swipe(connector, parking.tag)
    box.unplug(connector)
    parking.tag = undefined
    this.#later(parking, 'come', 10, 60)
  }

  /** A tag that charges nowhere: one card, one car. */
  #freeTag(): string {
    const used = new Set(this.#parkings.map((each) => each.tag))
    return this.#random.pick(this.#tags.filter((each) => !used.has(each)))
  }

  #later(parking: Parking, next: 'come' | 'leave', leastS: number, mostS: number): void {
    parking.next = next
    parking.atMs = Date.now() + this.#random.between(leastS, mostS) * 1_000
  }
}
