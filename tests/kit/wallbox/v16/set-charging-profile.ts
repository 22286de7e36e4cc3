import type { SetChargingProfileRequest, SetChargingProfileResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { keepProfile, refusalOf, sameSlot } from '../smart-charging.ts'
import { profileOf16 } from './charging-profile.ts'

/** §5.16; a TxProfile needs a running charge on its connector, and the id it names must be that charge's. */
export const setChargingProfile: Behaviour = behaviour<SetChargingProfileRequest>((box, request) => {
  const answer = (status: SetChargingProfileResponse['status']) => ({ answer: { status } })
  const { connectorId, csChargingProfiles: wire } = request
  const running = box.connectors.find((c) => c.id === connectorId)?.tx
  const named = wire.transactionId === undefined || wire.transactionId === running?.numericId
  const tx = wire.chargingProfilePurpose === 'TxProfile' && named ? running : undefined
  const profile = profileOf16(wire)
  const refusal = refusalOf(box, connectorId, profile, tx)
  if (refusal) {
    box.happened('limit', `charging profile ${profile.id} is not taken: ${refusal}`)
    return answer('Rejected')
  }
  const stored = { ...profile, connectorId, tx, source: 'CSO' as const }
  return { ...answer('Accepted'), afterwards: () => keepProfile(box, stored, (each) => sameSlot(each, stored)) }
})
