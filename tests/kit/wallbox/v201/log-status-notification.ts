import type { LogStatusNotificationRequest } from '../../../../src/ocpp/generated/v201/types.ts'
import type { Box } from '../box.ts'
import type { LogStatus } from '../log-upload.ts'

/** N01; also that an upload has given way to another (N01.FR.20). */
export function tellLog(box: Box, status: LogStatus, requestId: number | undefined): void {
  const request: LogStatusNotificationRequest = {
    status,
    ...(requestId === undefined || status === 'Idle' ? {} : { requestId }),
  }
  box.fact({ action: 'LogStatusNotification', label: `log ${status}`, droppable: true, payload: () => request })
}
