import { createLocalList, type LocalList } from './local-list.ts'
import type { StoredProfile } from './profiles.ts'
import type { Reservation } from './reservations.ts'
import { createMonitoring, type Monitoring } from './v201/monitoring.ts'

/** What a box was given to keep. It survives a restart and a power failure, as it does in real boxes. */
export interface Memory {
  readonly localList: LocalList
  readonly reservations: Reservation[]
  readonly profiles: StoredProfile[]
  /** what cars have told they need, by connector: until the server's profile answers it (2.0.1) */
  /** values of 2.0.1 variables that the firmware has set at the box, by their place */
  readonly variables: Map<string, string>
  readonly monitoring: Monitoring
  readonly needs: Map<number, object>
}

export function createMemory(): Memory {
  return {
    localList: createLocalList(),
    reservations: [],
    profiles: [],
    variables: new Map(),
    monitoring: createMonitoring(),
    needs: new Map(),
  }
}
