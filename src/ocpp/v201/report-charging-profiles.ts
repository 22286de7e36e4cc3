import type { InstalledProfile } from '../../site/charging-profiles/profile.ts'
import { scheduleOf } from '../charging-schedule.ts'
import type { ChargingProfileType } from '../generated/v201/types.ts'
import { ReportChargingProfilesRequest, ReportChargingProfilesResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

const purposes = {
  ChargingStationExternalConstraints: 'external',
  ChargingStationMaxProfile: 'station-max',
  TxDefaultProfile: 'tx-default',
  TxProfile: 'tx',
} as const
const kinds = { Absolute: 'absolute', Recurring: 'recurring', Relative: 'relative' } as const
const recurrencies = { Daily: 'daily', Weekly: 'weekly' } as const

/** 2.0.1 use case K09: one part of what GetChargingProfiles asked for. */
export const reportChargingProfiles = incoming({
  request: ReportChargingProfilesRequest,
  response: ReportChargingProfilesResponse,
  fact: true,
  handle: (turn, { requestId, tbc, evseId, chargingLimitSource, chargingProfile }) => {
    const profiles = chargingProfile.map((wire) => profileOf(wire, evseId, chargingLimitSource))
    turn.run('profiles.report', { requestId, last: tbc !== true, profiles })
    return {}
  },
})

function profileOf(wire: ChargingProfileType, evseNo: number, source: string): InstalledProfile {
  // several schedules are alternatives for the car (ISO 15118); the first is what holds without one
  const [first] = wire.chargingSchedule
  return {
    id: wire.id,
    evseNo,
    source,
    purpose: purposes[wire.chargingProfilePurpose],
    stackLevel: wire.stackLevel,
    kind: kinds[wire.chargingProfileKind],
    recurrency: wire.recurrencyKind ? recurrencies[wire.recurrencyKind] : null,
    validFrom: parseTimestamp(wire.validFrom),
    validTo: parseTimestamp(wire.validTo),
    schedule: scheduleOf(first ?? {}),
    ocppTransactionId: wire.transactionId ?? null,
  }
}
