import type { RateUnit } from '../../../site/load/charging-profile.ts'
import { useFormat } from '../use-format.ts'

/** A limit with its unit. */
export function useLimitText(): (limit: number, unit: RateUnit) => string {
  const format = useFormat()
  return (limit, unit) => (unit === 'A' ? format.current(limit) : format.power(limit))
}
