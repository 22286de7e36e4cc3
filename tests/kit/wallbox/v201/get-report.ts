import type {
  ComponentCriterionEnumType,
  GetReportRequest,
  GetReportResponse,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { componentValue, everyVariable, fits, type Located } from './device-model.ts'
import { refuseTooMany } from './items-per-message.ts'
import { sendReport } from './report.ts'

/** B08: components and variables by name, by what is true of the component, or both. */
export const getReport: Behaviour = behaviour<GetReportRequest>((box, request) => {
  refuseTooMany(box, request.componentVariable)
  const { componentVariable: wanted, componentCriteria: criteria } = request
  const found = everyVariable(box).filter((each) => named(each, wanted) && meets(box, each, criteria))
  const answer = (status: GetReportResponse['status']) => ({ answer: { status } })
  if (found.length === 0) return answer('EmptyResultSet')
  return { ...answer('Accepted'), afterwards: () => box.background(sendReport(box, request.requestId, found)) }
})

function named(each: Located, wanted: GetReportRequest['componentVariable']): boolean {
  if (!wanted) return true
  return wanted.some(({ component, variable }) => {
    if (!fits(component, each.component)) return false
    if (!variable) return true
    const sameInstance = variable.instance === undefined || variable.instance === each.name.instance
    return variable.name.toLowerCase() === each.name.name.toLowerCase() && sameInstance
  })
}

/** B08.FR.09…: one criterion is enough; a component that lacks the variable counts as there, and as without problem. */
function meets(box: Box, each: Located, criteria: readonly ComponentCriterionEnumType[] | undefined): boolean {
  if (!criteria) return true
  return criteria.some((criterion) => {
    const value = componentValue(box, each.component, criterion)
    return value === undefined ? criterion !== 'Problem' : value === 'true'
  })
}
