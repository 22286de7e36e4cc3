import type {
  GetVariableResultType,
  GetVariablesRequest,
  GetVariablesResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { lookUp } from './device-model.ts'

/** B06 */
export const getVariables: Behaviour = behaviour<GetVariablesRequest>((box, request) => ({
  answer: {
    getVariableResult: request.getVariableData.map((asked) => ({ ...asked, ...answerTo(box, asked) })),
  } satisfies GetVariablesResponse,
}))

type Asked = GetVariablesRequest['getVariableData'][number]

function answerTo(box: Box, asked: Asked): Pick<GetVariableResultType, 'attributeStatus' | 'attributeValue'> {
  const found = lookUp(box, asked.component, asked.variable)
  if (typeof found === 'string') return { attributeStatus: found }
  const { variable, evseId } = found
  const type = asked.attributeType ?? 'Actual'
  if (type === 'MaxSet' && variable.maxSet) return { attributeStatus: 'Accepted', attributeValue: variable.maxSet(box) }
  if (type !== 'Actual') return { attributeStatus: 'NotSupportedAttributeType' }
  if (!variable.read) return { attributeStatus: 'Rejected' }
  return { attributeStatus: 'Accepted', attributeValue: variable.read(box, evseId) }
}
