import type { ClearCacheRequest, ClearCacheResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** C11: the cards the box remembers for the time it is offline. */
export const clearCache: Behaviour = behaviour<ClearCacheRequest>((box) => {
  box.cache.clear()
  return { answer: { status: 'Accepted' } satisfies ClearCacheResponse }
})
