import type {
  NetworkConnectionProfileType,
  SetNetworkProfileRequest,
  SetNetworkProfileResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type SecurityProfile, SLOTS, slotInUse } from '../network.ts'

/** B09: kept in its slot; used after the next start when NetworkConfigurationPriority names it. */
export const setNetworkProfile: Behaviour = behaviour<SetNetworkProfileRequest>((box, request) => {
  const { configurationSlot, connectionData } = request
  const reasonCode = faultOf(box, configurationSlot, connectionData)
  if (reasonCode !== undefined)
    return { answer: { status: 'Rejected', statusInfo: { reasonCode } } satisfies SetNetworkProfileResponse }
  const { ocppCsmsUrl: url, securityProfile, apn: _apn, vpn: _vpn, ...raw } = connectionData
  box.memory.network.slots.set(configurationSlot, { url, securityProfile: securityProfile as SecurityProfile, raw })
  box.happened('command', `network profile ${configurationSlot}: ${url}`)
  return { answer: { status: 'Accepted' } satisfies SetNetworkProfileResponse }
})

/** B09.FR.02…: what the box can't use, and what is less secure than now. */
function faultOf(box: Box, slot: number, data: NetworkConnectionProfileType): string | undefined {
  if (!SLOTS.includes(slot)) return 'InvalidConfSlot'
  if (data.ocppTransport !== 'JSON') return 'InvalidNetworkConf'
  if (data.securityProfile < slotInUse(box).securityProfile || data.securityProfile > 3) return 'NoSecurityDowngrade'
  const secure = data.securityProfile >= 2
  if (!URL.canParse(data.ocppCsmsUrl)) return 'InvalidURL'
  return new URL(data.ocppCsmsUrl).protocol === (secure ? 'wss:' : 'ws:') ? undefined : 'InvalidURL'
}
