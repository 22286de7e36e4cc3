import { ClearedChargingLimitRequest, ClearedChargingLimitResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case K13: a limit from outside is over. */
export const clearedChargingLimit = incoming({
  request: ClearedChargingLimitRequest,
  response: ClearedChargingLimitResponse,
  fact: true,
  handle: (turn, { evseId, chargingLimitSource }) => {
    turn.run('profiles.reportLimitCleared', { evseNo: evseId ?? 0, source: chargingLimitSource })
    return {}
  },
})
