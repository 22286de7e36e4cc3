import { afterEach, describe, expect, it } from 'vitest'
import { exportPages } from '../../src/site/messages/message-export.ts'
import type { Protocol } from '../kit/wallbox/dialect.ts'
import { parseRecording } from '../kit/wallbox/replay/recording.ts'
import { replay } from '../kit/wallbox/replay/replay.ts'
import { VirtualWallbox } from '../kit/wallbox/wallbox.ts'
import { type Door, openDoor } from './door.ts'

const doors: Door[] = []
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close()
})

async function site(): Promise<Door> {
  const door = await openDoor()
  doors.push(door)
  await door.ask('tags.create', { idTag: 'CARD-1', name: 'Anna' })
  await door.ask('stations.adopt', { id: 'BOX-1' })
  return door
}

async function exported(door: Door): Promise<string> {
  let text = ''
  for await (const lines of exportPages((after) => door.ask('messages.export', { stationId: 'BOX-1', after })))
    text += lines
  return text
}

/** What a session is, apart from when it was heard of and what it is called. */
async function sessions(door: Door) {
  const { items } = await door.ask('transactions.list', {})
  return items.map(({ startedAt, stoppedAt, energyWh, costMinor, startTag, stopTag, stopReason }) => ({
    startedAt,
    stoppedAt,
    energyWh,
    costMinor,
    startTag,
    stopTag,
    stopReason,
  }))
}

describe.each<Protocol>(['ocpp1.6', 'ocpp2.0.1'])('the exported log of a %s station', (protocol) => {
  it('makes the same sessions at another site', async () => {
    const first = await site()
    const box = new VirtualWallbox({
      url: first.url,
      id: 'BOX-1',
      protocol,
      speed: 0,
      startAtMs: Date.now() - 4 * 3_600_000,
    })
    box.start()
    await box.online()
    for (const minutes of [30, 45]) {
      box.plug(1, { batteryKWh: 58, soc: 40 })
      await box.swipe(1, 'CARD-1')
      await box.tick(minutes * 60_000)
      await box.swipe(1, 'CARD-1')
      box.unplug(1)
      await box.tick(60_000)
    }
    await box.stop()
    const made = await sessions(first)
    expect(made).toHaveLength(2)

    const second = await site()
    // so that numbers differ from those of the log
    const other = await second.station('OTHER')
    await other.tell('StartTransaction', {
      connectorId: 1,
      idTag: 'X',
      meterStart: 0,
      timestamp: '2026-01-01T00:00:00Z',
    })
    const log = await exported(first)
    const summary = await replay({
      box: { url: second.url, id: 'BOX-1', protocol },
      frames: parseRecording(log),
      pace: 0,
      shiftTimes: false,
      tell: () => undefined,
      signal: AbortSignal.timeout(15_000),
    })
    expect(summary).toMatchObject({ errors: [], unanswered: [], breaches: [] })
    expect(summary.sent).toBe(log.match(/"direction":"in"/g)?.length)
    expect((await sessions(second)).filter(({ startTag }) => startTag !== 'X')).toEqual(made)
    expect(second.breaches).toEqual([])
  })
})
