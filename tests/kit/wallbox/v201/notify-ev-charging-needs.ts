import type { ChargingNeedsType, NotifyEVChargingNeedsResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box, Connector } from '../box.ts'
import { Misuse } from '../misuse.ts'
import { call201 } from './call.ts'

/** K15, K16: what a car that speaks ISO 15118 wants. The server's profile for the charge is answered with the car's schedule. */
export async function announceChargingNeeds(
  box: Box,
  c: Connector,
  chargingNeeds: ChargingNeedsType,
  maxScheduleTuples: number | undefined,
): Promise<NotifyEVChargingNeedsResponse> {
  if (!c.evse.car) throw new Misuse(`connector ${c.id} has no car that could need anything: plug one in first`)
  box.memory.needs.set(c.id, chargingNeeds)
  return call201(box, 'NotifyEVChargingNeeds', {
    evseId: c.id,
    chargingNeeds,
    ...(maxScheduleTuples === undefined ? {} : { maxScheduleTuples }),
  })
}
