import { expect } from 'vitest'
import { ProfileUpkeep } from '../../src/site/charging-profiles/profile-upkeep.ts'
import { systemClock } from '../../src/site/clock.ts'
import { LocalListSync } from '../../src/site/local-lists/local-list-sync.ts'
import { silentLog } from '../../src/site/log.ts'
import { ReservationUpkeep } from '../../src/site/reservations/reservation-upkeep.ts'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import type { WallboxOptions } from '../kit/wallbox/options.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor, until } from './door.ts'

/** A door with what the controller does by itself for stations, and virtual boxes at it. */
export interface Yard {
  door: Door
  /** A box that has booted and told its states. */
  box(options?: Partial<WallboxOptions>): Promise<VirtualWallbox>
  connectorOf(id?: string, evseNo?: number): ReturnType<typeof connectorOf>
  /** CALLs of one action, in order. */
  calls(action: string, id?: string): Promise<Record<string, unknown>[]>
  close(): Promise<void>
}

/** `only`: what the controller does by itself, where a test would be disturbed by the rest. */
export async function openYard(protocol: Protocol, only?: 'local lists'): Promise<Yard> {
  const door = await openDoor()
  const { site } = door.test
  const options = { site, clock: systemClock, log: silentLog }
  const others = only ? [] : [new ReservationUpkeep(options), new ProfileUpkeep(options)]
  const parts = [new LocalListSync(options), ...others]
  for (const part of parts) part.start()
  const boxes: VirtualWallbox[] = []
  return {
    door,
    box: async (more = {}) => {
      const id = more.id ?? 'BOX-1'
      await door.ask('stations.adopt', { id })
      const box = new VirtualWallbox({
        url: door.url,
        id,
        protocol,
        speed: 0,
        rebootMs: 5,
        reconnectMs: { first: 5, most: 50 },
        ...more,
      })
      boxes.push(box)
      box.start()
      await box.online()
      await box.settled()
      return box
    },
    connectorOf: (id = 'BOX-1', evseNo = 1) => connectorOf(door, id, evseNo),
    calls: async (action, stationId = 'BOX-1') => {
      const frames = await door.ask('messages.list', { stationId, action, limit: 200 })
      return frames
        .filter(({ kind }) => kind === 'call')
        .reverse()
        .map(({ frame }) => (JSON.parse(frame) as [2, string, string, Record<string, unknown>])[3])
    },
    close: async () => {
      for (const part of parts) part.stop()
      for (const box of boxes) {
        await box.stop()
        expect(box.violations).toEqual([])
      }
      await door.close()
      expect(door.breaches).toEqual([])
    },
  }
}

async function connectorOf(door: Door, id: string, evseNo: number) {
  return until(`connector ${evseNo} of ${id}`, async () =>
    (await door.ask('stations.get', { id })).connectors.find((each) => each.evseNo === evseNo),
  )
}
