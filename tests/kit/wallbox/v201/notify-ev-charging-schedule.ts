import type {
  ChargingSchedulePeriodType,
  NotifyEVChargingScheduleResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { drawnW } from '../physics.ts'
import type { StoredProfile } from '../profiles.ts'
import { compositeSchedule } from '../smart-charging.ts'
import { call201 } from './call.ts'

const DEFAULT_DURATION_S = 3600

/** K17: the car tells how it will use what it is offered: never more than it can take. */
export async function sendEvSchedule(
  box: Box,
  c: Connector,
  durationS = DEFAULT_DURATION_S,
): Promise<NotifyEVChargingScheduleResponse> {
  const { startMs, periods } = compositeSchedule(box, c.id, durationS, 'W')
  const takesW = c.evse.car ? drawnW({ ...c.evse, closed: true, limitW: undefined, limitA: undefined }) : 0
  return call201(box, 'NotifyEVChargingSchedule', {
    timeBase: new Date(startMs).toISOString(),
    evseId: c.id,
    chargingSchedule: {
      id: 1,
      duration: durationS,
      chargingRateUnit: 'W',
      chargingSchedulePeriod: periods.map(({ startS, limit }) => ({
        startPeriod: startS,
        limit: Math.min(limit, Math.round(takesW * 10) / 10),
      })) as [ChargingSchedulePeriodType],
    },
  })
}

/** A profile for a charge whose car has told its needs is followed by the car's schedule. */
export function answerNeeds(box: Box, profile: StoredProfile): void {
  const c = box.connectors.find((each) => each.id === profile.connectorId)
  if (profile.purpose !== 'tx' || !c || !box.memory.needs.delete(c.id)) return
  box.background(sendEvSchedule(box, c, profile.schedule.durationS))
}
