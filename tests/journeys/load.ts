import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../demo/random.ts'
import type { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import type { Journey } from './harness.ts'
import { Ledger } from './ledger.ts'
import { eventually } from './wait.ts'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** A box that is offline goes on charging until so much waits: real ones keep more, a test need not. */
const mostQueued = 60

/** Of the beginnings and ends of sessions, how many lose their answer on the way. */
const lossRate = 0.05
const edges = /"(?:StartTransaction|StopTransaction)",|"eventType":"(?:Started|Ended)"/

/** A wallbox that charges one car after the other as fast as the controller answers, and what it was answered. */
export interface BusyBox {
  readonly box: VirtualWallbox
  readonly ledger: Ledger
  readonly cards: readonly string[]
}

/** Many busy wallboxes of both versions. Their clocks run as fast as their messages are answered. */
export class Load {
  readonly boxes: BusyBox[] = []
  /** Called with each answer of the controller, when it arrives. */
  onAnswer: () => void = () => undefined
  /** Called when a box sends the beginning or the end of a session. */
  onEdge: () => void = () => undefined
  readonly #journey: Journey
  readonly #random: Random
  #ending = false
  #loops: Promise<void>[] = []

  constructor(journey: Journey, { count, random }: { count: number; random: Random }) {
    this.#journey = journey
    this.#random = random
    const beganAt = Date.now() - 20 * dayMs
    for (let i = 0; i < count; i++) {
      const protocol = i % 2 === 0 ? 'ocpp1.6' : 'ocpp2.0.1'
      const connectors = i % 4 < 2 ? 1 : 2
      const box = journey.box({
        id: `BOX-${i + 1}`,
        protocol,
        connectors,
        speed: 0,
        startAtMs: beganAt + i * 1000,
        seed: i + 1,
        meterStartWh: 100_000 * (i + 1),
        transcriptLines: 100,
        reconnectMs: { first: 20, most: 200 },
        // beats are no facts, and they are many when a minute takes milliseconds
        settings: { heartbeatS: 0, pingS: 0 },
      })
      const ledger = new Ledger(protocol)
      box.transcript.onLine = (line) => {
        if (line.direction === 'sent' && edges.test(line.frame)) {
          this.onEdge()
          // the connection breaks now and then when it is worst: the fact is booked, its answer lost, and it comes again
          if (random.next() < lossRate) setTimeout(() => box.sever(), random.between(0, 4))
        }
        const before = ledger.answers
        ledger.take(line)
        if (ledger.answers > before) this.onAnswer()
      }
      const cards = Array.from({ length: connectors }, (_, connector) => `CARD-${i + 1}-${connector + 1}`)
      this.boxes.push({ box, ledger, cards })
    }
  }

  get answers(): number {
    return this.boxes.reduce((sum, { ledger }) => sum + ledger.answers, 0)
  }

  /** Energy of all sessions so far by the meters of the boxes, Wh: outside of sessions no energy flows. */
  get meteredWh(): number {
    return this.boxes.reduce(
      (sum, { box }, i) =>
        sum +
        box
          .state()
          .connectors.reduce((ofBox, { id, energyWh }) => ofBox + Math.floor(energyWh) - 100_000 * (i + 1) * id, 0),
      0,
    )
  }

  /** Lets the boxes and their cards in, by the phone, and switches the boxes on. */
  async adopt(): Promise<void> {
    const { lan } = this.#journey
    for (const { box, cards } of this.boxes) {
      await lan.post('/v1/stations', { id: box.id }, 201)
      for (const id of cards) await lan.post('/v1/tags', { id }, 201)
    }
    for (const { box } of this.boxes) box.start()
    await Promise.all(this.boxes.map(({ box }) => box.online(30_000)))
  }

  /** From now on cars come and go at every connector. */
  begin() {
    this.#loops = this.boxes.map((busy) => this.#live(busy))
    // a failure is told by end()
    for (const loop of this.#loops) loop.catch(() => undefined)
  }

  /** Waits until so many more messages were answered. */
  async answered(count: number, timeoutMs = 60_000): Promise<void> {
    const goal = this.answers + count
    await Promise.race([
      eventually(
        `${count} more messages were answered`,
        () => {
          if (this.answers >= goal) return true
          const { controller } = this.#journey
          if (controller?.isRunning === false) throw new Error(`the controller has ended by itself\n${controller.log}`)
          return false
        },
        timeoutMs,
      ),
      Promise.all(this.#loops).then(() => {
        throw new Error('the load has ended by itself')
      }),
    ])
  }

  /** Ends every session and waits until the controller has answered everything. @throws what went wrong at a box */
  async end(): Promise<void> {
    this.#ending = true
    await Promise.all(this.#loops)
    for (const { box } of this.boxes) {
      await box.online(30_000)
      await box.settled()
      await box.waitFor((state) => state.queuedFacts === 0, 60_000, 'all facts to be answered')
    }
  }

  async #live({ box, cards }: BusyBox): Promise<void> {
    while (!this.#ending) {
      const sockets = cards.map((card, i) => ({ card, connector: i + 1 }))
      for (const { card, connector } of sockets) {
        box.plug(connector, { batteryKWh: this.#random.between(30, 90), soc: this.#random.between(5, 60) })
        await box.swipe(connector, card)
      }
      const minutes = Math.ceil(this.#random.between(2, 14))
      for (let minute = 0; minute < minutes; minute++) {
        await this.#patient(box)
        await box.tick(minuteMs)
      }
      for (const { card, connector } of sockets) {
        // the driver's card or the plug ends it; a box that could not ask about the card has nothing to end
        if (this.#random.next() < 0.5) await box.swipe(connector, card)
        box.unplug(connector)
      }
      await box.tick(minuteMs)
    }
  }

  async #patient(box: VirtualWallbox): Promise<void> {
    if (box.state().online) return
    // nobody answers, so nothing else would let others run
    await pause(5)
    if (box.state().queuedFacts < mostQueued) return
    await box.waitFor((state) => state.online && state.queuedFacts === 0, 90_000, 'the controller to be back')
  }
}
