import { MeterValuesRequest, MeterValuesResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { meterValueTolerance } from '../v201/meter-value-tolerance.ts'
import { answerMeterValues } from '../v201/meter-values.ts'

/** 2.1 use case J01. */
export const meterValues = incoming({
  request: MeterValuesRequest,
  response: MeterValuesResponse,
  fact: true,
  tolerance: { missing: meterValueTolerance },
  handle: answerMeterValues,
})
