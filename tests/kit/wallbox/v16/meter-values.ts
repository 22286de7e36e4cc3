import type { MeterValuesRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box, Connector, SampleContext } from '../box.ts'
import { read } from '../physics.ts'
import { meterValue16 } from './sampled-values.ts'

/** §4.7; while the transaction's id is not known yet the message waits behind the start, and takes the id when it leaves. */
export function meterValues(box: Box, c: Connector, when: SampleContext): void {
  const { tx } = c
  const meterValue: MeterValuesRequest['meterValue'] = [meterValue16(box, c, when)]
  const { powerW, energyWh, soc } = read(c.evse)
  const battery = soc === undefined ? '' : `, battery ${soc} %`
  box.happened('sample', `${(powerW / 1000).toFixed(1)} kW, meter ${(energyWh / 1000).toFixed(3)} kWh${battery}`, c.id)
  box.fact({
    action: 'MeterValues',
    label: `reading of connector ${c.id}`,
    droppable: true,
    payload: (): MeterValuesRequest => ({
      connectorId: c.id,
      ...(tx?.numericId === undefined ? {} : { transactionId: tx.numericId }),
      meterValue,
    }),
  })
}
