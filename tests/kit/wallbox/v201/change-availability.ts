import type {
  ChangeAvailabilityRequest,
  ChangeAvailabilityResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { refreshAll, setAvailability } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

const ANSWERS = { accepted: 'Accepted', rejected: 'Rejected', scheduled: 'Scheduled' } as const

/** G03, G04: an EVSE with its one connector, or the station. */
export const changeAvailability: Behaviour = behaviour<ChangeAvailabilityRequest>((box, request) => {
  const known = request.evse?.connectorId === undefined || request.evse.connectorId === 1
  const outcome = known ? setAvailability(box, request.evse?.id, request.operationalStatus === 'Operative') : 'rejected'
  return {
    answer: { status: ANSWERS[outcome] } satisfies ChangeAvailabilityResponse,
    afterwards: () => refreshAll(box),
  }
})
