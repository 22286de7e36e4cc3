import type {
  GetLocalListVersionRequest,
  GetLocalListVersionResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** D02: 0 where there is no list. */
export const getLocalListVersion: Behaviour = behaviour<GetLocalListVersionRequest>((box) => ({
  answer: {
    versionNumber: box.settings.localListEnabled ? box.memory.localList.version : 0,
  } satisfies GetLocalListVersionResponse,
}))
