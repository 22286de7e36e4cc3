import type { ReportedSetting } from '../../site/device-model/device-model-charger.ts'
import { shownValue } from '../answers.ts'
import type { ReportDataType, NotifyReportRequest as Request, VariableAttributeType } from '../generated/v201/types.ts'
import { NotifyReportRequest, NotifyReportResponse } from '../generated/v201/validators.mjs'
import { incoming, type Turn } from '../protocol.ts'
import { printVariableKey } from './variable-key.ts'

export const reportTolerance = { missing: { '/generatedAt': '1970-01-01T00:00:00Z', '/seqNo': 0 } }

/** 2.0.1 use cases B07 and B08: one part of a report. */
export const notifyReport = incoming({
  request: NotifyReportRequest,
  response: NotifyReportResponse,
  tolerance: reportTolerance,
  handle: answerReport,
})

export function answerReport(turn: Turn, { requestId, seqNo, tbc, reportData }: Request) {
  const settings = (reportData ?? []).flatMap(settingsOf)
  turn.run('reports.record', { requestId, part: seqNo ?? 0, last: tbc !== true, settings })
  return {}
}

/** The value that is in force is the setting; other attributes stand beside it under their name. */
function settingsOf({
  component,
  variable,
  variableAttribute,
  variableCharacteristics,
}: ReportDataType): ReportedSetting[] {
  const key = printVariableKey({ component, variable })
  return variableAttribute.map((attribute) => ({
    key: nameOf(key, attribute),
    value: shownValue(key, attribute.value),
    readonly: attribute.mutability === 'ReadOnly' || attribute.constant === true,
    known: true,
    unit: variableCharacteristics?.unit ?? null,
    dataType: variableCharacteristics?.dataType ?? null,
    minLimit: variableCharacteristics?.minLimit ?? null,
    maxLimit: variableCharacteristics?.maxLimit ?? null,
    valuesList: variableCharacteristics?.valuesList ?? null,
    supportsMonitoring: variableCharacteristics?.supportsMonitoring ?? null,
  }))
}

function nameOf(key: string, { type }: VariableAttributeType): string {
  return type === undefined || type === 'Actual' ? key : `${key}/${type}`
}
