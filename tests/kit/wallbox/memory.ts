import { createLocalList, type LocalList } from './local-list.ts'
import type { StoredProfile } from './profiles.ts'
import type { Reservation } from './reservations.ts'

/** What a box was given to keep. It survives a restart and a power failure, as it does in real boxes. */
export interface Memory {
  readonly localList: LocalList
  readonly reservations: Reservation[]
  readonly profiles: StoredProfile[]
  /** what cars have told they need, by connector: until the server's profile answers it (2.0.1) */
  readonly needs: Map<number, object>
}

export function createMemory(): Memory {
  return { localList: createLocalList(), reservations: [], profiles: [], needs: new Map() }
}
