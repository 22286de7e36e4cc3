/** Bounds and periods of the OCPP door, with what they are when nobody says otherwise. */
export interface OcppLimits {
  /** Heartbeat that stations are told to keep, s. */
  heartbeatS: number
  /** After this long a new connection is looked after: a station that did not boot or tell its state is asked to. */
  settleMs: number
  /** How long a station may take to answer a CALL. */
  callTimeoutMs: number
  /** Work that nobody waits for (lists, set-up) leaves a new connection alone this long, … */
  backgroundDelayMs: number
  /** … gives a CALL up earlier, … */
  backgroundTimeoutMs: number
  /** … and earlier still while somebody waits behind it. */
  yieldMs: number
  /** How long a message may be kept waiting for what must be asked outside before it is answered. */
  prepareMs: number
  /** CALLs that wait for one station. */
  queuedCalls: number
  /** A connection that was silent this long is pinged … */
  pingIntervalMs: number
  /** … and ended when nothing comes within this time. */
  pongTimeoutMs: number
  /** How often silent connections are looked for. */
  sweepMs: number
  /** Largest message of a station. */
  frameBytes: number
  /** Messages of one station: sustained per second, and at once. A station that waits for its answers never comes near. */
  messagesPerSecond: number
  messageBurst: number
  /** Messages of one station that have no answer yet: it should be one. */
  unansweredMessages: number
  /** What may wait to be read by one station. */
  outboundBytes: number
  /** Connections in all. */
  connections: number
  /** How long a handshake may take, and an ended connection to close. */
  handshakeMs: number
  closeMs: number
  /** How long a file may take to come. */
  transferMs: number
  /** Refused stations that are written down, per second and at once. */
  knocksPerSecond: number
  /** The message log keeps this many days, and this many frames. */
  logDays: number
  logFrames: number
  logPruneMs: number
}

export const defaultLimits: OcppLimits = {
  heartbeatS: 300,
  settleMs: 30_000,
  callTimeoutMs: 30_000,
  backgroundDelayMs: 10_000,
  backgroundTimeoutMs: 10_000,
  yieldMs: 2_000,
  prepareMs: 20_000,
  queuedCalls: 50,
  pingIntervalMs: 60_000,
  pongTimeoutMs: 30_000,
  sweepMs: 5_000,
  frameBytes: 256 * 1024,
  messagesPerSecond: 1_000,
  messageBurst: 2_000,
  unansweredMessages: 100,
  outboundBytes: 1024 * 1024,
  connections: 12_000,
  handshakeMs: 10_000,
  closeMs: 2_000,
  transferMs: 600_000,
  knocksPerSecond: 10,
  logDays: 14,
  logFrames: 200_000,
  logPruneMs: 300_000,
}
