import type {
  ClearMonitoringResultType,
  ClearVariableMonitoringRequest,
  ClearVariableMonitoringResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { refuseTooMany } from './items-per-message.ts'

/** N06; what is wired stays. */
export const clearVariableMonitoring: Behaviour = behaviour<ClearVariableMonitoringRequest>((box, request) => {
  refuseTooMany(box, request.id)
  const { monitoring } = box.memory
  const results = request.id.map((id): ClearMonitoringResultType => {
    const found = monitoring.monitors.find((each) => each.id === id)
    if (!found) return { id, status: 'NotFound' }
    if (found.kind === 'hard-wired') return { id, status: 'Rejected' }
    monitoring.monitors = monitoring.monitors.filter((each) => each !== found)
    return { id, status: 'Accepted' }
  })
  return { answer: { clearMonitoringResult: results } as ClearVariableMonitoringResponse }
})
