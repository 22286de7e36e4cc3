import type { Box } from '../box.ts'
import { call201 } from './call.ts'

/** G02 */
export async function sendHeartbeat(box: Box): Promise<void> {
  await call201(box, 'Heartbeat', {})
}
