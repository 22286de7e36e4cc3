import { createFirmwareJobs, type FirmwareJobs } from './firmware.ts'
import { createLocalList, type LocalList } from './local-list.ts'
import { createLogJobs, type LogJobs } from './log-upload.ts'
import type { Network } from './network.ts'
import type { StoredProfile } from './profiles.ts'
import { createPublications, type Publications } from './publish-firmware.ts'
import type { Reservation } from './reservations.ts'
import { type CertificateStore, createCertificateStore } from './security/certificates.ts'
import type { SecurityEvent } from './security/security-events.ts'
import { createDisplay, type Display } from './v201/display-messages.ts'
import { createMonitoring, type Monitoring } from './v201/monitoring.ts'

/** What a box was given to keep. It survives a restart and a power failure, as it does in real boxes. */
export interface Memory {
  readonly localList: LocalList
  readonly reservations: Reservation[]
  readonly profiles: StoredProfile[]
  /** values of 2.0.1 variables that the firmware has set at the box, by their place */
  readonly variables: Map<string, string>
  readonly monitoring: Monitoring
  /** what cars have told they need, by connector: until the server's profile answers it (2.0.1) */
  readonly needs: Map<number, object>
  readonly network: Network
  readonly certificates: CertificateStore
  readonly firmware: FirmwareJobs
  readonly log: LogJobs
  readonly publications: Publications
  /** what happened, one line each, for the diagnostics log */
  readonly diary: string[]
  readonly securityLog: SecurityEvent[]
  /** 2.0.1 */
  readonly display: Display
  /** what the server has said charges cost, by transaction id (2.0.1) */
  readonly costs: Map<string, number>
}

export function createMemory(network: Network): Memory {
  return {
    localList: createLocalList(),
    reservations: [],
    profiles: [],
    variables: new Map(),
    monitoring: createMonitoring(),
    needs: new Map(),
    network,
    certificates: createCertificateStore(),
    firmware: createFirmwareJobs(),
    log: createLogJobs(),
    publications: createPublications(),
    diary: [],
    securityLog: [],
    display: createDisplay(),
    costs: new Map(),
  }
}

/** What a box loses in a restart that keeps nothing but its certificates and its way to the server. */
export function forget(memory: Memory): void {
  memory.localList.version = 0
  memory.localList.entries.clear()
  memory.reservations.length = 0
  memory.profiles.length = 0
  memory.display.messages = []
}
