import { afterEach, beforeEach } from 'vitest'
import { CONTENT_16, CONTENT_201, RawServer } from './raw-server.ts'
import type { Protocol } from './wallbox/dialect.ts'
import type { WallboxOptions } from './wallbox/options.ts'
import { VirtualWallbox } from './wallbox/wallbox.ts'

type Payload = Record<string, unknown>

/** A raw server and the boxes of one test, of one protocol version; both are gone after it. */
export class Harness {
  server = new RawServer()
  url = ''
  readonly #protocol: Protocol
  readonly #boxes: VirtualWallbox[] = []

  constructor(protocol: Protocol) {
    this.#protocol = protocol
    beforeEach(async () => {
      this.server = new RawServer()
      Object.assign(this.server.answers, protocol === 'ocpp1.6' ? CONTENT_16 : CONTENT_201)
      this.url = await this.server.start()
    })
    afterEach(async () => {
      for (const box of this.#boxes.splice(0)) await box.stop()
      await this.server.stop()
    })
  }

  /** A box on a clock that stands still until `tick`. */
  box(options: Partial<WallboxOptions> = {}): VirtualWallbox {
    const box = new VirtualWallbox({
      url: this.url,
      id: 'BOX-1',
      protocol: this.#protocol,
      speed: 0,
      startAtMs: START_MS,
      rebootMs: 5,
      reconnectMs: { first: 5, most: 50 },
      ...options,
    })
    this.#boxes.push(box)
    return box
  }

  async online(options: Partial<WallboxOptions> = {}): Promise<VirtualWallbox> {
    const box = this.box(options)
    box.start()
    await box.online()
    await box.settled()
    return box
  }

  /** Asks the box; answers the payload of its CALLRESULT, or the code of its CALLERROR. */
  async ask<Answer = Payload>(action: string, payload: object): Promise<Answer> {
    return (await this.server.call(action, payload as Payload))[2] as Answer
  }

  /** Payloads of the CALLs of one action that the server has seen, oldest first. */
  seen<Request = Payload>(action: string): Request[] {
    return this.server.of(action) as Request[]
  }
}

/** 2026-01-05 08:00 UTC, a Monday. */
export const START_MS = Date.UTC(2026, 0, 5, 8)

/** UTC with Z, so many seconds after the start. */
export function at(seconds: number): string {
  return new Date(START_MS + seconds * 1000).toISOString()
}

export const CAR = { batteryKWh: 58, soc: 40 }
