import type { Charger, Chargers } from '../../src/site/charger.ts'
import { SiteError } from '../../src/site/errors.ts'

/** What a station answers when a test says nothing else. */
const usualAnswers: { [K in keyof Charger]?: Awaited<ReturnType<Charger[K]>> } = {
  setAvailability: 'accepted',
  reset: 'accepted',
  unlock: 'unlocked',
  readSettings: [],
  writeSetting: 'accepted',
  writePassword: 'accepted',
  installedCertificates: [],
  deleteInstalled: 'deleted',
  request: { result: {} },
  sendVendorMessage: { status: 'accepted', data: null },
  clearMessage: 'cleared',
  askMessages: 'none',
  askSessionStatus: { queued: false, running: true },
  localListCapacity: { enabled: true, maxEntries: null, entriesAtOnce: 100, longestIdTag: 20 },
  localListVersion: 0,
  chargingTraits: { units: null, maxStackLevel: null, maxPeriods: null, maxProfiles: null, phases: null },
  clearChargingProfiles: 'cleared',
  requestChargingProfiles: 'coming',
  compositeSchedule: { unit: 'A', startAt: 0, durationS: 86_400, periods: [{ startS: 0, limit: 16, phases: null }] },
  sendLocalList: 'accepted',
}

/** A stand-in for the OCPP door: notes what was asked, answers as it is told to. */
export class FakeChargers implements Chargers {
  readonly protocols = ['ocpp2.0.1', 'ocpp1.6']
  readonly asked: { stationId: number; what: keyof Charger; order: unknown }[] = []
  readonly disconnected: number[] = []
  ready = true
  /** Answers by call; absent: the usual one. */
  answers: Partial<{ [K in keyof Charger]: (order: never) => ReturnType<Charger[K]> }> = {}

  isReady(): boolean {
    return this.ready
  }

  get(stationId: number): Charger {
    if (!this.ready) throw new SiteError('StationOffline', { stationId })
    const ask = (what: keyof Charger) => async (order: unknown) => {
      this.asked.push({ stationId, what, order })
      const answer = this.answers[what] as ((order: unknown) => Promise<unknown>) | undefined
      return answer ? answer(order) : usualAnswers[what]
    }
    return new Proxy({} as Charger, { get: (_, what) => ask(what as keyof Charger) })
  }

  background(): Chargers {
    return this
  }

  disconnect(stationId: number) {
    this.disconnected.push(stationId)
  }
}
