import type { UseCaseOutput } from '../../../site/api.ts'

export type SessionSample = Pick<
  UseCaseOutput<'transactions.samples'>[number],
  'at' | 'energyWh' | 'powerW' | 'soc' | 'detail'
>

/** One instant of a session's curve; what was not measured then is null. */
export interface SessionPoint {
  at: number
  powerW: number | null
  /** Since the session began. */
  energyWh: number | null
  soc: number | null
  l1W: number | null
  l2W: number | null
  l3W: number | null
}

/** Readings to points: registers become energy since the start, current times voltage a phase's power where none is told. */
export function sessionPoints(samples: readonly SessionSample[], meterStartWh: number | null): SessionPoint[] {
  const start = meterStartWh ?? samples.find(({ energyWh }) => energyWh !== null)?.energyWh ?? null
  return samples.map(({ at, powerW, energyWh, soc, detail }) => {
    const phases = [0, 1, 2].map((phase) => {
      const told = detail?.powerW?.[phase]
      if (typeof told === 'number') return told
      const [current, voltage] = [detail?.currentA?.[phase], detail?.voltageV?.[phase]]
      return typeof current === 'number' && typeof voltage === 'number' ? Math.round(current * voltage) : null
    })
    const [l1W = null, l2W = null, l3W = null] = phases
    return {
      at,
      powerW,
      energyWh: energyWh === null || start === null ? null : Math.max(0, energyWh - start),
      soc,
      l1W,
      l2W,
      l3W,
    }
  })
}

/** Some wallboxes tell power, energy and charge in readings of their own: a curve needs at least two points of its kind. */
export function hasCurve(points: readonly SessionPoint[], key: Exclude<keyof SessionPoint, 'at'>): boolean {
  let found = 0
  for (const point of points) if (point[key] !== null && ++found === 2) return true
  return false
}
