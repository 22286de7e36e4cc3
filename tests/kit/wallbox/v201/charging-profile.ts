import type { ChargingProfileType } from '../../../../src/ocpp/generated/v201/types.ts'
import { instant } from '../instant.ts'
import type { ChargingProfile, Purpose } from '../profiles.ts'

export const PURPOSES_201 = {
  ChargingStationExternalConstraints: 'external',
  ChargingStationMaxProfile: 'station',
  TxDefaultProfile: 'tx-default',
  TxProfile: 'tx',
} as const satisfies Record<ChargingProfileType['chargingProfilePurpose'], Purpose>

/** A profile as the box keeps it. Of several schedules (ISO 15118 offers up to three) it follows the first. */
export function profileOf201(wire: ChargingProfileType): ChargingProfile {
  const [schedule] = wire.chargingSchedule
  return {
    id: wire.id,
    stackLevel: wire.stackLevel,
    purpose: PURPOSES_201[wire.chargingProfilePurpose],
    kind: wire.chargingProfileKind,
    recurrence: wire.recurrencyKind,
    validFromMs: instant(wire.validFrom),
    validToMs: instant(wire.validTo),
    schedule: {
      startMs: instant(schedule?.startSchedule),
      durationS: schedule?.duration,
      unit: schedule?.chargingRateUnit ?? 'A',
      periods: (schedule?.chargingSchedulePeriod ?? []).map((each) => ({
        startS: each.startPeriod,
        limit: each.limit,
        phases: each.numberPhases,
      })),
    },
    raw: wire,
  }
}
