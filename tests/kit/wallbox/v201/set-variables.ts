import type {
  SetVariableDataType,
  SetVariableStatusEnumType,
  SetVariablesRequest,
  SetVariablesResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { lookUp } from './device-model.ts'

/** B05 */
export const setVariables: Behaviour = behaviour<SetVariablesRequest>((box, request) => {
  const setVariableResult = request.setVariableData.map((asked) => {
    const { component, variable, attributeType } = asked
    return { component, variable, ...(attributeType ? { attributeType } : {}), attributeStatus: set(box, asked) }
  })
  return { answer: { setVariableResult } satisfies SetVariablesResponse, afterwards: () => box.settingsChanged() }
})

function set(box: Box, asked: SetVariableDataType): SetVariableStatusEnumType {
  const found = lookUp(box, asked.component, asked.variable)
  if (typeof found === 'string') return found
  if (asked.attributeType !== undefined && asked.attributeType !== 'Actual') return 'NotSupportedAttributeType'
  const status = found.variable.write?.(box, asked.attributeValue) ?? 'Rejected'
  if (status === 'Accepted')
    box.happened('command', `${asked.component.name}.${asked.variable.name} is now ${asked.attributeValue}`)
  return status
}
