import type { ChangeAvailabilityRequest, ChangeAvailabilityResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { refreshAll, setAvailability } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { tellStation } from '../phase.ts'

const ANSWERS = { accepted: 'Accepted', rejected: 'Rejected', scheduled: 'Scheduled' } as const

/** §5.2; connector 0 is the station. */
export const changeAvailability: Behaviour = behaviour<ChangeAvailabilityRequest>((box, request) => {
  const whole = request.connectorId === 0
  const outcome = setAvailability(box, whole ? undefined : request.connectorId, request.type === 'Operative')
  return {
    answer: { status: ANSWERS[outcome] } satisfies ChangeAvailabilityResponse,
    afterwards: () => {
      if (whole) tellStation(box)
      refreshAll(box)
    },
  }
})
