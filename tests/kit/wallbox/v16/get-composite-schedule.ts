import type {
  GetCompositeScheduleRequest,
  GetCompositeScheduleResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { compositeSchedule } from '../smart-charging.ts'

/** §5.7; connector 0 is the grid connection of the station. */
export const getCompositeSchedule: Behaviour = behaviour<GetCompositeScheduleRequest>((box, request) => {
  const { connectorId, duration } = request
  const unit = request.chargingRateUnit ?? box.settings.rateUnits[0] ?? 'A'
  const known = connectorId === 0 || box.connectors.some((c) => c.id === connectorId)
  if (!known || !box.settings.rateUnits.includes(unit))
    return { answer: { status: 'Rejected' } satisfies GetCompositeScheduleResponse }
  const { startMs, periods } = compositeSchedule(box, connectorId, duration, unit)
  const scheduleStart = new Date(startMs).toISOString()
  const answer: GetCompositeScheduleResponse = {
    status: 'Accepted',
    connectorId,
    scheduleStart,
    chargingSchedule: {
      duration,
      startSchedule: scheduleStart,
      chargingRateUnit: unit,
      chargingSchedulePeriod: periods.map(({ startS, limit, phases }) => ({
        startPeriod: startS,
        limit,
        ...(phases === undefined ? {} : { numberPhases: phases }),
      })),
    },
  }
  return { answer }
})
