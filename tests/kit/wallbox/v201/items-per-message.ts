import type { Box } from '../box.ts'
import { CallRefused } from '../rpc.ts'

/** B05.FR.11, B06.FR.16: more items than ItemsPerMessage allows are refused as a whole. @throws CallRefused */
export function refuseTooMany(box: Box, items: readonly unknown[] | undefined): void {
  const most = box.settings.itemsPerMessage
  if (items && items.length > most)
    throw new CallRefused(
      'OccurrenceConstraintViolation',
      `This wallbox takes ${most} items at a time, not ${items.length}`,
    )
}
