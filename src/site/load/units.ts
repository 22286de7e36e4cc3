import type { ChargingSchedule, RateUnit } from './charging-profile.ts'

/** What a current is worth in power at a place. */
export interface Electrical {
  /** Phases of the supply, 1 to 3. */
  phases: number
  /** Between a phase and neutral, V. */
  voltageV: number
}

export const europeanSupply: Electrical = { phases: 3, voltageV: 230 }

/** A limit in another unit. A is per phase, W over all phases; `phases` of the limit count before those of the supply. */
export function convertLimit(
  limit: number,
  from: RateUnit,
  to: RateUnit,
  { phases, voltageV }: Electrical,
  ofLimit: number | null = null,
): number {
  if (from === to) return limit
  const wattsPerAmpere = voltageV * (ofLimit ?? phases)
  return from === 'A' ? limit * wattsPerAmpere : limit / wattsPerAmpere
}

/**
 * A schedule in another unit. Never more than was meant: amperes are rounded down to the tenth that the protocols carry, watts
 * to whole ones.
 */
export function convertSchedule(schedule: ChargingSchedule, to: RateUnit, supply: Electrical): ChargingSchedule {
  if (schedule.unit === to) return schedule
  const convert = (limit: number, phases: number | null) =>
    roundedDown(convertLimit(limit, schedule.unit, to, supply, phases), to)
  return {
    ...schedule,
    unit: to,
    minRate: schedule.minRate === null ? null : convert(schedule.minRate, null),
    periods: schedule.periods.map((period) => ({ ...period, limit: convert(period.limit, period.phases) })),
  }
}

function roundedDown(limit: number, unit: RateUnit): number {
  // 15.999999 A of a division that should have been 16
  const exact = limit + 1e-9
  return unit === 'A' ? Math.floor(exact * 10) / 10 : Math.floor(exact)
}
