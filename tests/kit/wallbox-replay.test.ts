import { describe, expect, it } from 'vitest'
import { parseRecording } from './wallbox/replay/recording.ts'
import { replay } from './wallbox/replay/replay.ts'
import { CAR, Harness, START_MS } from './wallbox-harness.ts'

/** Lines of a recording, a second apart. */
function recording(...frames: ['in' | 'out', unknown][]): string {
  return frames
    .map(([direction, frame], i) =>
      JSON.stringify({ at: new Date(START_MS + i * 1000).toISOString(), direction, frame: JSON.stringify(frame) }),
    )
    .join('\n')
}

const BOOT: ['in' | 'out', unknown][] = [
  ['in', [2, '1', 'BootNotification', { chargePointVendor: 'V', chargePointModel: 'M' }]],
  ['out', [3, '1', { status: 'Accepted', currentTime: '2026-01-05T08:00:00Z', interval: 300 }]],
]

describe('a recording of a wallbox', () => {
  const test = new Harness('ocpp1.6')
  const run = (text: string, more: object = {}) =>
    replay({
      box: { url: test.url, id: 'BOX-1', protocol: 'ocpp1.6', reconnectMs: { first: 5, most: 50 }, callTimeoutMs: 200 },
      frames: parseRecording(text),
      pace: 0,
      shiftTimes: false,
      tell: () => undefined,
      signal: new AbortController().signal,
      ...more,
    })

  it('of a real charge is sent as it was, with the transaction ids of the site it is sent to', async () => {
    const box = await test.online()
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.tick(120_000)
    await box.swipe(1, 'CARD-1')
    await box.settled()
    await box.stop()
    const first = test.server.seen.splice(0)
    test.server.answers.StartTransaction = { transactionId: 4711, idTagInfo: { status: 'Accepted' } }
    const text = box.transcript.lines
      .map((line) =>
        JSON.stringify({ at: line.atMs, direction: line.direction === 'sent' ? 'in' : 'out', frame: line.frame }),
      )
      .join('\n')
    const summary = await run(text)
    expect(summary).toEqual({ sent: first.length, answered: first.length, errors: [], unanswered: [], breaches: [] })
    const renumbered = JSON.parse(JSON.stringify(first).replaceAll('"transactionId":77', '"transactionId":4711'))
    expect(test.server.seen).toEqual(renumbered)
  })

  it('answers what the site asks as the recorded box did, and says what it was not asked then', async () => {
    let asked: Promise<unknown[]> = Promise.resolve([])
    let configuration: unknown[] = []
    const boot = { status: 'Accepted', currentTime: '2026-01-05T08:00:00Z', interval: 300 }
    test.server.answers.BootNotification = () => {
      asked = test.server.call('GetConfiguration', {}).then((frame) => {
        configuration = frame
        return test.server.call('Reset', { type: 'Soft' })
      })
      return boot
    }
    const keys = { configurationKey: [{ key: 'HeartbeatInterval', readonly: false, value: '7' }] }
    await run(
      recording(
        ...BOOT,
        ['out', [2, 'x', 'GetConfiguration', {}]],
        ['in', [3, 'x', keys]],
        ['in', [2, '2', 'Heartbeat', {}]],
        ['out', [3, '2', { currentTime: '2026-01-05T08:00:00Z' }]],
        ['in', [2, '3', 'Heartbeat', {}]],
        ['out', [3, '3', { currentTime: '2026-01-05T08:00:00Z' }]],
      ),
      { pace: 10 },
    )
    expect(configuration.slice(2)).toEqual([keys])
    expect((await asked)[2]).toBe('NotImplemented')
  })

  it('tells errors, silence and breaches, and goes on', async () => {
    test.server.answers.Authorize = () => ({ callError: 'InternalError' })
    test.server.answers.StatusNotification = null
    test.server.answers.Heartbeat = { currentTime: 'soon' }
    const status = { connectorId: 1, errorCode: 'NoError', status: 'Available' }
    const summary = await run(
      recording(
        ...BOOT,
        ['in', [2, '2', 'Authorize', { idTag: 'A' }]],
        ['out', [3, '2', { idTagInfo: { status: 'Accepted' } }]],
        ['in', [2, '3', 'StatusNotification', status]],
        ['out', [3, '3', {}]],
        ['in', 'no frame at all'],
        ['in', [2, '4', 'Heartbeat', {}]],
        ['out', [3, '4', { currentTime: '2026-01-05T08:00:00Z' }]],
      ).replace('\\"no frame at all\\"', '[2,\\"5\\",\\"Heartbeat\\",{}]'),
    )
    expect(summary).toMatchObject({
      sent: 5,
      errors: ['Authorize: InternalError '],
      unanswered: ['StatusNotification'],
    })
    expect(summary.breaches[0]).toContain('HeartbeatResponse/currentTime')
  })

  it('is moved to now where that is wished, with its pauses', async () => {
    const meter = {
      connectorId: 1,
      meterValue: [{ timestamp: '2026-01-05T08:00:01.000Z', sampledValue: [{ value: '1' }] }],
    }
    await run(recording(...BOOT, ['in', [2, '2', 'MeterValues', meter]], ['out', [3, '2', {}]]), { shiftTimes: true })
    const [seen] = test.seen<typeof meter>('MeterValues')
    const shifted = Date.parse(seen?.meterValue[0]?.timestamp ?? '')
    expect(Math.abs(Date.now() - 2_000 - shifted)).toBeLessThan(30_000)
  })

  it('waits until the site lets it in, and says when the site ends it', async () => {
    test.server.refuseWith = { status: 404, body: 'BOX-1 is not known' }
    const told: string[] = []
    const running = run(recording(...BOOT, ['in', [2, '2', 'Heartbeat', {}]]), {
      tell: (text: string) => {
        told.push(text)
        test.server.refuseWith = undefined
      },
    })
    await running
    expect(told[0]).toContain('adopt it on the desk')
    test.server.answers.BootNotification = () => {
      for (const socket of test.server.sockets) socket.terminate()
      return null
    }
    await expect(run(recording(...BOOT))).rejects.toThrow('ended the connection after 1 messages')
  })

  it('that is none is explained by its first bad line', () => {
    expect(() => parseRecording('\n\n')).toThrow('no frames')
    expect(() => parseRecording('{"at":1,"direction":"in","frame":[]}\nnonsense')).toThrow(
      'line 2 of the recording is no',
    )
    expect(() => parseRecording('{"direction":"in","frame":[]}')).toThrow('has no time')
    expect(() => parseRecording('{"at":1,"direction":"up","frame":[]}')).toThrow('"in" or "out"')
    expect(() => parseRecording('{"at":1,"direction":"in"}')).toThrow('has no frame')
  })
})
