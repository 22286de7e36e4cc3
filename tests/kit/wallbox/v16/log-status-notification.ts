import type { LogStatusNotificationRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box } from '../box.ts'
import type { LogStatus } from '../log-upload.ts'

/** Security extension §5.14; an upload that gives way to another has no word here and is not told. */
export function tellLog(box: Box, status: LogStatus, requestId: number | undefined): void {
  if (status === 'AcceptedCanceled') return
  const request: LogStatusNotificationRequest = {
    status,
    ...(requestId === undefined || status === 'Idle' ? {} : { requestId }),
  }
  box.fact({ action: 'LogStatusNotification', label: `log ${status}`, droppable: true, payload: () => request })
}
