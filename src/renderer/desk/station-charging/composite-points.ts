import type { CompositeSchedule } from '../../../site/load/composite.ts'

export interface CompositePoint {
  at: number
  /** Null: nothing limits it; undefined: not told. */
  site: number | null | undefined
  station: number | null | undefined
}

/** Both schedules at every instant at which one of them changes, and at the end. */
export function compositePoints(site: CompositeSchedule, station: CompositeSchedule | null): CompositePoint[] {
  const end = site.startAt + site.durationS * 1000
  const marks = new Set([site.startAt, end])
  for (const schedule of [site, station])
    for (const { startS } of schedule?.periods ?? []) {
      const at = (schedule?.startAt ?? 0) + startS * 1000
      if (at > site.startAt && at < end) marks.add(at)
    }
  return [...marks]
    .sort((a, b) => a - b)
    .map((at) => ({ at, site: limitAt(site, at), station: station === null ? undefined : limitAt(station, at) }))
}

function limitAt({ startAt, periods }: CompositeSchedule, at: number): number | null {
  const period = periods.findLast(({ startS }) => startAt + startS * 1000 <= at) ?? periods[0]
  return period ? period.limit : null
}
