import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { chainOver, chainSeed } from '../../sync/protocol/chain.ts'
import type { UpBatch } from '../../sync/protocol/envelope.ts'
import {
  chainWithin,
  type HubLane,
  judgeBatch,
  judgeReport,
  laneAfterHello,
  type SiteLane,
  unknownLane,
} from '../../sync/protocol/lane.ts'
import type { Row } from '../../sync/protocol/row.ts'
import { rows } from './arbitraries.ts'

const seed = (epoch: number) => chainSeed('a', 'tx', epoch)
const laneAt = (epoch: number, history: readonly Row[]): HubLane => ({
  epoch,
  applied: history.length,
  chain: chainOver(seed(epoch), history),
})

function batch(epoch: number, history: readonly Row[], first: number, last: number): UpBatch {
  const prev = chainOver(seed(epoch), history.slice(0, first - 1))
  return { v: 1, sv: 1, site: 'a', lane: 'tx', epoch, first, last, prev, rows: history.slice(first - 1, last) }
}

const site = (epoch: number, acked: readonly Row[], head: number): SiteLane => ({
  epoch,
  acked: acked.length,
  chain: chainOver(seed(epoch), acked),
  head,
})

describe('the hub, given a batch', () => {
  test.prop([rows(12), fc.nat(), fc.nat(), fc.nat()])(
    'applies each row once and in order, whatever part of the history comes',
    (history, a, b, c) => {
      const applied = a % (history.length + 1)
      const first = 1 + (b % history.length)
      const last = first + (c % (history.length - first + 1))
      const lane = laneAt(1, history.slice(0, applied))
      const verdict = judgeBatch(lane, batch(1, history, first, last))
      if (first > applied + 1) expect(verdict).toEqual({ do: 'report', because: 'gap' })
      else if (last <= applied) expect(verdict).toEqual({ do: 'report', because: 'duplicate' })
      else
        expect(verdict).toEqual({
          do: 'apply',
          from: applied + 1 - first,
          chain: laneAt(1, history.slice(0, last)).chain,
        })
    },
  )

  test.prop([rows(12), rows(12), fc.nat()])('applies nothing that continues another history', (mine, other, a) => {
    const applied = 1 + (a % mine.length)
    const lane = laneAt(1, mine.slice(0, applied))
    fc.pre(other.length > applied && chainOver(seed(1), other.slice(0, applied)) !== lane.chain)
    // numbers that were given out twice: the overlap, and the plain continuation
    expect(judgeBatch(lane, batch(1, other, 1, other.length))).toEqual({ do: 'report', because: 'otherHistory' })
    expect(judgeBatch(lane, batch(1, other, applied + 1, other.length))).toEqual({
      do: 'report',
      because: 'otherHistory',
    })
  })

  test.prop([rows(5)])('asks who it is when it does not know the epoch, and reports when it is over', (history) => {
    expect(judgeBatch(unknownLane, batch(1, history, 1, history.length))).toEqual({ do: 'sayHello' })
    expect(judgeBatch(laneAt(1, []), batch(2, history, 1, history.length))).toEqual({ do: 'sayHello' })
    expect(judgeBatch(laneAt(3, []), batch(2, history, 1, history.length))).toEqual({
      do: 'report',
      because: 'olderEpoch',
    })
  })

  it('takes over a later epoch only when the site begins it from nothing', () => {
    const known = laneAt(2, [])
    expect(laneAfterHello('a', known, { lane: 'tx', epoch: 3, acked: 0 })).toEqual({
      epoch: 3,
      applied: 0,
      chain: seed(3),
    })
    expect(laneAfterHello('a', known, { lane: 'tx', epoch: 3, acked: 1 })).toBe(known)
    expect(laneAfterHello('a', known, { lane: 'tx', epoch: 2, acked: 0 })).toBe(known)
    expect(laneAfterHello('a', known, { lane: 'tx', epoch: 1, acked: 0 })).toBe(known)
  })

  it('takes over no epoch before which it acknowledged more than it has', () => {
    const known = { ...laneAt(2, []), applied: 4 }
    const hello = (before: { epoch: number; acked: number }) =>
      laneAfterHello('a', known, { lane: 'tx', epoch: 3, acked: 0, before })
    expect(hello({ epoch: 2, acked: 5 })).toBe(known)
    expect(hello({ epoch: 2, acked: 4 })).toMatchObject({ epoch: 3 })
    expect(hello({ epoch: 1, acked: 9 })).toMatchObject({ epoch: 3 })
    expect(laneAfterHello('a', unknownLane, { lane: 'tx', epoch: 3, acked: 0, before: { epoch: 1, acked: 1 } })).toBe(
      unknownLane,
    )
  })
})

describe('the site, given a report', () => {
  test.prop([rows(12), fc.nat(), fc.nat()])('moves on with a hub that has its own history', (history, a, b) => {
    const acked = a % (history.length + 1)
    const applied = acked + (b % (history.length - acked + 1))
    const lane = site(1, history.slice(0, acked), history.length)
    const report = { lane: 'tx' as const, ...laneAt(1, history.slice(0, applied)) }
    expect(judgeReport(lane, report, chainWithin(lane, history))).toEqual({
      do: 'advance',
      applied,
      chain: report.chain,
    })
  })

  test.prop([rows(12), rows(12), fc.nat()])(
    'begins anew where the hub got other rows under its numbers',
    (mine, other, a) => {
      const acked = a % mine.length
      fc.pre(other.length > acked && other.length <= mine.length)
      const hub = [...mine.slice(0, acked), ...other.slice(acked)]
      fc.pre(chainOver(seed(1), hub) !== chainOver(seed(1), mine.slice(0, hub.length)))
      const lane = site(1, mine.slice(0, acked), mine.length)
      const report = { lane: 'tx' as const, ...laneAt(1, hub) }
      expect(judgeReport(lane, report, chainWithin(lane, mine))).toEqual({ do: 'newEpoch', epoch: 2, lost: false })
    },
  )

  const history: Row[] = Array.from({ length: 5 }, (_, i) => ({
    q: i + 1,
    e: 'tx',
    k: `${i}`,
    o: 'put',
    h: '0'.repeat(16).concat('-a'),
    b: 0,
    f: {},
  }))
  const none = () => ''

  it('begins anew when it was restored and the hub is ahead of what it ever gave out', () => {
    const lane = site(1, history.slice(0, 2), 3)
    expect(judgeReport(lane, { lane: 'tx', ...laneAt(1, history) }, none)).toEqual({
      do: 'newEpoch',
      epoch: 2,
      lost: false,
    })
  })

  it('begins anew above the epoch that the hub knows, when it was restored from before that', () => {
    const lane = site(2, [], 3)
    expect(judgeReport(lane, { lane: 'tx', ...laneAt(6, history) }, none)).toEqual({
      do: 'newEpoch',
      epoch: 7,
      lost: false,
    })
  })

  it('tells everything again when the answer to its hello shows that the hub lost acknowledged rows', () => {
    const lane = site(1, history.slice(0, 4), 5)
    const report = { lane: 'tx' as const, ...laneAt(1, history.slice(0, 2)) }
    expect(judgeReport(lane, report, none, { epoch: 1, acked: 4 })).toEqual({ do: 'newEpoch', epoch: 2, lost: true })
    expect(judgeReport(site(2, history.slice(0, 1), 1), report, none, { epoch: 2, acked: 1 })).toEqual({
      do: 'newEpoch',
      epoch: 3,
      lost: true,
    })
  })

  it('tells everything again when the hub no longer has what it acknowledged before the epoch', () => {
    const lane = site(3, [], 5)
    const report = { lane: 'tx' as const, ...laneAt(2, history.slice(0, 2)) }
    const told = (acked: number) => ({ epoch: 3, acked: 0, before: { epoch: 2, acked } })
    expect(judgeReport(lane, report, none, told(3))).toEqual({ do: 'newEpoch', epoch: 4, lost: true })
    // only overtaken: the hub has all of it, and will take the epoch over
    expect(judgeReport(lane, report, none, told(2))).toEqual({ do: 'sayHello' })
  })

  it('takes no answer to a hello of an epoch that is over', () => {
    const report = { lane: 'tx' as const, ...laneAt(1, history) }
    expect(judgeReport(site(2, [], 5), report, none, { epoch: 1, acked: 4 })).toEqual({ do: 'sayHello' })
  })

  it('does not take a late ack for a loss: only a fresh answer can tell', () => {
    const lane = site(1, history.slice(0, 4), 5)
    const late = { lane: 'tx' as const, ...laneAt(1, history.slice(0, 2)) }
    expect(judgeReport(lane, late, none)).toEqual({ do: 'sayHello' })
    // rows were acked between its hello and the welcome
    expect(judgeReport(lane, late, none, { epoch: 1, acked: 2 })).toEqual({ do: 'ignore' })
    expect(judgeReport(site(2, [], 0), late, none)).toEqual({ do: 'ignore' })
  })
})
