import type {
  SetVariableDataType,
  SetVariableStatusEnumType,
  SetVariablesRequest,
  SetVariablesResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { lookUp } from './device-model.ts'
import { refuseTooMany } from './items-per-message.ts'
import { checkMonitors } from './monitoring.ts'

/** B05; a write-only value is a secret and is not told. */
export const setVariables: Behaviour = behaviour<SetVariablesRequest>((box, request) => {
  refuseTooMany(box, request.setVariableData)
  const setVariableResult = request.setVariableData.map((asked) => {
    const { component, variable, attributeType } = asked
    return { component, variable, ...(attributeType ? { attributeType } : {}), attributeStatus: set(box, asked) }
  })
  return {
    answer: { setVariableResult } satisfies SetVariablesResponse,
    afterwards: () => {
      box.settingsChanged()
      checkMonitors(box)
      const accepted = request.setVariableData.filter((_, i) => setVariableResult[i]?.attributeStatus === 'Accepted')
      const found = accepted.map((each) => lookUp(box, each.component, each.variable))
      for (const each of found) if (typeof each !== 'string') each.variable.afterwards?.(box)
    },
  }
})

function set(box: Box, asked: SetVariableDataType): SetVariableStatusEnumType {
  const found = lookUp(box, asked.component, asked.variable)
  if (typeof found === 'string') return found
  if (asked.attributeType !== undefined && asked.attributeType !== 'Actual') return 'NotSupportedAttributeType'
  const status = found.variable.write?.(box, asked.attributeValue) ?? 'Rejected'
  if (status !== 'Accepted' && status !== 'RebootRequired') return status
  // What was set from the inside gives way to what the server wants.
  box.memory.variables.delete(found.key)
  const name = `${asked.component.name}.${asked.variable.name}`
  box.happened('command', found.variable.read ? `${name} is now ${asked.attributeValue}` : `${name} is set`)
  return status
}
