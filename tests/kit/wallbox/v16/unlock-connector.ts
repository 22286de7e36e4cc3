import type { UnlockConnectorRequest, UnlockConnectorResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { endForUnlock, unlock } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** §5.18: a transaction on the connector is ended first. An unknown connector is NotSupported. */
export const unlockConnector: Behaviour = behaviour<UnlockConnectorRequest>((box, request) => {
  const unlocked = unlock(box, request.connectorId, true) === 'unlocked'
  return {
    answer: { status: unlocked ? 'Unlocked' : 'NotSupported' } satisfies UnlockConnectorResponse,
    afterwards: () => endForUnlock(box, request.connectorId),
  }
})
