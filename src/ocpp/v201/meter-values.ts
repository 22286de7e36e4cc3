import { MeterValuesRequest, MeterValuesResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { samplesOf } from '../readings.ts'
import { type MeterValue201, readingsOf201 } from './meter-value.ts'
import { meterValueTolerance } from './meter-value-tolerance.ts'

/** 2.0.1 use case J01: readings outside of transactions. EVSE 0 is the station's main meter. */
export const meterValues = incoming({
  request: MeterValuesRequest,
  response: MeterValuesResponse,
  fact: true,
  tolerance: { missing: meterValueTolerance },
  handle: answerMeterValues,
})

export function answerMeterValues(
  turn: Turn,
  { evseId, meterValue }: { evseId: number; meterValue: readonly MeterValue201[] },
) {
  turn.run('connectors.recordReadings', {
    evseNo: evseId,
    connectorNo: null,
    ocppTransactionId: null,
    samples: samplesOf(readingsOf201(meterValue), { receivedAt: turn.receivedAt }),
    payload: turn.payload,
  })
  return {}
}
