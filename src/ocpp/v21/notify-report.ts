import { NotifyReportRequest, NotifyReportResponse } from '../generated/v21/validators.mjs'
import { incoming } from '../protocol.ts'
import { answerReport, reportTolerance } from '../v201/notify-report.ts'

/** 2.1 use cases B07 and B08: one part of a report. */
export const notifyReport = incoming({
  request: NotifyReportRequest,
  response: NotifyReportResponse,
  tolerance: reportTolerance,
  handle: answerReport,
})
