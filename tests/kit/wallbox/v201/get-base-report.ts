import type { GetBaseReportRequest, GetBaseReportResponse } from '../../../../src/ocpp/generated/v201/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { everyVariable, type Located } from './device-model.ts'
import { sendReport } from './report.ts'

/** What a summary tells: whether everything is there, in service and well. */
const SUMMARY = new Set(['AvailabilityState', 'Available', 'Problem'])

const CHOICES: Readonly<Record<GetBaseReportRequest['reportBase'], (each: Located) => boolean>> = {
  ConfigurationInventory: (each) => each.variable.write !== undefined,
  FullInventory: () => true,
  SummaryInventory: (each) => SUMMARY.has(each.name.name),
}

/** B07 */
export const getBaseReport: Behaviour = behaviour<GetBaseReportRequest>((box, request) => {
  const found = everyVariable(box).filter(CHOICES[request.reportBase])
  return {
    answer: { status: 'Accepted' } satisfies GetBaseReportResponse,
    afterwards: () => box.background(sendReport(box, request.requestId, found)),
  }
})
