import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  type CoreChild,
  type CoreState,
  CoreSupervisor,
  firstRetryMs,
  healthyAfterMs,
  longestRetryMs,
  startTimeoutMs,
  stopTimeoutMs,
} from '../../../src/main/electron/core-supervisor.ts'
import { FakeCore } from './fake-core.ts'

const desk = { type: 'listening', deskUrl: 'http://127.0.0.1:8080/' }

let children: FakeCore[]
let states: CoreState[]
let fork: () => CoreChild

beforeEach(() => {
  vi.useFakeTimers()
  children = []
  states = []
  fork = () => {
    const child = new FakeCore()
    children.push(child)
    return child
  }
})
afterEach(() => {
  vi.useRealTimers()
})

function supervise() {
  const supervisor = new CoreSupervisor({ fork: () => fork(), onState: (state) => states.push(state) })
  supervisor.start()
  return supervisor
}
const newest = () => children.at(-1) as FakeCore
const pause = (state: CoreState | undefined) => (state?.name === 'waiting' ? state.retryInMs : undefined)

describe('a core that dies', () => {
  test('is started again, with a pause that doubles up to its bound', () => {
    const supervisor = supervise()
    const pauses: (number | undefined)[] = []
    for (let death = 0; death < 9; death += 1) {
      newest().exit(1)
      pauses.push(pause(supervisor.state))
      vi.advanceTimersByTime(pauses.at(-1) ?? 0)
    }
    expect(children).toHaveLength(10)
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
    expect(Math.max(...pauses.map(Number))).toBe(longestRetryMs)
  })

  test('is not started again before its pause is over', () => {
    supervise()
    newest().exit(1)
    vi.advanceTimersByTime(firstRetryMs - 1)
    expect(children).toHaveLength(1)
    vi.advanceTimersByTime(1)
    expect(children).toHaveLength(2)
  })

  test('is started again quickly when it had been healthy', () => {
    const supervisor = supervise()
    for (let death = 0; death < 4; death += 1) {
      newest().exit(1)
      vi.advanceTimersByTime(longestRetryMs)
    }
    newest().emit('message', desk)
    vi.advanceTimersByTime(healthyAfterMs)
    newest().exit(137)
    expect(pause(supervisor.state)).toBe(firstRetryMs)
  })

  test('keeps its growing pause when it listens, but dies soon after', () => {
    const supervisor = supervise()
    newest().exit(1)
    vi.advanceTimersByTime(firstRetryMs)
    newest().emit('message', desk)
    vi.advanceTimersByTime(healthyAfterMs - 1)
    newest().exit(1)
    expect(pause(supervisor.state)).toBe(2 * firstRetryMs)
  })

  test('says why, when it could', () => {
    const supervisor = supervise()
    newest().emit('message', { type: 'failed', message: 'Port 8080 is taken.' })
    newest().exit(1)
    expect(supervisor.state).toEqual({ name: 'waiting', retryInMs: firstRetryMs, reason: 'Port 8080 is taken.' })
  })

  test('says nothing stale: the reason of an earlier start is forgotten', () => {
    const supervisor = supervise()
    newest().emit('message', { type: 'failed', message: 'Port 8080 is taken.' })
    newest().exit(1)
    vi.advanceTimersByTime(firstRetryMs)
    newest().exit(9)
    expect(supervisor.state).toMatchObject({ name: 'waiting', reason: undefined })
  })
})

test('a fork that throws counts as a death', () => {
  fork = () => {
    throw new Error('no memory')
  }
  const supervisor = supervise()
  expect(supervisor.state).toEqual({ name: 'waiting', retryInMs: firstRetryMs, reason: 'no memory' })
})

test('a core that never listens is killed and started again', () => {
  const supervisor = supervise()
  vi.advanceTimersByTime(startTimeoutMs)
  expect(newest().kills).toBe(1)
  newest().exit(9)
  expect(supervisor.state).toMatchObject({ name: 'waiting', reason: expect.stringContaining('10 minutes') })
})

test('a core that listens is never killed for its start time', () => {
  supervise()
  newest().emit('message', desk)
  vi.advanceTimersByTime(startTimeoutMs)
  expect(newest().kills).toBe(0)
})

test.each([
  ['nothing', undefined],
  ['another type', { type: 'hello' }],
  ['an address that is none', { type: 'listening', deskUrl: 'desk' }],
])('a message that holds %s changes nothing', (_name, message) => {
  const supervisor = supervise()
  newest().emit('message', message)
  expect(supervisor.state.name).toBe('starting')
})

describe('stopping', () => {
  test('asks the core, waits for its end and starts nothing again', async () => {
    const supervisor = supervise()
    newest().emit('message', desk)
    const stopped = supervisor.stop()
    expect(newest().received).toEqual([{ type: 'stop' }])
    expect(supervisor.state.name).toBe('stopping')
    newest().exit(0)
    await stopped
    await vi.advanceTimersByTimeAsync(longestRetryMs)
    expect(newest().kills).toBe(0)
    expect(children).toHaveLength(1)
    expect(states.map((state) => state.name)).toEqual(['starting', 'running', 'stopping', 'stopped'])
  })

  test('kills a core that does not end in time', async () => {
    const supervisor = supervise()
    const stopped = supervisor.stop()
    await vi.advanceTimersByTimeAsync(stopTimeoutMs - 1)
    expect(newest().kills).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(newest().kills).toBe(1)
    newest().exit(9)
    await stopped
    expect(supervisor.state.name).toBe('stopped')
  })

  test('ends even when the core survives its kill', async () => {
    const supervisor = supervise()
    const stopped = supervisor.stop()
    await vi.advanceTimersByTimeAsync(stopTimeoutMs + 1_000)
    await stopped
    expect(supervisor.state.name).toBe('stopped')
  })

  test('during a pause starts nothing again', async () => {
    const supervisor = supervise()
    newest().exit(1)
    await supervisor.stop()
    await vi.advanceTimersByTimeAsync(longestRetryMs)
    expect(children).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })
})
