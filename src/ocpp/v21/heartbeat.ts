import { HeartbeatRequest, HeartbeatResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerHeartbeat } from '../v201/heartbeat.ts'

/** 2.1 use case G02. */
export const heartbeat = incoming({
  request: HeartbeatRequest,
  response: HeartbeatResponse,
  handle: answerHeartbeat,
})
