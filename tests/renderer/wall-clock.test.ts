import { describe, expect, test } from 'vitest'
import { instantOfWallClock, wallClock } from '../../src/renderer/ui/wall-clock.ts'

describe('the clock on the wall', () => {
  test('shows an instant as it is read in a zone', () => {
    expect(wallClock('Europe/Berlin', Date.UTC(2026, 6, 1, 22, 30))).toBe('2026-07-02T00:30')
    expect(wallClock('America/New_York', Date.UTC(2026, 0, 1, 0, 0))).toBe('2025-12-31T19:00')
  })

  test('means the instant that it shows, on every hour of the days on which clocks change', () => {
    for (const day of [Date.UTC(2026, 2, 29), Date.UTC(2026, 9, 25), Date.UTC(2026, 10, 1), Date.UTC(2026, 6, 1)])
      for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'])
        for (let hour = -12; hour < 36; hour++) {
          const wall = wallClock(zone, day + hour * 3_600_000)
          const at = instantOfWallClock(zone, wall) ?? Number.NaN
          expect(wallClock(zone, at), `${zone} ${wall}`).toBe(wall)
        }
  })

  test('takes an hour that is skipped as the one after it, and nothing as nothing', () => {
    expect(instantOfWallClock('Europe/Berlin', '2026-03-29T02:30')).toBe(Date.UTC(2026, 2, 29, 1, 30))
    expect(instantOfWallClock('Europe/Berlin', '')).toBeNull()
  })
})
