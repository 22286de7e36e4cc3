import type {
  RemoteStartTransactionRequest,
  RemoteStartTransactionResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { connectorForStart, startRemotely } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { profileOf16 } from './charging-profile.ts'

/** §5.11; the start itself follows the answer. A profile that comes with it is one of the charge, and names none (§3.13.3). */
export const remoteStartTransaction: Behaviour = behaviour<RemoteStartTransactionRequest>((box, request) => {
  const who = { idTag: request.idTag, group: undefined, tokenType: 'Central' }
  const c = connectorForStart(box, request.connectorId, who)
  const profile = request.chargingProfile && profileOf16(request.chargingProfile)
  if (!c || !box.online || (profile && profile.purpose !== 'tx'))
    return { answer: { status: 'Rejected' } satisfies RemoteStartTransactionResponse }
  return {
    answer: { status: 'Accepted' } satisfies RemoteStartTransactionResponse,
    afterwards: () => startRemotely(box, c, { connectorId: c.id, who, remoteStartId: undefined, profile }),
  }
})
