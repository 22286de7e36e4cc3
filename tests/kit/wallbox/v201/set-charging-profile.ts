import type {
  SetChargingProfileRequest,
  SetChargingProfileResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import type { StoredProfile } from '../profiles.ts'
import { keepProfile, type Refusal, refusalOf, sameSlot } from '../smart-charging.ts'
import { profileOf201 } from './charging-profile.ts'
import { answerNeeds } from './notify-ev-charging-schedule.ts'

/** K01; the reason of a refusal is told as statusInfo. */
export const setChargingProfile: Behaviour = behaviour<SetChargingProfileRequest>((box, request) => {
  const { evseId, chargingProfile: wire } = request
  const profile = profileOf201(wire)
  const tx =
    profile.purpose === 'tx'
      ? box.connectors.find((c) => c.id === evseId && c.tx?.uid === wire.transactionId)?.tx
      : undefined
  const stored: StoredProfile = { ...profile, connectorId: evseId, tx, source: 'CSO' }
  const refusal = refusalOf(box, evseId, profile, tx) ?? clashOf(box, stored)
  if (refusal) {
    box.happened('limit', `charging profile ${profile.id} is not taken: ${refusal}`)
    const answer: SetChargingProfileResponse = { status: 'Rejected', statusInfo: { reasonCode: refusal } }
    return { answer }
  }
  return {
    answer: { status: 'Accepted' } satisfies SetChargingProfileResponse,
    afterwards: () => {
      keepProfile(box, stored, () => false)
      answerNeeds(box, stored)
    },
  }
})

/** K01.FR.22: limits from outside are not the server's to set. K01.FR.06, .39: two ids at one place of the stack at one time. */
function clashOf(box: Box, wanted: StoredProfile): Refusal | undefined {
  if (wanted.purpose === 'external') return 'InvalidProfile'
  const clash = box.memory.profiles.some(
    (each) => each.id !== wanted.id && sameSlot(each, wanted) && each.tx === wanted.tx && overlap(each, wanted),
  )
  return clash ? 'DuplicateProfile' : undefined
}

function overlap(a: StoredProfile, b: StoredProfile): boolean {
  const from = (each: StoredProfile) => each.validFromMs ?? Number.NEGATIVE_INFINITY
  const to = (each: StoredProfile) => each.validToMs ?? Number.POSITIVE_INFINITY
  return from(a) < to(b) && from(b) < to(a)
}
