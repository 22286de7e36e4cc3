/** Schedules of charging as both versions write them. */
import { SiteError } from '../site/errors.ts'
import type { ChargingSchedule, RateUnit } from '../site/load/charging-profile.ts'
import type { CompositeSchedule } from '../site/load/composite.ts'
import { parseTimestamp } from './timestamps.ts'

interface WirePeriod {
  startPeriod?: unknown
  limit?: unknown
  numberPhases?: unknown
}

export interface WireSchedule {
  startSchedule?: unknown
  duration?: unknown
  chargingRateUnit?: unknown
  minChargingRate?: unknown
  chargingSchedulePeriod?: readonly WirePeriod[]
}

/** A schedule of a station: what can't be read of it is left out. */
export function scheduleOf(wire: WireSchedule): ChargingSchedule {
  return {
    unit: wire.chargingRateUnit === 'W' ? 'W' : 'A',
    startAt: parseTimestamp(wire.startSchedule),
    durationS: numberOf(wire.duration),
    minRate: numberOf(wire.minChargingRate),
    periods: (Array.isArray(wire.chargingSchedulePeriod) ? wire.chargingSchedulePeriod : []).flatMap((period) => {
      const limit = numberOf(period.limit)
      if (limit === null) return []
      return [{ startS: numberOf(period.startPeriod) ?? 0, limit, phases: numberOf(period.numberPhases) }]
    }),
  }
}

/** @throws SiteError StationRejected: accepted, but there is no schedule in the answer */
export function readComposite(request: string, wire: unknown, startsAt: unknown, durationS: number): CompositeSchedule {
  const schedule = wire as (WireSchedule & { scheduleStart?: unknown }) | undefined
  const { unit, periods, startAt } = scheduleOf(schedule ?? {})
  const start = parseTimestamp(startsAt) ?? parseTimestamp(schedule?.scheduleStart) ?? startAt
  if (periods.length === 0 || start === null) throw new SiteError('StationRejected', { request, answer: 'no schedule' })
  return { unit, startAt: start, durationS: numberOf(schedule?.duration) ?? durationS, periods }
}

/** `Current,Power` of 1.6, `A,W` of 2.0.1; null: not told. */
export function rateUnitsIn(told: string | undefined): RateUnit[] | null {
  const words = (told ?? '').split(',').map((word) => word.trim().toLowerCase())
  const units: RateUnit[] = []
  if (words.includes('current') || words.includes('a')) units.push('A')
  if (words.includes('power') || words.includes('w')) units.push('W')
  return units.length > 0 ? units : null
}

export function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text.trim()) ? Number(text) : null
}

function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}
