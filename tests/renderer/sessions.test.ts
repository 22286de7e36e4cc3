import { describe, expect, test } from 'vitest'
import { timeTicks, valueTicks } from '../../src/renderer/desk/charts/chart-style.ts'
import { everyMessage, matchesMessage, prettyFrame } from '../../src/renderer/desk/stations/message-filter.ts'
import { hasCurve, sessionPoints } from '../../src/renderer/desk/transactions/session-points.ts'
import { filterOf, inputOf, paramsOf } from '../../src/renderer/desk/transactions/transaction-filter.ts'
import { microsOf } from '../../src/renderer/ui/price.ts'
import type { LoggedMessage } from '../../src/site/messages/message.ts'

const sample = (at: number, change: object) => ({
  at,
  powerW: null,
  energyWh: null,
  soc: null,
  detail: null,
  ...change,
})

describe('the curve of a session', () => {
  test('counts energy from the start of the session, and never below nothing', () => {
    const points = sessionPoints([sample(1, { energyWh: 990 }), sample(2, { energyWh: 1500 })], 1000)
    expect(points.map(({ energyWh }) => energyWh)).toEqual([0, 500])
    const unknownStart = sessionPoints(
      [sample(1, {}), sample(2, { energyWh: 1500 }), sample(3, { energyWh: 1600 })],
      null,
    )
    expect(unknownStart.map(({ energyWh }) => energyWh)).toEqual([null, 0, 100])
  })

  test('takes the power of a phase as it was told, else from current and voltage', () => {
    const [point] = sessionPoints(
      [sample(1, { detail: { powerW: [3600, null, null], currentA: [1, 16, 10], voltageV: [1, 230, null] } })],
      0,
    )
    expect(point).toMatchObject({ l1W: 3600, l2W: 3680, l3W: null })
  })

  test('is one only with two points of its kind', () => {
    const points = sessionPoints([sample(1, { soc: 20, powerW: 1 }), sample(2, { powerW: 2 })], 0)
    expect([hasCurve(points, 'powerW'), hasCurve(points, 'soc'), hasCurve(points, 'l1W')]).toEqual([true, false, false])
  })
})

describe('the filter of sessions', () => {
  test('survives in the address of the page, without what can not be meant', () => {
    const filter = { station: 'BOX-1', tag: 'a b', state: 'running', from: '2026-10-25', to: '2026-10-25' } as const
    expect(filterOf(paramsOf(filter))).toEqual(filter)
    expect(filterOf(new URLSearchParams('state=x&from=yesterday&to=2026-13-45'))).toEqual({
      station: '',
      tag: '',
      state: '',
      from: '',
      to: '',
    })
  })

  test('means whole days of the site, also the one with 25 hours', () => {
    const input = inputOf(filterOf(new URLSearchParams('from=2026-10-25&to=2026-10-25')), 'Europe/Berlin')
    expect(Object.keys(input).sort()).toEqual(['from', 'to'])
    expect((input.to ?? 0) - (input.from ?? 0)).toBe(25 * 3_600_000)
  })
})

describe('messages that come live', () => {
  const message: LoggedMessage = {
    id: 1,
    accountId: '',
    stationId: 'BOX-1',
    at: 1,
    direction: 'in',
    action: 'Heartbeat',
    kind: 'call',
    messageId: 'x',
    frame: '[2,"x","Heartbeat",{}]',
    note: null,
  }

  test('pass the same filter as the stored ones', () => {
    expect(matchesMessage(message, everyMessage)).toBe(true)
    expect(matchesMessage(message, { ...everyMessage, action: 'Reset' })).toBe(false)
    expect(matchesMessage(message, { ...everyMessage, direction: 'out' })).toBe(false)
    expect(matchesMessage(message, { ...everyMessage, errorsOnly: true })).toBe(false)
    expect(matchesMessage({ ...message, kind: 'error' }, { ...everyMessage, errorsOnly: true })).toBe(true)
    expect(matchesMessage({ ...message, note: 'odd' }, { ...everyMessage, errorsOnly: true })).toBe(true)
    expect(matchesMessage(message, { ...everyMessage, search: '"X"' })).toBe(true)
    expect(matchesMessage(message, { ...everyMessage, search: 'status' })).toBe(false)
  })

  test('are shown as people read JSON, or as they came', () => {
    expect(prettyFrame('[2,{"a":1}]')).toContain('\n    "a": 1')
    expect(prettyFrame('[2,"broken')).toBe('[2,"broken')
  })
})

describe('axes', () => {
  test('have round values, few of them, from zero to above the highest', () => {
    for (const most of [0, 3, 999, 1000, 3680, 11_040, 75_900, 318_000, 1e6]) {
      const ticks = valueTicks(most, 1000)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(Math.max(most, 1000))
      expect(ticks.length).toBeGreaterThan(2)
      expect(ticks.length).toBeLessThanOrEqual(6)
    }
    expect(valueTicks(75_900, 1000)).toEqual([0, 20_000, 40_000, 60_000, 80_000])
  })

  test('of time have as many round instants as there is room for', () => {
    const from = Date.UTC(2026, 10, 20, 8, 3)
    for (const [hours, most] of [
      [0.1, 6],
      [2, 5],
      [24, 8],
      [24 * 40, 6],
    ] as const) {
      const ticks = timeTicks(from, from + hours * 3_600_000, most)
      expect(ticks.length).toBeGreaterThan(0)
      expect(ticks.length).toBeLessThanOrEqual(most + 1)
      expect(ticks.every((at) => at % 60_000 === 0)).toBe(true)
    }
  })
})

test('a price is what was typed, exact, also while it is being typed', () => {
  expect(['0.40', '0.', 0.2895, '', ' ', '-1', 'x', 0].map(microsOf)).toEqual([
    400_000,
    0,
    289_500,
    undefined,
    undefined,
    undefined,
    undefined,
    0,
  ])
})
