import type { ReportDataType, VariableAttributeType } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { call201 } from './call.ts'
import { type Located, shown } from './device-model.ts'

/** B07, B08: what was asked for follows as NotifyReport, so many variables at a time. */
export async function sendReport(box: Box, requestId: number, found: readonly Located[]): Promise<void> {
  const size = box.settings.itemsPerReport
  const generatedAt = box.stamp()
  for (let at = 0, seqNo = 0; at < found.length; at += size, seqNo++) {
    await call201(box, 'NotifyReport', {
      requestId,
      generatedAt,
      seqNo,
      reportData: found.slice(at, at + size).map((each) => reportData(box, each)) as [ReportDataType],
      ...(at + size < found.length ? { tbc: true } : {}),
    })
  }
}

function reportData(box: Box, located: Located): ReportDataType {
  const { component, name, variable } = located
  const value = shown(box, located)
  const mutability = !variable.read ? 'WriteOnly' : variable.write ? 'ReadWrite' : 'ReadOnly'
  const actual: VariableAttributeType = {
    type: 'Actual',
    ...(value === undefined ? {} : { value: value.slice(0, 2500) }),
    mutability,
    persistent: variable.write !== undefined,
    constant: false,
  }
  const maxSet = variable.maxSet?.(box)
  return {
    component,
    variable: name,
    variableAttribute: [
      actual,
      ...(maxSet === undefined ? [] : [{ type: 'MaxSet' as const, value: maxSet, mutability: 'ReadOnly' as const }]),
    ] as ReportDataType['variableAttribute'],
    variableCharacteristics: {
      dataType: variable.type,
      supportsMonitoring: variable.watched ?? false,
      ...(variable.unit === undefined ? {} : { unit: variable.unit }),
      ...(variable.min === undefined ? {} : { minLimit: variable.min }),
      ...(variable.max === undefined ? {} : { maxLimit: variable.max }),
      ...(variable.values === undefined ? {} : { valuesList: variable.values }),
    },
  }
}
