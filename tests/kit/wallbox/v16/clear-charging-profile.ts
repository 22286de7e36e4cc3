import type {
  ClearChargingProfileRequest,
  ClearChargingProfileResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { clearProfiles } from '../smart-charging.ts'
import { PURPOSES_16 } from './charging-profile.ts'

/** §5.5: by its id, or all that fit every criterion given. */
export const clearChargingProfile: Behaviour = behaviour<ClearChargingProfileRequest>((box, request) => {
  const { id, connectorId, chargingProfilePurpose, stackLevel } = request
  const purpose = chargingProfilePurpose && PURPOSES_16[chargingProfilePurpose]
  const gone = clearProfiles(box, (each) => {
    if (each.source !== 'CSO') return false
    if (id !== undefined) return each.id === id
    return (
      (connectorId === undefined || each.connectorId === connectorId) &&
      (purpose === undefined || each.purpose === purpose) &&
      (stackLevel === undefined || each.stackLevel === stackLevel)
    )
  })
  return { answer: { status: gone > 0 ? 'Accepted' : 'Unknown' } satisfies ClearChargingProfileResponse }
})
