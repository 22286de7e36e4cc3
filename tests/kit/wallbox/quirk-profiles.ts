import type { Box } from './box.ts'
import { end } from './charging.ts'
import type { EffectTable, Payload } from './quirk-effects.ts'
import type { Answer } from './rpc.ts'

/** As much of a profile as quirks look at, of either version. */
interface Asked {
  readonly stackLevel: number
  readonly chargingProfilePurpose: string
  readonly chargingProfileKind: string
  readonly schedule: {
    readonly chargingRateUnit: string
    readonly chargingSchedulePeriod: readonly { limit: number }[]
  }
}

/** Quirks about charging profiles: what else than the specification allows makes the box refuse one. */
export const PROFILE_EFFECTS: EffectTable = {
  rejectsChargePointMax: () => refusing((asked) => asked.chargingProfilePurpose.endsWith('MaxProfile')),
  stackLevelMax: (most) => refusing((asked) => asked.stackLevel > most),
  amperesOnly: () => refusing((asked) => asked.schedule.chargingRateUnit !== 'A'),
  wattsOnly: () => refusing((asked) => asked.schedule.chargingRateUnit !== 'W'),
  relativeOnly: () => refusing((asked) => asked.chargingProfileKind !== 'Relative'),
  rejectsZeroLimit: () => refusing(isZero),
  zeroLimitEndsCharge: () => ({
    answer: (box, action, request) => {
      const asked = askedIn(action, request)
      if (!asked || !isZero(asked)) return undefined
      return { answer: { status: 'Accepted' }, afterwards: () => endAll(box, request) }
    },
  }),
}

function refusing(refuses: (asked: Asked) => boolean) {
  return {
    answer: (_: Box, action: string, request: Payload): Answer | undefined => {
      const asked = askedIn(action, request)
      return asked && refuses(asked) ? { answer: { status: 'Rejected' } } : undefined
    },
  }
}

function askedIn(action: string, request: Payload): Asked | undefined {
  if (action !== 'SetChargingProfile') return undefined
  const profile = (request.csChargingProfiles ?? request.chargingProfile) as Asked & { chargingSchedule: unknown }
  const schedules = profile.chargingSchedule as Asked['schedule'] | readonly Asked['schedule'][]
  const schedule = 'chargingRateUnit' in schedules ? schedules : schedules[0]
  return schedule && { ...profile, schedule }
}

function isZero({ schedule }: Asked): boolean {
  return schedule.chargingSchedulePeriod[0]?.limit === 0
}

function endAll(box: Box, request: Payload): void {
  const id = request.connectorId ?? request.evseId
  for (const c of box.connectors) if (id === 0 || id === c.id) end(box, c, 'fault', undefined)
}
