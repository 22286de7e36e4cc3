import type { Reading, ReadingGroup } from '../readings.ts'
import { parseTimestamp } from '../timestamps.ts'

/** MeterValue of 1.6 as stations send it: only what is read here, with nothing taken for granted. */
export interface MeterValue16 {
  timestamp?: unknown
  sampledValue?: readonly SampledValue16[] | undefined
}

interface SampledValue16 {
  value?: unknown
  context?: string | undefined
  format?: string | undefined
  measurand?: string | undefined
  phase?: string | undefined
  location?: string | undefined
  unit?: string | undefined
}

export function readingsOf16(meterValues: readonly MeterValue16[] | undefined): ReadingGroup[] {
  return (meterValues ?? []).map(({ timestamp, sampledValue }) => ({
    at: parseTimestamp(timestamp),
    readings: (sampledValue ?? []).map(readingOf),
  }))
}

function readingOf({ value, context, format, measurand, phase, location, unit }: SampledValue16): Reading {
  const reading: Reading = { value, context, measurand, phase, location, unit }
  // some stations send OCMF without saying that it is signed
  if (typeof value === 'string' && (format === 'SignedData' || value.startsWith('OCMF|'))) reading.signed = value
  return reading
}

/**
 * Whether registers among these may be kWh that claim to be Wh, so that it is worth looking up what the session began with:
 * they have a fraction, or are smaller than the register of any meter that has been in use for a while.
 */
export function hasDoubtfulRegister(groups: readonly ReadingGroup[]): boolean {
  return groups.some(({ readings }) =>
    readings.some(({ measurand, unit, value }) => {
      if (measurand !== undefined && measurand !== 'Energy.Active.Import.Register') return false
      if (unit !== undefined && unit !== 'Wh') return false
      const number = Number(value)
      return number < 100_000 || !Number.isInteger(number)
    }),
  )
}
