import type {
  MeasurandEnumType,
  MeterValueType,
  PhaseEnumType,
  ReadingContextEnumType,
  SampledValueType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector, SampleContext } from '../box.ts'
import { read } from '../physics.ts'

const CONTEXTS = {
  begin: 'Transaction.Begin',
  periodic: 'Sample.Periodic',
  end: 'Transaction.End',
  clock: 'Sample.Clock',
  trigger: 'Trigger',
} as const satisfies Record<SampleContext, ReadingContextEnumType>

/** A reading as 2.0.1 writes it: numbers with units, voltages and currents per phase, power also in total. */
export function meterValue201(box: Box, c: Connector, when: SampleContext): MeterValueType {
  const reading = read(c.evse)
  const context = CONTEXTS[when]
  const sampledValue: SampledValueType[] = []
  const add = (measurand: MeasurandEnumType, value: number, unit: string, phase?: PhaseEnumType) => {
    if (!box.settings.measurands.includes(measurand)) return
    const location = measurand === 'SoC' ? 'EV' : 'Outlet'
    sampledValue.push({ value, context, measurand, location, unitOfMeasure: { unit }, ...(phase ? { phase } : {}) })
  }
  const scale = 10 ** box.identity.energyDecimals
  add('Energy.Active.Import.Register', Math.floor(reading.energyWh * scale) / scale, 'Wh')
  if (when !== 'begin' && when !== 'end') {
    add('Power.Active.Import', reading.powerW, 'W')
    for (const p of reading.phases) {
      add('Power.Active.Import', p.powerW, 'W', p.name)
      add('Current.Import', p.currentA, 'A', p.name)
      add('Voltage', p.voltageV, 'V', `${p.name}-N`)
    }
    if (reading.soc !== undefined) add('SoC', reading.soc, 'Percent')
  }
  return { timestamp: box.stamp(), sampledValue }
}
