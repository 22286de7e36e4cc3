import type { SetChargingProfileRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import { instant } from '../instant.ts'
import type { ChargingProfile, Purpose } from '../profiles.ts'

type Wire = SetChargingProfileRequest['csChargingProfiles']

export const PURPOSES_16 = {
  ChargePointMaxProfile: 'station',
  TxDefaultProfile: 'tx-default',
  TxProfile: 'tx',
} as const satisfies Record<Wire['chargingProfilePurpose'], Purpose>

/** A profile as the box keeps it. */
export function profileOf16(wire: Wire): ChargingProfile {
  const { chargingSchedule: schedule } = wire
  return {
    id: wire.chargingProfileId,
    stackLevel: wire.stackLevel,
    purpose: PURPOSES_16[wire.chargingProfilePurpose],
    kind: wire.chargingProfileKind,
    recurrence: wire.recurrencyKind,
    validFromMs: instant(wire.validFrom),
    validToMs: instant(wire.validTo),
    schedule: {
      startMs: instant(schedule.startSchedule),
      durationS: schedule.duration,
      unit: schedule.chargingRateUnit,
      periods: schedule.chargingSchedulePeriod.map((each) => ({
        startS: each.startPeriod,
        limit: each.limit,
        phases: each.numberPhases,
      })),
    },
    raw: wire,
  }
}
