import type * as HqStore from '../../../src/site/hq/hq.store.ts'
import { chainOver } from '../../../sync/protocol/chain.ts'
import { compareHlc } from '../../../sync/protocol/hlc.ts'
import type * as LaneRules from '../../../sync/protocol/lane.ts'
import type * as MergeRules from '../../../sync/protocol/merge.ts'

/**
 * Deliberate faults, put in the place of the real rules: the model has to notice each of them, or it proves nothing.
 */
export const breaks = {
  ackBeforeCommit: 'an ack leaves before the COMMIT of what it acknowledges',
  noDedupe: 'a batch that comes again is applied again',
  gapIgnored: 'a batch behind a gap is applied',
  lastWriterWins: 'the greater stamp lifts a block, whatever it saw',
  noChain: 'nobody compares chain hashes',
  forgetsOutbox: 'a row leaves the outbox when it is sent',
} as const
export type Break = keyof typeof breaks

let active: Break | undefined
export const isBroken = (which: Break): boolean => active === which
export const setBreak = (which: Break | undefined) => {
  active = which
}

export function breakLane(real: typeof LaneRules): Partial<typeof LaneRules> {
  return {
    judgeBatch: (lane, batch) => {
      const verdict = real.judgeBatch(lane, batch)
      if (verdict.do !== 'report') return verdict
      const all = { do: 'apply' as const, from: 0, chain: chainOver(batch.prev, batch.rows) }
      if (isBroken('noDedupe') && verdict.because === 'duplicate') return all
      if (isBroken('gapIgnored') && verdict.because === 'gap') return all
      if (isBroken('noChain') && verdict.because === 'otherHistory')
        return { ...all, from: lane.applied + 1 - batch.first }
      return verdict
    },
    judgeReport: (lane, report, chainAt, told) => {
      const verdict = real.judgeReport(lane, report, chainAt, told)
      const sameEpoch = report.epoch === lane.epoch && report.applied >= lane.acked && report.applied <= lane.head
      return isBroken('noChain') && verdict.do === 'newEpoch' && sameEpoch
        ? { do: 'advance', applied: report.applied, chain: report.chain }
        : verdict
    },
  }
}

export function breakMerge(real: typeof MergeRules): Partial<typeof MergeRules> {
  return {
    mergeBlock: (state, change) => {
      if (isBroken('lastWriterWins')) return compareHlc(change.hlc, state.hlc) > 0 ? 'accept' : 'keep'
      return real.mergeBlock(state, change)
    },
  }
}

export function breakHqStore(real: typeof HqStore): Partial<typeof HqStore> {
  return {
    numberRows: (db, lane, limit) => {
      const rows = real.numberRows(db, lane, limit)
      if (isBroken('forgetsOutbox') && rows.length > 0)
        real.acknowledgeRows(db, lane, { ...real.laneState(db, lane), applied: rows.at(-1)?.seq ?? 0, at: 0 })
      return rows
    },
  }
}
