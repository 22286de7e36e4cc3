import type { GetDiagnosticsRequest, GetDiagnosticsResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { instant } from '../instant.ts'
import { logFileName, uploadLog } from '../log-upload.ts'
import { tellDiagnostics } from './diagnostics-status-notification.ts'

/** §5.9: the answer names the file, its fate is told by DiagnosticsStatusNotification. */
export const getDiagnostics: Behaviour = behaviour<GetDiagnosticsRequest>((box, request) => {
  const fileName = logFileName(box, 'diagnostics')
  return {
    answer: { fileName } satisfies GetDiagnosticsResponse,
    afterwards: () =>
      box.background(
        uploadLog(box, {
          kind: 'diagnostics',
          location: request.location,
          fileName,
          fromMs: instant(request.startTime),
          toMs: instant(request.stopTime),
          retries: request.retries,
          retryIntervalS: request.retryInterval,
          requestId: undefined,
          tell: (status) => tellDiagnostics(box, status),
        }),
      ),
  }
})
