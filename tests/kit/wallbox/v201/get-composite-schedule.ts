import type {
  ChargingSchedulePeriodType,
  GetCompositeScheduleRequest,
  GetCompositeScheduleResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { compositeSchedule } from '../smart-charging.ts'

/** K08; EVSE 0 is the grid connection of the station. */
export const getCompositeSchedule: Behaviour = behaviour<GetCompositeScheduleRequest>((box, request) => {
  const { evseId, duration } = request
  const unit = request.chargingRateUnit ?? box.settings.rateUnits[0] ?? 'A'
  const refuse = (reasonCode: string) => ({
    answer: { status: 'Rejected', statusInfo: { reasonCode } } satisfies GetCompositeScheduleResponse,
  })
  if (evseId !== 0 && !box.connectors.some((c) => c.id === evseId)) return refuse('UnknownEvse')
  if (!box.settings.rateUnits.includes(unit)) return refuse('UnsupportedRateUnit')
  const { startMs, periods } = compositeSchedule(box, evseId, duration, unit)
  const answer: GetCompositeScheduleResponse = {
    status: 'Accepted',
    schedule: {
      evseId,
      duration,
      scheduleStart: new Date(startMs).toISOString(),
      chargingRateUnit: unit,
      chargingSchedulePeriod: periods.map(({ startS, limit, phases }) => ({
        startPeriod: startS,
        limit,
        ...(phases === undefined ? {} : { numberPhases: phases }),
      })) as [ChargingSchedulePeriodType],
    },
  }
  return { answer }
})
