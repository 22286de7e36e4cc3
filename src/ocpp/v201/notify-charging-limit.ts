import { scheduleOf } from '../charging-schedule.ts'
import { NotifyChargingLimitRequest, NotifyChargingLimitResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'

/** 2.0.1 use case K12: the grid or an energy manager limits the station; without an EVSE as a whole. */
export const notifyChargingLimit = incoming({
  request: NotifyChargingLimitRequest,
  response: NotifyChargingLimitResponse,
  fact: true,
  handle: (turn, { evseId, chargingLimit, chargingSchedule }) => {
    turn.run('profiles.reportLimit', {
      evseNo: evseId ?? 0,
      source: chargingLimit.chargingLimitSource,
      gridCritical: chargingLimit.isGridCritical ?? null,
      schedules: (chargingSchedule ?? []).map(scheduleOf),
    })
    return {}
  },
})
