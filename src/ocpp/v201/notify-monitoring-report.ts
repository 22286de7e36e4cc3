import type { MonitorKind } from '../../site/device-model/device-model-charger.ts'
import type { VariableMonitoringType } from '../generated/v201/types.ts'
import { NotifyMonitoringReportRequest, NotifyMonitoringReportResponse } from '../generated/v201/validators.mjs'
import { incoming } from '../protocol.ts'
import { printVariableKey } from './variable-key.ts'

const kinds: Readonly<Record<VariableMonitoringType['type'], MonitorKind>> = {
  UpperThreshold: 'above',
  LowerThreshold: 'below',
  Delta: 'change',
  Periodic: 'every',
  PeriodicClockAligned: 'every-aligned',
}

/** 2.0.1 use case N02: one part of the list of monitors. */
export const notifyMonitoringReport = incoming({
  request: NotifyMonitoringReportRequest,
  response: NotifyMonitoringReportResponse,
  tolerance: { missing: { '/generatedAt': '1970-01-01T00:00:00Z', '/seqNo': 0 } },
  handle: (turn, { requestId, seqNo, tbc, monitor }) => {
    const monitors = (monitor ?? []).flatMap((data) =>
      data.variableMonitoring.map(({ id, type, value, severity, transaction }) => ({
        monitorId: id,
        key: printVariableKey(data),
        kind: kinds[type],
        value,
        severity,
        onlyInSession: transaction,
      })),
    )
    turn.run('monitors.record', { requestId, part: seqNo ?? 0, last: tbc !== true, monitors })
    return {}
  },
})
