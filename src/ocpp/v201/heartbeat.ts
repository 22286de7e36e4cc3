import { HeartbeatRequest, HeartbeatResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

export const heartbeat = incoming({
  request: HeartbeatRequest,
  response: HeartbeatResponse,
  handle: answerHeartbeat,
})

export function answerHeartbeat(turn: Turn) {
  turn.run('stations.heartbeat', {})
  return { currentTime: printTimestamp(turn.receivedAt) }
}
