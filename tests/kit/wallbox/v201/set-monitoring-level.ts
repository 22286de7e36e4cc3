import type {
  SetMonitoringLevelRequest,
  SetMonitoringLevelResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'

/** N05.2: events of a higher severity number are not told any more. */
export const setMonitoringLevel: Behaviour = behaviour<SetMonitoringLevelRequest>((box, { severity }) => {
  const answer = (status: SetMonitoringLevelResponse['status']) => ({ answer: { status } })
  if (severity < 0 || severity > 9) return answer('Rejected')
  box.memory.monitoring.level = severity
  return answer('Accepted')
})
