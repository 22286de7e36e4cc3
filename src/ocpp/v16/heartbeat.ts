import { HeartbeatRequest, HeartbeatResponse } from '../generated/v16/validators.mjs'
import { incoming } from '../protocol.ts'
import { printTimestamp } from '../timestamps.ts'

export const heartbeat = incoming({
  request: HeartbeatRequest,
  response: HeartbeatResponse,
  handle: (turn) => {
    turn.run('stations.heartbeat', {})
    return { currentTime: printTimestamp(turn.receivedAt) }
  },
})
