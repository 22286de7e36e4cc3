import { describe, expect, it } from 'vitest'
import { at, CAR, Harness } from './wallbox-harness.ts'

interface Part {
  requestId: number
  seqNo: number
  tbc?: boolean
  reportData: {
    component: { name: string; evse?: { id: number } }
    variable: { name: string; instance?: string }
    variableAttribute: { type: string; value?: string; mutability: string }[]
    variableCharacteristics: { dataType: string; supportsMonitoring: boolean }
  }[]
}

describe('the device model of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const rows = () => test.seen<Part>('NotifyReport').flatMap((part) => part.reportData)
  const names = () => rows().map((row) => `${row.component.name}.${row.variable.name}`)

  it('is reported whole in numbered parts, of which the last has no "to be continued"', async () => {
    const box = await test.online({ connectors: 2 })
    expect(await test.ask('GetBaseReport', { requestId: 9, reportBase: 'FullInventory' })).toEqual({
      status: 'Accepted',
    })
    await box.settled()
    const parts = test.seen<Part>('NotifyReport')
    expect(parts.length).toBeGreaterThan(3)
    expect(parts.map((part) => part.seqNo)).toEqual(parts.map((_, i) => i))
    expect(parts.map((part) => part.tbc ?? false)).toEqual(parts.map((_, i) => i < parts.length - 1))
    expect(new Set(parts.map((part) => part.requestId))).toEqual(new Set([9]))
    const keys = rows().map((row) => JSON.stringify([row.component, row.variable]))
    expect(new Set(keys).size).toBe(keys.length)
    const power = rows().filter((row) => row.component.name === 'EVSE' && row.variable.name === 'Power')
    expect(power.map((row) => row.component.evse?.id)).toEqual([1, 2])
    expect(power[0]?.variableAttribute).toMatchObject([
      { type: 'Actual', value: '0', mutability: 'ReadOnly' },
      { type: 'MaxSet', value: '11000' },
    ])
    const password = rows().find((row) => row.variable.name === 'BasicAuthPassword')
    expect(password?.variableAttribute).toEqual([
      { type: 'Actual', mutability: 'WriteOnly', persistent: true, constant: false },
    ])
    expect(box.violations).toEqual([])
  })

  it('tells what can be configured, or only how it is doing', async () => {
    const box = await test.online()
    await test.ask('GetBaseReport', { requestId: 1, reportBase: 'ConfigurationInventory' })
    await box.settled()
    expect(names()).toContain('OCPPCommCtrlr.HeartbeatInterval')
    expect(rows().every((row) => row.variableAttribute[0]?.mutability !== 'ReadOnly')).toBe(true)
    test.server.seen.length = 0
    await test.ask('GetBaseReport', { requestId: 2, reportBase: 'SummaryInventory' })
    await box.settled()
    expect(names()).toContain('Connector.Problem')
    expect(names()).not.toContain('OCPPCommCtrlr.HeartbeatInterval')
    expect(box.violations).toEqual([])
  })

  it('is reported in part: by component, by variable, and by what is true of a component', async () => {
    const box = await test.online({ connectors: 2 })
    const report = async (request: object) => {
      test.server.seen.length = 0
      const { status } = await test.ask('GetReport', { requestId: 1, ...request })
      await box.settled()
      return status
    }
    const componentVariable = (name: string, variable?: string, evse?: number) => ({
      component: { name, ...(evse ? { evse: { id: evse } } : {}) },
      ...(variable ? { variable: { name: variable } } : {}),
    })
    expect(await report({ componentVariable: [componentVariable('TxCtrlr')] })).toBe('Accepted')
    expect(names()).toHaveLength(5)
    expect(await report({ componentVariable: [componentVariable('evse', 'power')] })).toBe('Accepted')
    expect(rows().map((row) => row.component.evse?.id)).toEqual([1, 2])
    expect(await report({ componentVariable: [componentVariable('EVSE', 'Power', 2)] })).toBe('Accepted')
    expect(names()).toEqual(['EVSE.Power'])
    expect(await report({ componentCriteria: ['Problem'] })).toBe('EmptyResultSet')
    box.fault(2, 'GroundFault')
    expect(await report({ componentCriteria: ['Problem'] })).toBe('Accepted')
    expect(new Set(rows().map((row) => `${row.component.name} ${row.component.evse?.id ?? ''}`))).toEqual(
      new Set(['ChargingStation ', 'Connector 2', 'EVSE 2']),
    )
    expect(await report({ componentVariable: [componentVariable('Kettle')] })).toBe('EmptyResultSet')
    expect(box.violations).toEqual([])
  })

  it('takes only so many items at a time', async () => {
    const box = await test.online({ settings: { itemsPerMessage: 2 } })
    const item = { component: { name: 'TxCtrlr' }, variable: { name: 'EVConnectionTimeOut' } }
    const get = (count: number) =>
      test.ask('GetVariables', { getVariableData: Array.from({ length: count }, () => item) })
    expect(await get(2)).toMatchObject({ getVariableResult: [{ attributeValue: '60' }, { attributeValue: '60' }] })
    expect(await get(3)).toBe('OccurrenceConstraintViolation')
    const setVariableData = Array.from({ length: 3 }, () => ({ ...item, attributeValue: '61' }))
    expect(await test.ask('SetVariables', { setVariableData })).toBe('OccurrenceConstraintViolation')
    expect(box.acts.variable('TxCtrlr.EVConnectionTimeOut')).toBe('60')
    expect(box.violations).toEqual([])
  })

  it('is changed from the inside as by a sensor, within what the variable can be', async () => {
    const box = await test.online()
    box.acts.setVariable('TemperatureSensor.Temperature', '55.5')
    box.acts.setVariable('Connector.AvailabilityState', 'Faulted', 1)
    box.acts.setVariable('TxCtrlr.EVConnectionTimeOut', '77')
    expect(box.acts.variable('TemperatureSensor.Temperature')).toBe('55.5')
    expect(box.acts.variable('Connector.AvailabilityState', 1)).toBe('Faulted')
    expect(box.state().settings.connectionTimeoutS).toBe(77)
    expect(() => box.acts.setVariable('Kettle.Temperature', '1')).toThrow('no variable Kettle.Temperature')
    expect(() => box.acts.setVariable('TemperatureSensor.Temperature', 'hot')).toThrow('is a number, not hot')
    expect(() => box.acts.setVariable('TxCtrlr.TxStartPoint', 'Never')).toThrow("can't be Never")
  })
})

interface Event {
  eventData: {
    eventId: number
    trigger: string
    actualValue: string
    cleared?: boolean
    variableMonitoringId?: number
    transactionId?: string
    eventNotificationType: string
  }[]
}

describe('the monitors of a 2.0.1 wallbox', () => {
  const test = new Harness('ocpp2.0.1')
  const temperature = { component: { name: 'TemperatureSensor' }, variable: { name: 'Temperature' } }
  const set = async (...data: object[]) => {
    const answer = await test.ask<{ setMonitoringResult: { status: string; id?: number }[] }>('SetVariableMonitoring', {
      setMonitoringData: data.map((each) => ({
        ...temperature,
        value: 60,
        type: 'UpperThreshold',
        severity: 5,
        ...each,
      })),
    })
    return answer.setMonitoringResult
  }
  const events = () => test.seen<Event>('NotifyEvent').flatMap((each) => each.eventData)
  const warm = async (box: Awaited<ReturnType<typeof test.online>>, value: string) => {
    box.acts.setVariable('TemperatureSensor.Temperature', value)
    await box.settled()
  }

  it('tell when a threshold is crossed and when it is well again, once each', async () => {
    const box = await test.online()
    const [{ status, id } = {}] = await set({})
    expect(status).toBe('Accepted')
    await set({ type: 'LowerThreshold', value: 0 })
    for (const value of ['59', '61', '65', '60', '-1']) await warm(box, value)
    expect(events()).toMatchObject([
      { trigger: 'Alerting', actualValue: '61', cleared: false, variableMonitoringId: id },
      { trigger: 'Alerting', actualValue: '60', cleared: true, variableMonitoringId: id },
      { trigger: 'Alerting', actualValue: '-1', cleared: false, eventNotificationType: 'CustomMonitor' },
    ])
    const ids = events().map((each) => each.eventId)
    expect(new Set(ids).size).toBe(3)
    expect(box.violations).toEqual([])
  })

  it('tell a change that is big enough, and the value every so often', async () => {
    const box = await test.online()
    await warm(box, '20')
    await set({ type: 'Delta', value: 5 }, { type: 'Periodic', value: 30 }, { type: 'PeriodicClockAligned', value: 45 })
    for (const value of ['24', '26', '22', '21']) await warm(box, value)
    expect(events().map((each) => [each.trigger, each.actualValue])).toEqual([
      ['Delta', '26'],
      ['Delta', '21'],
    ])
    await box.tick(91_000)
    expect(events().filter((each) => each.trigger === 'Periodic')).toHaveLength(5)
    box.acts.setVariable('CaseAccessSensor.Tripped', 'true')
    await box.settled()
    expect(events().at(-1)).toMatchObject({ actualValue: 'true', eventNotificationType: 'HardWiredMonitor' })
    expect(box.violations).toEqual([])
  })

  it('watch only while a charge runs where they are told so, and name it', async () => {
    const box = await test.online()
    await set({ transaction: true })
    await warm(box, '70')
    expect(events()).toEqual([])
    box.plug(1, CAR)
    await box.swipe(1, 'CARD-1')
    await box.tick(1_000)
    expect(events()).toMatchObject([{ transactionId: box.state().connectors[0]?.transaction?.id }])
  })

  it('are refused with the reason', async () => {
    const box = await test.online({ settings: { itemsPerMessage: 9 } })
    const results = await set(
      {},
      {},
      { severity: 6, component: { name: 'Kettle' } },
      { severity: 6, variable: { name: 'Colour' } },
      { component: { name: 'CaseAccessSensor' }, variable: { name: 'Tripped' } },
      { component: { name: 'TxCtrlr' }, variable: { name: 'StopTxOnInvalidId' }, type: 'Delta' },
      { value: 999, severity: 7 },
      { type: 'Periodic', value: 0 },
      { id: 77 },
    )
    expect(results.map((each) => each.status)).toEqual([
      'Accepted',
      'Duplicate',
      'UnknownComponent',
      'UnknownVariable',
      'UnsupportedMonitorType',
      'UnsupportedMonitorType',
      'Rejected',
      'Rejected',
      'Rejected',
    ])
    expect(await set({ id: results[0]?.id, value: 70 })).toMatchObject([{ status: 'Accepted', id: results[0]?.id }])
    expect(await test.ask('SetVariableMonitoring', { setMonitoringData: Array(10).fill({}) })).toBe(
      'OccurrenceConstraintViolation',
    )
    const clear = await test.ask('ClearVariableMonitoring', { id: [results[0]?.id, 1, 555] })
    expect(clear).toMatchObject({
      clearMonitoringResult: [{ status: 'Accepted' }, { status: 'Rejected' }, { status: 'NotFound' }],
    })
    expect(box.violations.filter((each) => each.what !== 'SetVariableMonitoringRequest')).toEqual([])
  })

  it('are reported by what they watch and how', async () => {
    const box = await test.online({ settings: { itemsPerReport: 1 } })
    await set({}, { type: 'Delta', value: 3 })
    const report = async (request: object) => {
      test.server.seen.length = 0
      const { status } = await test.ask('GetMonitoringReport', { requestId: 4, ...request })
      await box.settled()
      return [status, test.seen('NotifyMonitoringReport').flatMap((each) => each.monitor)]
    }
    expect(await report({})).toMatchObject([
      'Accepted',
      [
        { component: { name: 'CaseAccessSensor' }, variableMonitoring: [{ id: 1 }] },
        { component: { name: 'TemperatureSensor' }, variableMonitoring: [{ value: 80 }, { value: 60 }, { value: 3 }] },
      ],
    ])
    expect(test.seen('NotifyMonitoringReport')).toMatchObject([{ seqNo: 0, tbc: true }, { seqNo: 1 }])
    expect(await report({ monitoringCriteria: ['DeltaMonitoring'], componentVariable: [temperature] })).toMatchObject([
      'Accepted',
      [{ variableMonitoring: [{ type: 'Delta', value: 3 }] }],
    ])
    expect(await report({ monitoringCriteria: ['PeriodicMonitoring'] })).toEqual(['EmptyResultSet', []])
    expect(box.violations).toEqual([])
  })

  it('fall silent above the level, and go back to what the maker gave', async () => {
    const box = await test.online()
    await set({})
    expect(await test.ask('SetMonitoringLevel', { severity: 12 })).toEqual({ status: 'Rejected' })
    expect(await test.ask('SetMonitoringLevel', { severity: 4 })).toEqual({ status: 'Accepted' })
    await warm(box, '85')
    expect(events()).toMatchObject([{ variableMonitoringId: 2, eventNotificationType: 'PreconfiguredMonitor' }])
    const monitors = async (monitoringBase: string) => {
      await test.ask('SetMonitoringBase', { monitoringBase })
      return box.state().monitors.map((each) => each.kind)
    }
    expect(await monitors('All')).toEqual(['hard-wired', 'preconfigured', 'custom'])
    expect(await monitors('FactoryDefault')).toEqual(['hard-wired', 'preconfigured'])
    expect(await monitors('HardWiredOnly')).toEqual(['hard-wired'])
    expect(await monitors('All')).toEqual(['hard-wired', 'preconfigured'])
    expect(box.acts.variable('MonitoringCtrlr.ActiveMonitoringBase')).toBe('All')
    expect(box.violations).toEqual([])
  })

  it('are told later when the box is offline, if they are severe enough', async () => {
    const box = await test.online()
    await set({ severity: 2 }, { severity: 8, value: 61 })
    box.goOffline()
    box.acts.setVariable('TemperatureSensor.Temperature', '70')
    expect(box.state().queuedFacts).toBe(1)
    box.goOnline()
    await box.online()
    await box.settled()
    expect(events()).toHaveLength(1)
    expect(test.seen<{ generatedAt: string }>('NotifyEvent')[0]?.generatedAt).toBe(at(0))
  })
})
