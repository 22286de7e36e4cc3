import type {
  ClearDisplayMessageRequest,
  ClearDisplayMessageResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** O05 */
export const clearDisplayMessage: Behaviour = behaviour<ClearDisplayMessageRequest>((box, { id }) => {
  const { display } = box.memory
  const kept = display.messages.filter((each) => each.id !== id)
  const found = kept.length < display.messages.length
  display.messages = kept
  return { answer: { status: found ? 'Accepted' : 'Unknown' } satisfies ClearDisplayMessageResponse }
})
