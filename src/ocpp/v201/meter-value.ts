import type { Reading, ReadingGroup } from '../readings.ts'
import { parseTimestamp } from '../timestamps.ts'

/** MeterValueType as stations send it: only what is read here, with nothing taken for granted. */
export interface MeterValue201 {
  timestamp?: unknown
  sampledValue?: readonly SampledValue201[] | undefined
}

interface SampledValue201 {
  value?: unknown
  context?: string | undefined
  measurand?: string | undefined
  phase?: string | undefined
  location?: string | undefined
  unitOfMeasure?: { unit?: string | undefined; multiplier?: number | undefined } | undefined
  signedMeterValue?: object | undefined
}

export function readingsOf201(meterValues: readonly MeterValue201[] | undefined): ReadingGroup[] {
  return (meterValues ?? []).map(({ timestamp, sampledValue }) => ({
    at: parseTimestamp(timestamp),
    readings: (sampledValue ?? []).map(readingOf),
  }))
}

function readingOf(sampled: SampledValue201): Reading {
  const { value, context, measurand, phase, location, unitOfMeasure, signedMeterValue } = sampled
  const reading: Reading = { value, context, measurand, phase, location, unit: unitOfMeasure?.unit }
  if (unitOfMeasure?.multiplier !== undefined) reading.multiplier = unitOfMeasure.multiplier
  if (signedMeterValue !== undefined) reading.signed = JSON.stringify(signedMeterValue)
  return reading
}
