import type { ChargingNeeds } from '../../site/charging-profiles/profile.ts'
import type { ChargingNeedsType } from '../generated/v201/types.ts'
import { NotifyEVChargingNeedsRequest, NotifyEVChargingNeedsResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { parseTimestamp } from '../timestamps.ts'

const phasesOf = { DC: null, AC_single_phase: 1, AC_two_phase: 2, AC_three_phase: 3 } as const

/**
 * 2.0.1 use case K15: what a car wants. Accepted: its profile follows at once; Processing: it follows when a session runs.
 */
export const notifyEvChargingNeeds = incoming({
  request: NotifyEVChargingNeedsRequest,
  response: NotifyEVChargingNeedsResponse,
  handle: (turn, { evseId, chargingNeeds, maxScheduleTuples }): { status: 'Accepted' | 'Processing' } => {
    const needs = { ...needsOf(chargingNeeds), maxPeriods: maxScheduleTuples ?? null }
    const when = turn.run('profiles.reportNeeds', { evseNo: evseId, needs })
    return { status: when === 'at-once' ? 'Accepted' : 'Processing' }
  },
})

function needsOf(told: ChargingNeedsType): Omit<ChargingNeeds, 'maxPeriods'> {
  const { acChargingParameters: ac, dcChargingParameters: dc } = told
  return {
    mode: told.requestedEnergyTransfer === 'DC' ? 'DC' : 'AC',
    phases: phasesOf[told.requestedEnergyTransfer],
    departureAt: parseTimestamp(told.departureTime),
    energyWh: ac?.energyAmount ?? dc?.energyAmount ?? null,
    minA: ac?.evMinCurrent ?? null,
    maxA: ac?.evMaxCurrent ?? dc?.evMaxCurrent ?? null,
    maxV: ac?.evMaxVoltage ?? dc?.evMaxVoltage ?? null,
    maxW: dc?.evMaxPower ?? null,
    soc: dc?.stateOfCharge ?? null,
    capacityWh: dc?.evEnergyCapacity ?? null,
    fullSoc: dc?.fullSoC ?? null,
    bulkSoc: dc?.bulkSoC ?? null,
  }
}
