import { describe, expect, it } from 'vitest'
import { numberOf, plausibleRegisterWh, samplesOf } from '../../src/ocpp/readings.ts'
import { type MeterValue16, readingsOf16 } from '../../src/ocpp/v16/meter-value.ts'
import { type MeterValue201, readingsOf201 } from '../../src/ocpp/v201/meter-value.ts'
import type { Sample } from '../../src/site/connectors/sample.ts'

const timestamp = '2026-05-01T10:00:00Z'
const at = Date.UTC(2026, 4, 1, 10)
const receivedAt = at + 5_000

type Sampled16 = NonNullable<MeterValue16['sampledValue']>[number]
type Sampled201 = NonNullable<MeterValue201['sampledValue']>[number]

function one16(...sampledValue: Sampled16[]): Sample | undefined {
  const samples = samplesOf(readingsOf16([{ timestamp, sampledValue }]), { receivedAt })
  expect(samples.length).toBeLessThanOrEqual(1)
  return samples[0]
}

function one201(...sampledValue: Sampled201[]): Sample | undefined {
  return samplesOf(readingsOf201([{ timestamp, sampledValue }]), { receivedAt })[0]
}

const power = (value: string, more: Partial<Sampled16> = {}): Sampled16 => ({
  measurand: 'Power.Active.Import',
  unit: 'W',
  value,
  ...more,
})

describe('readings of 1.6', () => {
  it('without measurand, unit and context are the imported energy in Wh, sampled periodically', () => {
    expect(one16({ value: '1234' })).toEqual({ at, context: 'periodic', energyWh: 1234 })
  })

  it.each([
    ['Energy.Active.Import.Register', 'kWh', '12.345', { energyWh: 12_345 }],
    ['Energy.Active.Import.Register', 'KWH', '12.345', { energyWh: 12_345 }],
    ['Energy.Active.Import.Register', 'Wh', '12345.6', { energyWh: 12_345.6 }],
    ['Power.Active.Import', 'kW', '7.4', { powerW: 7400 }],
    ['Power.Active.Import', undefined, '7400', { powerW: 7400 }],
    ['SoC', 'Percent', '42', { soc: 42 }],
    ['SoC', undefined, '42', { soc: 42 }],
    ['SoC', '%', '42', { soc: 42 }],
  ])('%s in %s', (measurand, unit, value, expected) => {
    expect(one16({ measurand, unit, value })).toEqual({ at, context: 'periodic', ...expected })
  })

  it.each([
    [' 12,5 ', 12.5],
    ['+12.5', 12.5],
    ['1.25e1', 12.5],
    ['1,234.5', 1234.5],
    ['-3', -3],
    ['.5', 0.5],
    ['5.', 5],
    [7, 7],
    ['', undefined],
    ['NaN', undefined],
    ['null', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['1e16', undefined],
    ['0x10', undefined],
    ['12 kWh', undefined],
    ['--', undefined],
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
    [Number.NaN, undefined],
  ])('read the number %j as %s', (value, expected) => {
    expect(numberOf(value)).toBe(expected)
  })

  it('take a total as the total, whatever the phases say', () => {
    const sample = one16(
      power('11000'),
      power('3600', { phase: 'L1' }),
      power('3600', { phase: 'L2' }),
      power('3600', { phase: 'L3' }),
    )
    expect(sample).toEqual({ at, context: 'periodic', powerW: 11_000, detail: { powerW: [3600, 3600, 3600] } })
  })

  it('sum phases only where no total is given', () => {
    expect(
      one16(power('3600', { phase: 'L1' }), power('3500.5', { phase: 'L2' }), power('3400', { phase: 'L3' })),
    ).toMatchObject({
      powerW: 10_500.5,
    })
    expect(one16(power('3600', { phase: 'L1-N' }), power('3600', { phase: 'L3-N' }))).toMatchObject({
      powerW: 7200,
      detail: { powerW: [3600, null, 3600] },
    })
    const energy = (phase: string) => ({ value: '0.1', unit: 'kWh', phase })
    expect(one16(energy('L1'), energy('L2'), energy('L3'))).toMatchObject({ energyWh: 300 })
  })

  it('keep currents and voltages per phase', () => {
    const sample = one16(
      { measurand: 'Current.Import', unit: 'A', phase: 'L1', value: '16.01' },
      { measurand: 'Current.Import', unit: 'A', phase: 'L2', value: '15.9' },
      { measurand: 'Voltage', unit: 'V', phase: 'L1-N', value: '230.4' },
      { measurand: 'Voltage', unit: 'V', phase: 'L1-L2', value: '400' },
      { measurand: 'Current.Import', unit: 'A', phase: 'N', value: '0.2' },
    )
    expect(sample).toEqual({
      at,
      context: 'periodic',
      detail: {
        currentA: [16.01, 15.9, null],
        voltageV: [230.4, null, null],
        other: { 'Voltage/L1-L2': '400 V', 'Current.Import/N': '0.2 A' },
      },
    })
  })

  it('keep a current of no phase by its name', () => {
    expect(one16({ measurand: 'Current.Import', unit: 'mA', value: '16000' })).toEqual({
      at,
      context: 'periodic',
      detail: { other: { 'Current.Import': '16 A' } },
    })
  })

  it.each([
    [{ measurand: 'Temperature', unit: 'Celcius', location: 'Body', value: '31' }, 'Temperature/Body', '31 Celsius'],
    [{ measurand: 'Temperature', unit: 'Celsius', location: 'Body', value: '31' }, 'Temperature/Body', '31 Celsius'],
    [{ measurand: 'Frequency', unit: 'Hz', value: '49.98' }, 'Frequency', '49.98 Hz'],
    [{ measurand: 'Power.Offered', unit: 'kW', value: '11' }, 'Power.Offered', '11 kW'],
    [{ measurand: 'Current.Offered', unit: 'A', value: '16' }, 'Current.Offered', '16 A'],
    [{ measurand: 'Energy.Active.Export.Register', unit: 'Wh', value: '5' }, 'Energy.Active.Export.Register', '5 Wh'],
    [{ measurand: 'Energy.Active.Import.Interval', unit: 'Wh', value: '5' }, 'Energy.Active.Import.Interval', '5 Wh'],
    [{ measurand: 'Vendor.Thing', value: '5' }, 'Vendor.Thing', '5'],
    [{ measurand: 'Power.Active.Import', unit: 'furlong', value: '5' }, 'Power.Active.Import', '5 furlong'],
  ])('keep what the site has no quantity for as the station says it: %j', (sampled, name, text) => {
    expect(one16(sampled)).toEqual({ at, context: 'periodic', detail: { other: { [name]: text } } })
  })

  it('prefer the end to periodic to clock readings of the same instant', () => {
    const register = (context: string, value: string) => ({ context, value })
    expect(
      one16(register('Sample.Clock', '3'), register('Transaction.End', '1'), register('Sample.Periodic', '2')),
    ).toEqual({
      at,
      context: 'end',
      energyWh: 1,
    })
    expect(one16(register('Sample.Clock', '3'), register('Sample.Periodic', '2'))).toMatchObject({
      context: 'periodic',
      energyWh: 2,
    })
    expect(
      one16(register('Transaction.Begin', '9'), register('Trigger', '8'), register('Sample.Clock', '3')),
    ).toMatchObject({
      context: 'clock',
      energyWh: 3,
    })
  })

  it('of different instants are different samples, in order', () => {
    const later = '2026-05-01T10:15:00Z'
    const samples = samplesOf(
      readingsOf16([
        { timestamp: later, sampledValue: [{ value: '20', context: 'Transaction.End' }] },
        { timestamp, sampledValue: [{ value: '10', context: 'Transaction.Begin' }] },
      ]),
      { receivedAt },
    )
    expect(samples).toEqual([
      { at, context: 'begin', energyWh: 10 },
      { at: Date.parse(later), context: 'end', energyWh: 20 },
    ])
  })

  it('of one instant in several groups are one sample', () => {
    const samples = samplesOf(
      readingsOf16([
        { timestamp, sampledValue: [{ value: '10' }] },
        { timestamp, sampledValue: [power('100')] },
      ]),
      { receivedAt },
    )
    expect(samples).toEqual([{ at, context: 'periodic', energyWh: 10, powerW: 100 }])
  })

  it('prefer the outlet, then what is nearest to it', () => {
    expect(
      one16({ value: '1', location: 'Inlet' }, { value: '2', location: 'Outlet' }, { value: '3', location: 'EV' }),
    ).toMatchObject({
      energyWh: 2,
    })
    expect(one16({ value: '2' }, { value: '1', location: 'Inlet' })).toMatchObject({ energyWh: 2 })
    expect(one16({ value: '1', location: 'Inlet' }, { value: '3', location: 'Cable' })).toMatchObject({ energyWh: 3 })
    expect(one16({ value: '1', location: 'Inlet' })).toMatchObject({ energyWh: 1 })
  })

  it('that are signed are kept verbatim, and never read as a number', () => {
    const ocmf = 'OCMF|{"FV":"1.0","RD":[{"RV":12.3}]}|{"SD":"3045"}'
    expect(one16({ value: ocmf, format: 'SignedData', context: 'Transaction.End' })).toEqual({
      at,
      context: 'end',
      detail: { signed: [ocmf] },
    })
    expect(one16({ value: '12345', format: 'SignedData' })).toEqual({
      at,
      context: 'periodic',
      detail: { signed: ['12345'] },
    })
    expect(one16({ value: ocmf }, { value: '77' })).toEqual({
      at,
      context: 'periodic',
      energyWh: 77,
      detail: { signed: [ocmf] },
    })
  })

  it('may be missing, empty or nonsense', () => {
    expect(samplesOf(readingsOf16(undefined), { receivedAt })).toEqual([])
    expect(samplesOf(readingsOf16([{ timestamp, sampledValue: [] }, { timestamp }]), { receivedAt })).toEqual([])
    expect(one16({ value: '' }, { value: 'NaN', measurand: 'SoC' })).toBeUndefined()
    expect(one16({ value: '' }, { value: '5', measurand: 'SoC' })).toEqual({ at, context: 'periodic', soc: 5 })
  })

  it('without a readable time were taken when they came', () => {
    const [sample] = samplesOf(readingsOf16([{ timestamp: 'soon', sampledValue: [{ value: '1' }] }]), { receivedAt })
    expect(sample?.at).toBe(receivedAt)
  })
})

describe('a register that says Wh and is kWh', () => {
  it('is seen by the register that the session began with', () => {
    expect(plausibleRegisterWh(12.345, 12_000)).toBe(12_345)
    expect(plausibleRegisterWh(5_321.4, 5_320_000)).toBe(5_321_400)
    const groups = readingsOf16([{ timestamp, sampledValue: [{ value: '12.345', unit: 'Wh' }] }])
    expect(samplesOf(groups, { receivedAt, registerWh: 12_000 })).toMatchObject([{ energyWh: 12_345 }])
  })

  it('is left alone when it may be Wh', () => {
    expect(plausibleRegisterWh(12_345, 12_000)).toBe(12_345)
    expect(plausibleRegisterWh(12.345, undefined)).toBe(12.345)
    // a meter that was only just taken into use
    expect(plausibleRegisterWh(0.5, 0)).toBe(0.5)
    // a register that fell back to zero: a thousand times it is not where the session began
    expect(plausibleRegisterWh(3, 2_000_000)).toBe(3)
  })

  it('is not corrected twice when the unit says kWh', () => {
    const groups = readingsOf16([{ timestamp, sampledValue: [{ value: '12.345', unit: 'kWh' }] }])
    expect(samplesOf(groups, { receivedAt, registerWh: 12_000_000 })).toMatchObject([{ energyWh: 12_345 }])
  })
})

describe('readings of 2.0.1', () => {
  it('are Wh by default, times ten to the multiplier', () => {
    expect(one201({ value: 1234 })).toEqual({ at, context: 'periodic', energyWh: 1234 })
    expect(one201({ value: 12.345, unitOfMeasure: { unit: 'Wh', multiplier: 3 } })).toMatchObject({ energyWh: 12_345 })
    expect(one201({ value: 12.345, unitOfMeasure: { unit: 'kWh' } })).toMatchObject({ energyWh: 12_345 })
    expect(
      one201({ value: 74, unitOfMeasure: { unit: 'kW', multiplier: -1 }, measurand: 'Power.Active.Import' }),
    ).toMatchObject({
      powerW: 7400,
    })
  })

  it('with a multiplier out of this world are none', () => {
    expect(one201({ value: 1, unitOfMeasure: { multiplier: 300 } })).toBeUndefined()
    expect(one201({ value: 1, unitOfMeasure: { multiplier: 1e9 } })).toBeUndefined()
  })

  it('that are signed are kept whole, beside their number', () => {
    const signedMeterValue = {
      signedMeterData: 'T0NNRg==',
      signingMethod: '',
      encodingMethod: 'OCMF',
      publicKey: 'MFkw',
    }
    expect(one201({ value: 5, context: 'Transaction.End', signedMeterValue })).toEqual({
      at,
      context: 'end',
      energyWh: 5,
      detail: { signed: [JSON.stringify(signedMeterValue)] },
    })
  })

  it('have phases, contexts and places like those of 1.6', () => {
    const each = (phase: string, value: number): Sampled201 => ({ measurand: 'Power.Active.Import', phase, value })
    expect(one201(each('L1', 1000), each('L2', 1100), each('L3', 1200))).toMatchObject({
      powerW: 3300,
      detail: { powerW: [1000, 1100, 1200] },
    })
    expect(one201({ measurand: 'SoC', value: 55, location: 'EV', unitOfMeasure: { unit: 'Percent' } })).toMatchObject({
      soc: 55,
    })
  })
})
