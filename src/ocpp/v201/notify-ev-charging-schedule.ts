import { scheduleOf } from '../charging-schedule.ts'
import { NotifyEVChargingScheduleRequest, NotifyEVChargingScheduleResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

/** 2.0.1 use case K17. Accepted says that it was taken down, not that it is agreed with. */
export const notifyEvChargingSchedule = incoming({
  request: NotifyEVChargingScheduleRequest,
  response: NotifyEVChargingScheduleResponse,
  handle: (turn, { evseId, timeBase, chargingSchedule }): { status: 'Accepted' } => {
    turn.run('profiles.reportEvSchedule', {
      evseNo: evseId,
      timeBase: parseTimestamp(timeBase),
      schedule: scheduleOf(chargingSchedule),
    })
    return { status: 'Accepted' }
  },
})
