import type {
  ChargingProfileType,
  GetChargingProfilesRequest,
  GetChargingProfilesResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import type { StoredProfile } from '../profiles.ts'
import { call201 } from './call.ts'
import { PURPOSES_201 } from './charging-profile.ts'

/** K09: the profiles that fit follow as ReportChargingProfiles, one message per EVSE and source. */
export const getChargingProfiles: Behaviour = behaviour<GetChargingProfilesRequest>((box, request) => {
  const { chargingProfile: wanted, evseId, requestId } = request
  const purpose = wanted.chargingProfilePurpose && PURPOSES_201[wanted.chargingProfilePurpose]
  const found = box.memory.profiles.filter(
    (each) =>
      (evseId === undefined || each.connectorId === evseId) &&
      (purpose === undefined || each.purpose === purpose) &&
      (wanted.stackLevel === undefined || each.stackLevel === wanted.stackLevel) &&
      (!wanted.chargingProfileId || wanted.chargingProfileId.includes(each.id)) &&
      (!wanted.chargingLimitSource || wanted.chargingLimitSource.includes(each.source)),
  )
  const answer = (status: GetChargingProfilesResponse['status']) => ({ answer: { status } })
  if (found.length === 0) return answer('NoProfiles')
  return { ...answer('Accepted'), afterwards: () => box.background(report(box, requestId, found)) }
})

async function report(box: Box, requestId: number, found: readonly StoredProfile[]): Promise<void> {
  const groups = Map.groupBy(found, (each) => `${each.connectorId} ${each.source}`)
  const parts = [...groups.values()]
  for (const [i, part] of parts.entries()) {
    const [first] = part
    if (!first) continue
    await call201(box, 'ReportChargingProfiles', {
      requestId,
      chargingLimitSource: first.source,
      evseId: first.connectorId,
      chargingProfile: part.map(wireOf) as [ChargingProfileType],
      ...(i < parts.length - 1 ? { tbc: true } : {}),
    })
  }
}

function wireOf(profile: StoredProfile): ChargingProfileType {
  const wire = profile.raw as ChargingProfileType
  return profile.tx ? { ...wire, transactionId: profile.tx.uid } : wire
}
