import type { Charger, Chargers } from '../../src/site/charger.ts'
import { SiteError } from '../../src/site/errors.ts'

/** A stand-in for the OCPP door: notes what was asked, answers as it is told to. */
export class FakeChargers implements Chargers {
  readonly asked: { stationId: number; what: keyof Charger; order: unknown }[] = []
  readonly disconnected: number[] = []
  ready = true
  /** Answers by call; absent: accepted. */
  answers: Partial<{ [K in keyof Charger]: (order: never) => ReturnType<Charger[K]> }> = {}

  isReady(): boolean {
    return this.ready
  }

  get(stationId: number): Charger {
    if (!this.ready) throw new SiteError('StationOffline', { stationId })
    const ask = <K extends keyof Charger>(what: K, fallback: Awaited<ReturnType<Charger[K]>>) =>
      (async (order: unknown) => {
        this.asked.push({ stationId, what, order })
        const answer = this.answers[what] as ((order: unknown) => Promise<unknown>) | undefined
        return answer ? answer(order) : fallback
      }) as unknown as Charger[K]
    return {
      startCharging: ask('startCharging', undefined),
      stopCharging: ask('stopCharging', undefined),
      setAvailability: ask('setAvailability', 'accepted'),
      reset: ask('reset', 'accepted'),
      unlock: ask('unlock', 'unlocked'),
      trigger: ask('trigger', undefined),
      readSettings: ask('readSettings', []),
      writeSetting: ask('writeSetting', 'accepted'),
    }
  }

  disconnect(stationId: number) {
    this.disconnected.push(stationId)
  }
}
