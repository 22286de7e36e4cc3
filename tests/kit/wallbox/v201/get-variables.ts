import type {
  GetVariableResultType,
  GetVariablesRequest,
  GetVariablesResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { lookUp, shown } from './device-model.ts'
import { refuseTooMany } from './items-per-message.ts'

/** B06 */
export const getVariables: Behaviour = behaviour<GetVariablesRequest>((box, request) => {
  refuseTooMany(box, request.getVariableData)
  return {
    answer: {
      getVariableResult: request.getVariableData.map((asked) => ({ ...asked, ...answerTo(box, asked) })),
    } satisfies GetVariablesResponse,
  }
})

type Asked = GetVariablesRequest['getVariableData'][number]

function answerTo(box: Box, asked: Asked): Pick<GetVariableResultType, 'attributeStatus' | 'attributeValue'> {
  const found = lookUp(box, asked.component, asked.variable)
  if (typeof found === 'string') return { attributeStatus: found }
  const type = asked.attributeType ?? 'Actual'
  const { maxSet } = found.variable
  if (type === 'MaxSet' && maxSet) return { attributeStatus: 'Accepted', attributeValue: maxSet(box) }
  if (type !== 'Actual') return { attributeStatus: 'NotSupportedAttributeType' }
  const value = shown(box, found)
  return value === undefined
    ? { attributeStatus: 'Rejected' }
    : { attributeStatus: 'Accepted', attributeValue: value.slice(0, 2500) }
}
