import type { ResetRequest, ResetResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { reset as resetBox } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** §5.14: both kinds end the running transactions and tell so before the restart, as far as the connection lets them. */
export const reset: Behaviour = behaviour<ResetRequest>((box, request) => ({
  answer: { status: 'Accepted' } satisfies ResetResponse,
  afterwards: () => box.background(resetBox(box, request.type === 'Hard' ? 'hard-reset' : 'soft-reset')),
}))
