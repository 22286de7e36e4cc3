import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { OutgoingCalls, type PendingCall } from '../../src/ocpp/outgoing-calls.ts'
import type { SiteError } from '../../src/site/errors.ts'
import { ManualClock } from '../kit/clock.ts'

describe('requests that nobody waits for', () => {
  let clock: ManualClock
  let sent: { id: string; action: string }[]
  let outcomes: string[]
  let calls: OutgoingCalls

  beforeEach(() => {
    clock = new ManualClock()
    sent = []
    outcomes = []
    calls = new OutgoingCalls({
      clock,
      limit: 10,
      yieldMs: 2_000,
      send: (id, { action }) => {
        sent.push({ id, action })
        return true
      },
    })
  })
  afterEach(() => expect(clock.pending).toBe(0))

  const call = (action: string, background = false): PendingCall => ({
    action,
    payload: {},
    timeoutMs: 10_000,
    background,
    resolve: () => void outcomes.push(`${action} answered`),
    reject: (error: SiteError) => void outcomes.push(`${action} ${error.code}`),
  })
  const answer = () => {
    const { id } = sent.at(-1) ?? { id: '' }
    calls.answer({ kind: 'result', id, payload: {} })
  }

  it('let those of people pass', () => {
    calls.add(call('list 1', true))
    calls.add(call('list 2', true))
    calls.add(call('start'))
    calls.add(call('stop'))
    for (let n = 0; n < 4; n += 1) answer()
    expect(sent.map(({ action }) => action)).toEqual(['list 1', 'start', 'stop', 'list 2'])
  })

  it('are given up soon when somebody waits behind them', () => {
    calls.add(call('list', true))
    clock.advance(5_000)
    calls.add(call('start'))
    clock.advance(1_999)
    expect(outcomes).toEqual([])
    clock.advance(1)
    expect(outcomes).toEqual(['list StationTimeout'])
    expect(sent.at(-1)?.action).toBe('start')
    answer()
    expect(outcomes).toEqual(['list StationTimeout', 'start answered'])
  })

  it('have their whole time when nobody waits', () => {
    calls.add(call('list', true))
    clock.advance(9_999)
    expect(outcomes).toEqual([])
    answer()
    expect(outcomes).toEqual(['list answered'])
  })

  it('never cut short what a person asked for', () => {
    calls.add(call('start'))
    calls.add(call('stop'))
    clock.advance(9_999)
    expect(outcomes).toEqual([])
    clock.advance(1)
    answer()
    expect(outcomes).toEqual(['start StationTimeout', 'stop answered'])
  })
})
