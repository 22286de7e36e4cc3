/** How the site stands with headquarters, as the desk shows it. */
export interface HqStatus {
  configured: boolean
  /** Switched on by the site manager. */
  enabled: boolean
  /** Host and port without credentials. */
  address: string | null
  connected: boolean
  connectedSince: number | null
  /** Rows that headquarters has not acked yet, and when the oldest was written. */
  waiting: number
  oldestWaitingAt: number | null
  lastAckAt: number | null
  /** Rows that headquarters could not apply. */
  dead: number
  lastError: string | null
}

export const laneNames = ['tx', 'acct'] as const
export type LaneName = (typeof laneNames)[number]

/** Where the site's end of a lane stands. `chain` is empty at the beginning of an epoch. */
export interface LaneState {
  lane: LaneName
  epoch: number
  acked: number
  chain: string
  /** Highest number given out. */
  head: number
  /** What was acked before this epoch, in the last epoch with any ack. Headquarters has to have it still. */
  before: { epoch: number; acked: number } | undefined
}

/** A row that waits for headquarters, with its number in the lane's epoch. */
export interface OutboxRow {
  seq: number
  entity: string
  key: string
  op: 'put' | 'delete'
  hlc: string
  base: number
  fields: Record<string, unknown>
}

/** A change that headquarters decided, as it comes down the log of an account. */
export interface HqChange {
  version: number
  entity: string
  op: 'put' | 'delete'
  hlc: string
  fields: Record<string, unknown>
}

export interface HqAddress {
  /** Without credentials. */
  url: string
  hqSiteId: string
  secret: string
}

/**
 * Reads what headquarters gave the site manager: `mqtt://SITE:SECRET@HOST:PORT`, or `mqtts://…`.
 * @returns a sentence for people where it is no connection string
 */
export function readConnectionString(text: string): HqAddress | string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !/^mqtts?:$/.test(url.protocol) || url.hostname === '')
    return 'Enter the connection string of headquarters, like mqtt://site:secret@hq.example:1883.'
  const hqSiteId = decode(url.username)
  const secret = decode(url.password)
  if (!/^[a-z0-9][a-z0-9-]{0,35}$/.test(hqSiteId)) return 'The site id before the colon is missing or not valid.'
  if (secret === '') return 'The secret between the colon and the @ is missing.'
  const port = url.port === '' ? (url.protocol === 'mqtts:' ? '8883' : '1883') : url.port
  return { url: `${url.protocol}//${url.hostname}:${port}`, hqSiteId, secret }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
