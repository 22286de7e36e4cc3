import type {
  SetMonitoringDataType,
  SetMonitoringResultType,
  SetVariableMonitoringRequest,
  SetVariableMonitoringResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { type Located, lookUp } from './device-model.ts'
import { refuseTooMany } from './items-per-message.ts'
import { armed, checkMonitors } from './monitoring.ts'

/** N04; what is beyond its threshold already is told at once. */
export const setVariableMonitoring: Behaviour = behaviour<SetVariableMonitoringRequest>((box, request) => {
  refuseTooMany(box, request.setMonitoringData)
  const results = request.setMonitoringData.map((asked): SetMonitoringResultType => {
    const { component, variable, type, severity } = asked
    return { component, variable, type, severity, ...set(box, asked) }
  })
  return {
    answer: { setMonitoringResult: results } as SetVariableMonitoringResponse,
    afterwards: () => checkMonitors(box),
  }
})

function set(box: Box, asked: SetMonitoringDataType): Pick<SetMonitoringResultType, 'status' | 'id'> {
  const { monitoring } = box.memory
  const found = lookUp(box, asked.component, asked.variable)
  if (typeof found === 'string') return { status: found }
  if (!supports(found, asked.type)) return { status: 'UnsupportedMonitorType' }
  const existing = monitoring.monitors.find((each) => each.id === asked.id)
  // N04.FR.12, .13, .15: an id names a monitor of the same variable that is not wired.
  if (asked.id !== undefined && (existing?.located.key !== found.key || existing.kind === 'hard-wired'))
    return { status: 'Rejected' }
  if (!sensible(found, asked)) return { status: 'Rejected' }
  const twin = monitoring.monitors.find(
    (each) => each.located.key === found.key && each.type === asked.type && each.severity === asked.severity,
  )
  if (twin && twin.id !== asked.id) return { status: 'Duplicate' }
  const id = asked.id ?? monitoring.nextId++
  const monitor = armed(box, {
    id,
    kind: existing?.kind ?? 'custom',
    located: found,
    type: asked.type,
    value: asked.value,
    severity: asked.severity,
    transaction: asked.transaction ?? false,
  })
  monitoring.monitors = [...monitoring.monitors.filter((each) => each.id !== id), monitor]
  return { status: 'Accepted', id }
}

function supports({ variable }: Located, type: SetMonitoringDataType['type']): boolean {
  if (!variable.watched) return false
  const numeric = variable.type === 'integer' || variable.type === 'decimal'
  return numeric || (type !== 'UpperThreshold' && type !== 'LowerThreshold')
}

/** A threshold lies within what the variable can be; a change and a period are above 0. */
function sensible({ variable }: Located, { type, value, severity }: SetMonitoringDataType): boolean {
  if (severity < 0 || severity > 9) return false
  if (type !== 'UpperThreshold' && type !== 'LowerThreshold') return value > 0
  return value >= (variable.min ?? Number.NEGATIVE_INFINITY) && value <= (variable.max ?? Number.POSITIVE_INFINITY)
}
