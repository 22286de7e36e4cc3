import type { ResetRequest, ResetResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { reset as resetBox } from '../commands.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** B11, B12. This box can't reset a single EVSE (B11.FR.10: it rejects). */
export const reset: Behaviour = behaviour<ResetRequest>((box, request) => {
  if (request.evseId !== undefined) return { answer: { status: 'Rejected' } satisfies ResetResponse }
  const busy = box.connectors.some((c) => c.tx)
  if (request.type === 'OnIdle' && busy) {
    box.resetWhenIdle = true
    return { answer: { status: 'Scheduled' } satisfies ResetResponse }
  }
  return {
    answer: { status: 'Accepted' } satisfies ResetResponse,
    afterwards: () => box.background(resetBox(box, 'hard-reset')),
  }
})
