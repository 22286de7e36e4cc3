import { expect, it } from 'vitest'
import type { Clock } from '../../src/site/clock.ts'
import { ManualClock } from './clock.ts'

it('fits the clock port of the site and stands still until it is moved', () => {
  const clock: Clock = new ManualClock(1_000)
  expect([clock.now(), clock.now()]).toEqual([1_000, 1_000])
})

it('runs timers at their own instants, in the order they fall due, those of timers included', () => {
  const clock = new ManualClock(0)
  const ran: [string, number][] = []
  const note = (name: string) => () => void ran.push([name, clock.now()])
  clock.setTimer(note('late'), 300)
  clock.setTimer(note('early'), 100)
  clock.setTimer(note('early too'), 100)
  clock.setTimer(() => clock.setTimer(note('set by a timer'), 50), 150)
  clock.setTimer(note('beyond'), 301)
  clock.advance(300)
  expect(ran).toEqual([
    ['early', 100],
    ['early too', 100],
    ['set by a timer', 200],
    ['late', 300],
  ])
  expect([clock.now(), clock.pending, clock.nextDueMs()]).toEqual([300, 1, 301])
})

it('forgets a cancelled timer and refuses to go back', () => {
  const clock = new ManualClock(0)
  const timer = clock.setTimer(() => expect.unreachable(), 10)
  timer.cancel()
  timer.cancel()
  clock.advance(20)
  expect(clock.pending).toBe(0)
  expect(() => clock.advance(-1)).toThrow('only goes forward')
})
