import type {
  ClearChargingProfileRequest,
  ClearChargingProfileResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { clearProfiles } from '../smart-charging.ts'
import { PURPOSES_201 } from './charging-profile.ts'

/** K10; limits from outside stay (K10.FR.06). */
export const clearChargingProfile: Behaviour = behaviour<ClearChargingProfileRequest>((box, request) => {
  const { chargingProfileId, chargingProfileCriteria: criteria } = request
  const purpose = criteria?.chargingProfilePurpose && PURPOSES_201[criteria.chargingProfilePurpose]
  const gone = clearProfiles(box, (each) => {
    if (each.purpose === 'external') return false
    if (chargingProfileId !== undefined) return each.id === chargingProfileId
    return (
      (criteria?.evseId === undefined || each.connectorId === criteria.evseId) &&
      (purpose === undefined || each.purpose === purpose) &&
      (criteria?.stackLevel === undefined || each.stackLevel === criteria.stackLevel)
    )
  })
  return { answer: { status: gone > 0 ? 'Accepted' : 'Unknown' } satisfies ClearChargingProfileResponse }
})
