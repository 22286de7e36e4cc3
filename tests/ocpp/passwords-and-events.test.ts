import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CertificateUpkeep } from '../../src/site/certificates/certificate-upkeep.ts'
import { silentLog } from '../../src/site/log.ts'
import { ManualClock } from '../kit/clock.ts'
import { basic, type Door, knock, openDoor, RawStation, until } from './door.ts'

let door: Door
let clock: ManualClock
let upkeep: CertificateUpkeep
const old = 'correct-horse-17'
const protocols = ['ocpp1.6', 'ocpp2.0.1'] as const
type Protocol = (typeof protocols)[number]

beforeEach(async () => {
  clock = new ManualClock(Date.UTC(2026, 10, 20, 12))
  door = await openDoor({ clock })
  upkeep = new CertificateUpkeep({ site: door.test.site, clock, log: silentLog })
  upkeep.start()
})

afterEach(async () => {
  expect(door.breaches).toEqual([])
  await upkeep.stop()
  await door.close()
})

async function come(protocol: Protocol, password: string | Buffer): Promise<RawStation> {
  const box = await RawStation.connect({ url: door.url, id: 'BOX-1', protocol, headers: basic('BOX-1', password) })
  box.breaches = door.breaches
  await box.boot()
  return box
}

async function tries(protocol: Protocol, password: string | Buffer): Promise<number> {
  const answer = await knock(`${door.url}/BOX-1`, { subprotocols: [protocol], headers: basic('BOX-1', password) })
  return answer.status
}

/** Takes the new password, as the station sees it. */
async function newPassword(box: RawStation, answer: 'Accepted' | 'Rejected' | 'RebootRequired'): Promise<string> {
  if (box.protocol === 'ocpp1.6') {
    const call = await box.called('ChangeConfiguration')
    expect(call.payload.key).toBe('AuthorizationKey')
    const value = String(call.payload.value)
    expect(value).toMatch(/^[0-9a-f]{32,40}$/)
    box.answer(call, { status: answer })
    return Buffer.from(value, 'hex').toString()
  }
  const call = await box.called('SetVariables')
  const [data] = call.payload.setVariableData as { attributeValue: string }[]
  expect(data).toMatchObject({ component: { name: 'SecurityCtrlr' }, variable: { name: 'BasicAuthPassword' } })
  const { attributeValue, ...rest } = data as { attributeValue: string; component: object; variable: object }
  box.answer(call, { setVariableResult: [{ ...rest, attributeStatus: answer }] })
  return attributeValue
}

async function state() {
  return (await door.ask('stations.passwordRotations', { id: 'BOX-1' }))[0]?.state
}

for (const protocol of protocols)
  describe(`a new password over ${protocol}`, () => {
    beforeEach(async () => {
      await door.ask('stations.adopt', { id: 'BOX-1', password: old })
    })

    it('counts when the station has come with it, and the old one no more', async () => {
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1' })
      const fresh = await newPassword(box, 'Accepted')
      expect(await rotating).toMatchObject({ stationId: 'BOX-1', state: 'waiting' })
      await box.ended()
      expect(await state()).toBe('waiting')
      const again = await come(protocol, fresh)
      expect(await state()).toBe('confirmed')
      again.terminate()
      expect(await tries(protocol, old)).toBe(401)
      expect(await tries(protocol, fresh)).toBe(101)
    })

    it('leaves the old one when the station comes with the old one and the time is over', async () => {
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1', minutes: 5 })
      const fresh = await newPassword(box, 'Accepted')
      await rotating
      await box.ended()
      const again = await come(protocol, old)
      expect(await state()).toBe('waiting')
      again.terminate()
      clock.advance(5 * 60_000 + 20_000)
      await until('the end of the change', async () => (await state()) === 'expired')
      expect(await tries(protocol, old)).toBe(101)
      expect(await tries(protocol, fresh)).toBe(401)
      expect(await door.ask('alarms.list', {})).toMatchObject([{ kind: 'PasswordChangeFailed', stationId: 'BOX-1' }])
    })

    it('does not lock a station out that comes with the new one long after', async () => {
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1', minutes: 1 })
      const fresh = await newPassword(box, 'Accepted')
      await rotating
      await box.ended()
      clock.advance(90_000)
      await until('the end of the change', async () => (await state()) === 'expired')
      expect(await tries(protocol, fresh)).toBe(101)
      expect(await state()).toBe('confirmed')
      expect(await tries(protocol, old)).toBe(401)
    })

    it('leaves the old one when the station refuses', async () => {
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1' })
      const fresh = await newPassword(box, 'Rejected')
      expect(await rotating).toMatchObject({ state: 'refused', reason: expect.stringContaining('Rejected') })
      expect(box.closed).toBeUndefined()
      expect(await tries(protocol, fresh)).toBe(401)
      expect(await tries(protocol, old)).toBe(101)
    })

    it('waits for the restart of a station that must restart first', async () => {
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1' })
      const fresh = await newPassword(box, 'RebootRequired')
      expect(await rotating).toMatchObject({ state: 'waiting', reason: 'reboot-required' })
      expect(box.closed).toBeUndefined()
      box.terminate()
      await come(protocol, fresh)
      expect(await state()).toBe('confirmed')
    })

    it('is one change at a time, asks only who is there, and is written down without the password', async () => {
      await expect(door.ask('stations.rotatePassword', { id: 'BOX-1' })).rejects.toMatchObject({
        code: 'StationOffline',
      })
      expect(await state()).toBeUndefined()
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1' })
      const fresh = await newPassword(box, 'Accepted')
      await expect(door.ask('stations.rotatePassword', { id: 'BOX-1' })).rejects.toMatchObject({ code: 'Conflict' })
      await rotating
      const log = await door.ask('messages.list', { stationId: 'BOX-1' })
      expect(JSON.stringify(log)).toMatch(/AuthorizationKey|BasicAuthPassword/)
      const hex = Buffer.from(fresh).toString('hex')
      expect(JSON.stringify(log)).not.toContain(fresh)
      expect(JSON.stringify(log)).not.toContain(hex)
    })

    it('gives a station with open access its first password', async () => {
      await door.ask('stations.update', { id: 'BOX-1', password: null })
      const box = await come(protocol, old)
      const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1', password: 'a-first-password' })
      expect(await newPassword(box, 'Accepted')).toBe('a-first-password')
      await rotating
      await box.ended()
      expect((await door.ask('stations.get', { id: 'BOX-1' })).securityProfile).toBe(0)
      await come(protocol, 'a-first-password')
      expect((await door.ask('stations.get', { id: 'BOX-1' })).securityProfile).toBe(1)
      expect(await tries(protocol, old)).toBe(401)
    })
  })

it('takes the new password of a 1.6 station that sends it as hexadecimal digits', async () => {
  await door.ask('stations.adopt', { id: 'BOX-1', password: old })
  const box = await come('ocpp1.6', old)
  const rotating = door.ask('stations.rotatePassword', { id: 'BOX-1' })
  const fresh = await newPassword(box, 'Accepted')
  await rotating
  expect(await tries('ocpp1.6', Buffer.from(fresh).toString('hex'))).toBe(101)
  expect(await state()).toBe('confirmed')
})

for (const protocol of protocols)
  describe(`security events over ${protocol}`, () => {
    const at = '2026-11-20T11:58:00Z'

    it('are kept with how bad they are; critical ones are an alarm until somebody acknowledges it', async () => {
      const box = await door.station('BOX-1', protocol)
      await box.boot()
      await box.tell('SecurityEventNotification', { type: 'InvalidTLSVersion', timestamp: at, techInfo: 'TLS 1.0' })
      await box.tell('SecurityEventNotification', { type: 'AcmeDoorMoved', timestamp: at })
      expect(await door.ask('alarms.list', {})).toEqual([])
      const tamper = { type: 'TamperDetectionActivated', timestamp: at, techInfo: 'cover' }
      await box.tell('SecurityEventNotification', tamper)
      // the same once more is a repetition, a later one happened again
      await box.tell('SecurityEventNotification', tamper)
      await box.tell('SecurityEventNotification', { ...tamper, timestamp: '2026-11-20T11:59:00Z' })
      const events = await door.ask('stations.events', { id: 'BOX-1' })
      expect(new Set(events.map(({ subject, severity }) => `${subject} ${severity}`))).toEqual(
        new Set([
          'Security.TamperDetectionActivated critical',
          'Security.InvalidTLSVersion warning',
          'Security.AcmeDoorMoved info',
        ]),
      )
      expect(events).toHaveLength(4)
      const [alarm, ...others] = await door.ask('alarms.list', {})
      expect(others).toEqual([])
      expect(alarm).toMatchObject({
        stationId: 'BOX-1',
        kind: 'TamperDetectionActivated',
        count: 2,
        firstAt: Date.parse(at),
        lastAt: Date.parse('2026-11-20T11:59:00Z'),
        acknowledgedAt: null,
      })

      const done = await door.ask('alarms.acknowledge', { id: alarm?.id ?? 0 })
      expect(done).toMatchObject({ acknowledgedAt: clock.now(), acknowledgedBy: expect.stringContaining('@') })
      expect(await door.ask('alarms.list', {})).toEqual([])
      await box.tell('SecurityEventNotification', { ...tamper, timestamp: '2026-11-20T12:00:00Z' })
      expect(await door.ask('alarms.list', { open: false })).toHaveLength(2)
    })
  })

it('asks 1.6 stations for logs in the words that they know', async () => {
  const box = await door.station('BOX-1', 'ocpp1.6')
  await box.boot()
  const asking = door.ask('stations.trigger', { id: 'BOX-1', message: 'log-status' })
  const extended = await box.called('ExtendedTriggerMessage')
  expect(extended.payload).toEqual({ requestedMessage: 'LogStatusNotification' })
  box.answer(extended, { status: 'NotImplemented' })
  const plain = await box.called('TriggerMessage')
  expect(plain.payload).toEqual({ requestedMessage: 'DiagnosticsStatusNotification' })
  box.answer(plain, { status: 'Accepted' })
  await asking
})
