import type { Box } from './box.ts'
import { expireReservations } from './reservations.ts'
import { applyLimits } from './smart-charging.ts'

/** What a box looks at every second of its time. */
export function watch(box: Box): void {
  expireReservations(box)
  if (box.memory.profiles.length > 0) applyLimits(box)
  box.dialect.watch?.(box)
}
