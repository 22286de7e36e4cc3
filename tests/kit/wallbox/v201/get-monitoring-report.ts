import type {
  GetMonitoringReportRequest,
  GetMonitoringReportResponse,
  MonitorEnumType,
  MonitoringCriterionEnumType,
  MonitoringDataType,
  VariableMonitoringType,
} from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { call201 } from './call.ts'
import { fits } from './device-model.ts'
import { refuseTooMany } from './items-per-message.ts'
import type { Monitor } from './monitoring.ts'

const CRITERIA: Readonly<Record<MonitorEnumType, MonitoringCriterionEnumType>> = {
  UpperThreshold: 'ThresholdMonitoring',
  LowerThreshold: 'ThresholdMonitoring',
  Delta: 'DeltaMonitoring',
  Periodic: 'PeriodicMonitoring',
  PeriodicClockAligned: 'PeriodicMonitoring',
}

/** N02: the monitors that fit follow as NotifyMonitoringReport, variable by variable. */
export const getMonitoringReport: Behaviour = behaviour<GetMonitoringReportRequest>((box, request) => {
  refuseTooMany(box, request.componentVariable)
  const { componentVariable: wanted, monitoringCriteria: criteria } = request
  const found = box.memory.monitoring.monitors.filter((each) => {
    if (criteria && !criteria.includes(CRITERIA[each.type])) return false
    if (!wanted) return true
    const { component, name } = each.located
    return wanted.some(
      (one) =>
        fits(one.component, component) &&
        (!one.variable || one.variable.name.toLowerCase() === name.name.toLowerCase()),
    )
  })
  const answer = (status: GetMonitoringReportResponse['status']) => ({ answer: { status } })
  if (found.length === 0) return answer('EmptyResultSet')
  return { ...answer('Accepted'), afterwards: () => box.background(report(box, request.requestId, found)) }
})

async function report(box: Box, requestId: number, found: readonly Monitor[]): Promise<void> {
  const data = [...Map.groupBy(found, (each) => each.located.key).values()].map(
    (monitors): MonitoringDataType => ({
      component: (monitors[0] as Monitor).located.component,
      variable: (monitors[0] as Monitor).located.name,
      variableMonitoring: monitors.map(({ id, transaction, value, type, severity }) => ({
        id,
        transaction,
        value,
        type,
        severity,
      })) as [VariableMonitoringType],
    }),
  )
  const size = box.settings.itemsPerReport
  const generatedAt = box.stamp()
  for (let at = 0, seqNo = 0; at < data.length; at += size, seqNo++) {
    await call201(box, 'NotifyMonitoringReport', {
      requestId,
      generatedAt,
      seqNo,
      monitor: data.slice(at, at + size) as [MonitoringDataType],
      ...(at + size < data.length ? { tbc: true } : {}),
    })
  }
}
