import { chainOver, chainSeed } from './chain.ts'
import type { UpBatch } from './envelope.ts'
import type { LaneReport } from './messages.ts'
import type { BadRow, Row } from './row.ts'
import type { Lane } from './topics.ts'

/**
 * The two ends of a lane as pure rules. Rows are numbered 1, 2, 3 … in an epoch; the hub applies them in order and without
 * a hole, and reports how far it is together with its chain hash. The site compares, and decides.
 */
export interface HubLane {
  /** 0: nothing known. */
  epoch: number
  applied: number
  chain: string
}

export const unknownLane: HubLane = { epoch: 0, applied: 0, chain: '' }

export type BatchVerdict =
  /** Rows from index `from` on are new. `chain` is the lane's chain after the batch. */
  | { do: 'apply'; from: number; chain: string }
  /** Nothing of it is applied; the hub reports where it stands. */
  | { do: 'report'; because: 'duplicate' | 'gap' | 'olderEpoch' | 'otherHistory' }
  /** The hub doesn't know this epoch: the site has to introduce itself. */
  | { do: 'sayHello' }

/** What the hub does with a batch, seen from the lane's row, which it has locked. */
export function judgeBatch(lane: HubLane, batch: UpBatch): BatchVerdict {
  if (batch.epoch > lane.epoch) return { do: 'sayHello' }
  if (batch.epoch < lane.epoch) return { do: 'report', because: 'olderEpoch' }
  if (batch.first > lane.applied + 1) return { do: 'report', because: 'gap' }
  if (batch.last <= lane.applied) return { do: 'report', because: 'duplicate' }
  const from = lane.applied + 1 - batch.first
  const chainAtApplied = chainOver(batch.prev, batch.rows.slice(0, from))
  if (chainAtApplied !== lane.chain) return { do: 'report', because: 'otherHistory' }
  return { do: 'apply', from, chain: chainOver(chainAtApplied, batch.rows.slice(from)) }
}

/** How far the hub had acknowledged before the present epoch, in the last epoch in which it acknowledged anything. */
export interface Earlier {
  epoch: number
  acked: number
}

/** Has the hub less than it acknowledged before the present epoch? Then it was set back. */
function isBehind(hub: { epoch: number; applied: number }, before: Earlier | undefined): boolean {
  if (before === undefined) return false
  return hub.epoch < before.epoch || (hub.epoch === before.epoch && hub.applied < before.acked)
}

/**
 * The hub's lane after a hello: a later epoch that the site begins from nothing is taken over, anything else stays. It also stays
 * where the hub has lost what it acknowledged before that epoch, so that the site sees it.
 */
export function laneAfterHello(
  site: string,
  known: HubLane,
  told: { lane: Lane; epoch: number; acked: number; before?: Earlier | undefined },
): HubLane {
  if (told.epoch <= known.epoch || told.acked !== 0 || isBehind(known, told.before)) return known
  return { epoch: told.epoch, applied: 0, chain: chainSeed(site, told.lane, told.epoch) }
}

/** The site's end: everything up to `acked` is acknowledged and gone, `unacked` are the numbered rows after it. */
export interface SiteLane {
  epoch: number
  acked: number
  /** Chain hash at `acked`. */
  chain: string
  /** The highest number given out. */
  head: number
}

export type ReportVerdict =
  /** Rows up to `applied` are durable at the hub. `chain` is the chain hash there. */
  | { do: 'advance'; applied: number; chain: string }
  /** The histories differ: number the unacknowledged rows anew in this epoch. `lost`: the hub no longer has rows that it acknowledged. */
  | { do: 'newEpoch'; epoch: number; lost: boolean }
  /** A report that was overtaken. */
  | { do: 'ignore' }
  /** Not what was expected, but only the answer to a hello is sure to be fresh. */
  | { do: 'sayHello' }

/**
 * What the site makes of a report of the hub.
 * @param chainAt chain hash of the site's own history at a number from `acked` to `head`
 * @param told what the hello said that this report answers; absent for an ack, which may come late or twice
 */
export function judgeReport(
  lane: SiteLane,
  report: LaneReport,
  chainAt: (q: number) => string,
  told?: { epoch: number; acked: number; before?: Earlier | undefined },
): ReportVerdict {
  // an epoch began after the hello: its answer speaks of a time that is over
  if (told !== undefined && told.epoch !== lane.epoch) return { do: 'sayHello' }
  const next = Math.max(lane.epoch, report.epoch) + 1
  if (report.epoch > lane.epoch) return { do: 'newEpoch', epoch: next, lost: false }
  if (report.epoch < lane.epoch) {
    if (told === undefined) return { do: 'ignore' }
    // The hub took over no epoch of which, or before which, rows were acknowledged that it no longer has.
    const lost = told.acked > 0 || isBehind(report, told.before)
    return lost ? { do: 'newEpoch', epoch: next, lost } : { do: 'sayHello' }
  }
  if (report.applied < lane.acked) {
    if (told === undefined) return { do: 'sayHello' }
    return report.applied < told.acked ? { do: 'newEpoch', epoch: next, lost: true } : { do: 'ignore' }
  }
  if (report.applied > lane.head) return { do: 'newEpoch', epoch: next, lost: false }
  const own = report.applied === lane.acked ? lane.chain : chainAt(report.applied)
  if (own !== report.chain) return { do: 'newEpoch', epoch: next, lost: false }
  return { do: 'advance', applied: report.applied, chain: own }
}

/** As `chainAt` of judgeReport, over rows that follow `lane.acked`. */
export function chainWithin(lane: SiteLane, unacked: readonly (Row | BadRow)[]): (q: number) => string {
  return (q) =>
    chainOver(
      lane.chain,
      unacked.filter((row) => row.q > lane.acked && row.q <= q),
    )
}
