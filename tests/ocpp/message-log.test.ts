import { afterEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../kit/clock.ts'
import { type Door, openDoor, until } from './door.ts'

let door: Door | undefined
afterEach(async () => {
  await door?.close()
  door = undefined
})

/** Nothing but what a test sends is in the log. */
const quiet = { settleMs: 1e12, pingIntervalMs: 1e12, logPruneMs: 60_000 }

describe('the message log', () => {
  it('forgets what is older than its days', async () => {
    const clock = new ManualClock(Date.now())
    door = await openDoor({ clock, limits: { ...quiet, logDays: 14 } })
    const box = await door.station('BOX')
    await box.tell('Heartbeat', {})
    clock.advance(13 * 86_400_000)
    await box.tell('Heartbeat', {})
    const rows = async () => (await (door as Door).ask('messages.list', { stationId: 'BOX' })).length
    expect(await rows()).toBe(4)
    clock.advance(2 * 86_400_000)
    await until('the pruning', async () => {
      clock.advance(60_000)
      return (await rows()) === 2
    })
  })

  it('keeps no more frames than its number', async () => {
    const clock = new ManualClock(Date.now())
    door = await openDoor({ clock, limits: { ...quiet, logFrames: 10 } })
    const box = await door.station('BOX')
    for (let n = 0; n < 20; n++) await box.tell('Heartbeat', {})
    clock.advance(60_000)
    const rows = async () => (door as Door).ask('messages.list', { stationId: 'BOX' })
    await until('the pruning', async () => (await rows()).length === 10)
    expect((await rows())[0]?.messageId).toBe('BOX-20')
  })

  it('leaves no timer behind when the door is closed', async () => {
    const clock = new ManualClock(Date.now())
    const opened = await openDoor({ clock })
    const box = await opened.station('BOX')
    await box.boot()
    const asked = opened.ask('stations.reset', { id: 'BOX', mode: 'immediate' }).catch(() => undefined)
    await box.called('Reset')
    await opened.close()
    await asked
    expect(clock.pending).toBe(0)
  })
})
