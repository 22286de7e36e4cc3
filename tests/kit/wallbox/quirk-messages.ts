import type { Box } from './box.ts'
import type { Effect, EffectTable, Payload } from './quirk-effects.ts'

interface Sample {
  value: string | number
  measurand?: string
  unit?: string
  unitOfMeasure?: object
}

/** Quirks about what the box writes. */
export const MESSAGE_EFFECTS: EffectTable = {
  errorCodeError: () => ({
    call: (_, action, payload) =>
      action === 'StatusNotification' && payload.status === 'Faulted' ? { ...payload, errorCode: 'Error' } : payload,
  }),
  emptySampledValue: () => samples(() => []),
  unitHz: () => samples((all) => [...all, { value: '50.02', measurand: 'Frequency', unit: 'Hz' }]),
  temperatureUnit: (unit) => samples((all) => [...all, { value: '31.5', measurand: 'Temperature', unit }]),
  kWhCalledWh: () =>
    samples((all) =>
      all.map((each) => {
        if (!each.measurand?.startsWith('Energy')) return each
        const kWh = Number(each.value) / 1000
        return { ...each, value: typeof each.value === 'string' ? kWh.toFixed(3) : kWh }
      }),
    ),
  powerOnlyInTransactions: () =>
    samples((all, payload) =>
      payload.transactionId !== undefined || payload.transactionInfo !== undefined
        ? all
        : all.filter((each) => each.measurand?.startsWith('Energy')),
    ),
  overlongFields: () => ({
    call: (_, action, payload) => {
      if (action !== 'BootNotification') return payload
      const long = (text: unknown) => `${String(text)} with a name that nobody could cut`.padEnd(80, '.')
      const station = payload.chargingStation as Payload | undefined
      if (station) return { ...payload, chargingStation: { ...station, model: long(station.model) } }
      return {
        ...payload,
        chargePointModel: long(payload.chargePointModel),
        chargePointSerialNumber: long(payload.chargePointSerialNumber),
      }
    },
  }),
  longConfigurationValues: () => ({
    reply: (_, action, payload) =>
      action === 'GetConfiguration'
        ? { ...payload, configurationKey: (payload.configurationKey as { value?: string }[]).map(lengthened) }
        : payload,
  }),
  timesWithoutZone: () => ({ call: (_, __, payload) => withoutZone(payload) as Payload }),
  minusOneTransaction: () => ({
    call: (_, __, payload) => (typeof payload.transactionId === 'number' ? { ...payload, transactionId: -1 } : payload),
  }),
  staleTransaction: () => stale(),
  noConnectorId: () => ({
    call: (_, action, payload) => {
      if (action === 'StatusNotification') return without(payload, 'connectorId')
      if (action !== 'TransactionEvent' || payload.evse === undefined) return payload
      return { ...payload, evse: without(payload.evse as Payload, 'connectorId') }
    },
  }),
  seqNoZeroInEnded: () => ({
    call: (_, action, payload) =>
      action === 'TransactionEvent' && payload.eventType === 'Ended' ? { ...payload, seqNo: 0 } : payload,
  }),
  foxess16Shapes: () => ({
    call: (_, action, payload) => {
      if (action === 'StatusNotification')
        return { connectorId: payload.evseId, errorCode: 'NoError', status: payload.connectorStatus }
      return inSamples(payload, (all) =>
        all.map((each) => ({ ...without({ ...each }, 'unitOfMeasure'), value: String(each.value) })),
      )
    },
    reply: (_, action, payload) => {
      if (action === 'GetVariables') return { configurationKey: inKeys(payload), unknownKey: [] }
      return action === 'SetVariables' ? { status: 'Accepted' } : payload
    },
  }),
}

/** The transaction of before the restart stays in what comes after it. */
function stale(): Effect {
  let last: unknown
  let restarted = false
  return {
    call: (_, action, payload) => {
      if (action === 'BootNotification') restarted = last !== undefined
      if (action !== 'MeterValues') return payload
      if (payload.transactionId === undefined) return restarted ? { ...payload, transactionId: last } : payload
      last = payload.transactionId
      return payload
    },
  }
}

/** An effect on every list of sampled values. */
function samples(change: (all: readonly Sample[], payload: Payload) => readonly object[]): Effect {
  return { call: (_: Box, __: string, payload: Payload) => inSamples(payload, change) }
}

function inSamples(payload: Payload, change: (all: readonly Sample[], payload: Payload) => readonly object[]): Payload {
  const readings = payload.meterValue as { sampledValue: readonly Sample[] }[] | undefined
  if (!readings) return payload
  const meterValue = readings.map((each) => ({ ...each, sampledValue: change(each.sampledValue, payload) }))
  return { ...payload, meterValue }
}

function inKeys(payload: Payload): object[] {
  const results = payload.getVariableResult as { variable: { name: string }; attributeValue?: string }[]
  return results.map((each) => ({ key: each.variable.name, readonly: false, value: each.attributeValue ?? '' }))
}

function lengthened(key: { value?: string }): object {
  return key.value === undefined
    ? key
    : { ...key, value: `${key.value},`.padEnd(620, 'Energy.Active.Import.Register,') }
}

function without(payload: Payload, name: string): Payload {
  const { [name]: _, ...rest } = payload
  return rest
}

function withoutZone(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1')
  if (Array.isArray(value)) return value.map(withoutZone)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutZone(each)]))
}
