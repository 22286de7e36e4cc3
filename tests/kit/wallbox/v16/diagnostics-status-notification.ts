import type { DiagnosticsStatusNotificationRequest } from '../../../../src/ocpp/generated/v16/types.ts'
import type { Box } from '../box.ts'
import type { LogStatus } from '../log-upload.ts'

/** §4.4: whatever went wrong is UploadFailed. */
export function tellDiagnostics(box: Box, status: LogStatus): void {
  const word = status === 'Idle' || status === 'Uploading' || status === 'Uploaded' ? status : 'UploadFailed'
  const request: DiagnosticsStatusNotificationRequest = { status: word }
  box.fact({
    action: 'DiagnosticsStatusNotification',
    label: `diagnostics ${word}`,
    droppable: true,
    payload: () => request,
  })
}
