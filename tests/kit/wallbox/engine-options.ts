import type { ManualTimer } from '../clock.ts'
import type { Connector, HappeningKind, Identity, Settings } from './box.ts'
import type { Dialect } from './dialect.ts'
import type { Network } from './network.ts'
import { createEvse } from './physics.ts'
import type { Quirks } from './quirks.ts'
import type { RpcFaults } from './rpc.ts'
import type { Violation } from './schemas.ts'
import type { Trouble } from './socket.ts'
import type { Transcript } from './transcript.ts'

/** What a box is; it stays the same for its life. */
export interface StandingOptions {
  readonly identity: Identity
  readonly dialect: Dialect
  readonly settings: Settings
  readonly quirks: Quirks
  readonly connectorCount: number
  readonly powerW: number
  readonly phases: 1 | 3
  readonly seed: number
  readonly startWh: number | readonly number[]
  readonly network: Network
  readonly manufacturerRoots: readonly string[]
  readonly subprotocols: readonly string[]
  readonly reconnectMs: { readonly first: number; readonly most: number }
  readonly callTimeoutMs: number
  readonly maxQueuedFacts: number
  readonly rebootMs: number
  readonly bootOnReconnect: boolean
}

/** Also how it is driven and watched. */
export interface EngineOptions extends StandingOptions {
  readonly faults: RpcFaults & { chunkLength: number | undefined }
  readonly transcript: Transcript
  readonly clock: { now(): number; setTimer(run: () => void, ms: number): ManualTimer }
  readonly stamp: () => string
  readonly onHappening: (kind: HappeningKind, text: string, connector: number | undefined) => void
  readonly onTrouble: (trouble: Trouble, againMs: number | undefined) => void
  readonly onViolation: (violation: Violation) => void
  readonly onChange: () => void
}

/** Connector `id` (1, 2, …), without a car. */
export function createConnector(o: EngineOptions, id: number): Connector {
  return {
    id,
    evse: createEvse({
      powerW: o.powerW,
      phases: o.phases,
      seed: o.seed * 31 + id,
      startWh: typeof o.startWh === 'number' ? o.startWh * id : (o.startWh[id - 1] ?? 0),
    }),
    localLimitW: undefined,
    operative: true,
    inoperativeLater: false,
    fault: undefined,
    tx: undefined,
    finishing: false,
    waiting: undefined,
    profile: undefined,
    toldStatus: undefined,
    meterTimer: undefined,
  }
}
