import type { Box } from '../box.ts'
import { call16 } from './call.ts'

/** §4.6 */
export async function sendHeartbeat(box: Box): Promise<void> {
  await call16(box, 'Heartbeat', {})
}
