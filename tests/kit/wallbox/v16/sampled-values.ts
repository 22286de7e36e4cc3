import type { MeterValuesRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector, SampleContext } from '../box.ts'
import { read } from '../physics.ts'

export type MeterValue16 = MeterValuesRequest['meterValue'][number]
type SampledValue16 = MeterValue16['sampledValue'][number]

const CONTEXTS = {
  begin: 'Transaction.Begin',
  periodic: 'Sample.Periodic',
  end: 'Transaction.End',
  clock: 'Sample.Clock',
  trigger: 'Trigger',
} as const satisfies Record<SampleContext, SampledValue16['context']>

/** A reading as 1.6 writes it: the measurands of MeterValuesSampledData, voltages and currents per phase, power also in total. */
export function meterValue16(box: Box, c: Connector, when: SampleContext): MeterValue16 {
  const reading = read(c.evse)
  const context = CONTEXTS[when]
  const wants = (measurand: string) => box.settings.measurands.includes(measurand)
  const sampledValue: SampledValue16[] = []
  if (wants('Energy.Active.Import.Register')) {
    const digits = box.identity.energyDecimals
    const value = (Math.floor(reading.energyWh * 10 ** digits) / 10 ** digits).toFixed(digits)
    sampledValue.push({ value, context, measurand: 'Energy.Active.Import.Register', location: 'Outlet', unit: 'Wh' })
  }
  // Begin and end of a transaction: most boxes give the register alone.
  if (when === 'begin' || when === 'end') return { timestamp: box.stamp(), sampledValue }
  if (wants('Power.Active.Import')) {
    const measurand = 'Power.Active.Import'
    sampledValue.push({ value: String(reading.powerW), context, measurand, location: 'Outlet', unit: 'W' })
    for (const p of reading.phases)
      sampledValue.push({ value: String(p.powerW), context, measurand, phase: p.name, location: 'Outlet', unit: 'W' })
  }
  for (const p of reading.phases) {
    if (wants('Current.Import'))
      sampledValue.push({
        value: p.currentA.toFixed(2),
        context,
        measurand: 'Current.Import',
        phase: p.name,
        location: 'Outlet',
        unit: 'A',
      })
    if (wants('Voltage'))
      sampledValue.push({
        value: p.voltageV.toFixed(1),
        context,
        measurand: 'Voltage',
        phase: `${p.name}-N`,
        location: 'Outlet',
        unit: 'V',
      })
  }
  if (wants('SoC') && reading.soc !== undefined)
    sampledValue.push({ value: String(reading.soc), context, measurand: 'SoC', location: 'EV', unit: 'Percent' })
  return { timestamp: box.stamp(), sampledValue }
}
