import type { UnlockConnectorRequest, UnlockConnectorResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { endForUnlock, unlock } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

const ANSWERS = {
  unlocked: 'Unlocked',
  ongoing: 'OngoingAuthorizedTransaction',
  'unknown-connector': 'UnknownConnector',
} as const

/** F05: never under an authorised transaction. */
export const unlockConnector: Behaviour = behaviour<UnlockConnectorRequest>((box, request) => {
  const outcome = request.connectorId === 1 ? unlock(box, request.evseId, false) : 'unknown-connector'
  return {
    answer: { status: ANSWERS[outcome] } satisfies UnlockConnectorResponse,
    afterwards: () => {
      if (outcome === 'unlocked') endForUnlock(box, request.evseId)
    },
  }
})
