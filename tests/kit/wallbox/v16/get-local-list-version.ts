import type {
  GetLocalListVersionRequest,
  GetLocalListVersionResponse,
} from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** §5.10: 0 is an empty list, −1 a box without lists. */
export const getLocalListVersion: Behaviour = behaviour<GetLocalListVersionRequest>((box) => ({
  answer: {
    listVersion: box.settings.localListEnabled ? box.memory.localList.version : -1,
  } satisfies GetLocalListVersionResponse,
}))
