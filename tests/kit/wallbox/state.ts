import type { Connector, Phase, Settings } from './box.ts'
import type { Protocol } from './dialect.ts'
import type { Engine } from './engine.ts'
import type { ListEntry } from './local-list.ts'
import { slotInUse } from './network.ts'
import { phaseOf } from './phase.ts'
import { read } from './physics.ts'
import type { Purpose } from './profiles.ts'
import type { Reservation } from './reservations.ts'
import { type CertificateUse, type HashData, parse } from './security/certificates.ts'
import type { SecurityEvent } from './security/security-events.ts'
import type { Trouble } from './socket.ts'
import { shownNow } from './v201/display-messages.ts'

export interface TransactionState {
  /** as the server knows it: the number in 1.6 (undefined until it is told), the box's own id in 2.0.1 */
  readonly id: string | undefined
  /** undefined in 2.0.1 between the plug and the card */
  readonly idTag: string | undefined
  readonly startedAtMs: number
  readonly meterStartWh: number
  /** number the next 2.0.1 event will have */
  readonly seqNo: number
}

export interface ConnectorState {
  readonly id: number
  /** the protocol's own name: Preparing, SuspendedEV, Occupied, … */
  readonly status: string
  readonly phase: Phase
  readonly plugged: boolean
  readonly operative: boolean
  readonly fault: string | undefined
  /** whole %, undefined without a car */
  readonly soc: number | undefined
  readonly powerW: number
  /** what smart charging and the box itself leave: W in total, A per phase; undefined: no limit */
  readonly limitW: number | undefined
  readonly limitA: number | undefined
  /** the meter's register, not rounded */
  readonly energyWh: number
  readonly transaction: TransactionState | undefined
}

/** A snapshot of a box. */
export interface BoxState {
  readonly id: string
  readonly protocol: Protocol
  /** the WebSocket is open */
  readonly connected: boolean
  /** connected, and the BootNotification was accepted */
  readonly online: boolean
  /** BootNotifications accepted so far */
  readonly boots: number
  /** facts the server has not answered yet */
  readonly queuedFacts: number
  /** why the last attempt to connect failed, or the last connection ended; undefined while connected */
  readonly trouble: Trouble | undefined
  readonly violations: number
  readonly settings: Readonly<Settings>
  readonly connectors: readonly ConnectorState[]
  readonly localList: { readonly version: number; readonly entries: readonly ListEntry[] }
  readonly reservations: readonly Reservation[]
  readonly profiles: readonly ProfileState[]
  readonly firmware: { readonly version: string; readonly status: string }
  readonly logStatus: string
  readonly certificates: readonly { readonly use: CertificateUse; readonly subject: string; readonly hash: HashData }[]
  readonly securityEvents: readonly SecurityEvent[]
  readonly network: { readonly slot: number; readonly url: string; readonly securityProfile: number }
  /** 2.0.1: the messages it keeps, the ids of those it shows now, and what it tells the driver of each connector */
  readonly display: {
    readonly messages: readonly { readonly id: number; readonly text: string; readonly priority: string }[]
    readonly showing: readonly number[]
    readonly personal: Readonly<Record<number, string>>
  }
  /** 2.0.1: what charges cost so far, by transaction id */
  readonly costs: Readonly<Record<string, number>>
  /** 2.0.1: addresses of firmware it serves nearby */
  readonly published: readonly string[]
  /** 2.0.1 */
  readonly monitors: readonly { id: number; kind: string; variable: string; type: string; value: number }[]
}

export interface ProfileState {
  readonly id: number
  /** 0: the station */
  readonly connectorId: number
  readonly purpose: Purpose
  readonly stackLevel: number
  readonly source: string
}

export function stateOf(engine: Engine, trouble: Trouble | undefined, violations: number): BoxState {
  engine.catchUp()
  const { memory } = engine
  return {
    id: engine.identity.id,
    protocol: engine.dialect.protocol,
    connected: engine.socket.isOpen,
    online: engine.online,
    boots: engine.boots,
    queuedFacts: engine.facts.length,
    trouble,
    violations,
    settings: { ...engine.settings },
    connectors: engine.connectors.map((c) => connectorState(engine, c)),
    localList: { version: memory.localList.version, entries: [...memory.localList.entries.values()] },
    reservations: [...memory.reservations],
    profiles: memory.profiles.map(({ id, connectorId, purpose, stackLevel, source }) => ({
      id,
      connectorId,
      purpose,
      stackLevel,
      source,
    })),
    firmware: { version: engine.identity.firmware, status: memory.firmware.status },
    logStatus: memory.log.status,
    certificates: memory.certificates.installed.map(({ use, chain, hashes }) => ({
      use,
      subject: parse(chain[0] ?? '')?.subject ?? '',
      hash: hashes[0] as HashData,
    })),
    securityEvents: [...memory.securityLog],
    network: { slot: memory.network.active, ...networkState(engine) },
    display: {
      messages: memory.display.messages.map(({ id, message, priority }) => ({ id, text: message.content, priority })),
      showing: shownNow(engine).map((each) => each.id),
      personal: Object.fromEntries([...memory.display.personal].map(([id, message]) => [id, message.content])),
    },
    costs: Object.fromEntries(memory.costs),
    published: [...memory.publications.files.values()].flatMap((each) => each?.location ?? []),
    monitors: memory.monitoring.monitors.map(({ id, kind, located, type, value }) => ({
      id,
      kind,
      variable: located.key,
      type,
      value,
    })),
  }
}

function networkState(engine: Engine): { url: string; securityProfile: number } {
  const { url, securityProfile } = slotInUse(engine)
  return { url, securityProfile }
}

function connectorState(engine: Engine, c: Connector): ConnectorState {
  const { powerW, energyWh, soc } = read(c.evse)
  const { tx } = c
  const id = engine.dialect.protocol === 'ocpp1.6' ? tx?.numericId?.toString() : tx?.uid
  return {
    id: c.id,
    status: engine.dialect.statusName(engine, c),
    phase: phaseOf(engine, c),
    plugged: c.evse.car !== undefined,
    operative: c.operative && engine.operative,
    fault: c.fault,
    soc,
    powerW,
    limitW: c.evse.limitW,
    limitA: c.evse.limitA,
    energyWh,
    transaction: tx && {
      id,
      idTag: tx.idTag,
      startedAtMs: tx.startedAtMs,
      meterStartWh: tx.meterStartWh,
      seqNo: tx.seqNo,
    },
  }
}
