import type { GetLogRequest, GetLogResponse } from '../../../../src/ocpp/generated/v16/types.ts'
import { type Behaviour, behaviour } from '../dialect.ts'
import { instant } from '../instant.ts'
import { isUploading, logFileName, uploadLog } from '../log-upload.ts'
import { isReachable } from '../transfer/transfer.ts'
import { tellLog } from './log-status-notification.ts'

/** Security extension §5.9 */
export const getLog: Behaviour = behaviour<GetLogRequest>((box, request) => {
  const { log, requestId } = request
  if (!isReachable(log.remoteLocation)) return { answer: { status: 'Rejected' } satisfies GetLogResponse }
  const kind = request.logType === 'SecurityLog' ? 'security' : 'diagnostics'
  const filename = logFileName(box, kind)
  const answer: GetLogResponse = { status: isUploading(box) ? 'AcceptedCanceled' : 'Accepted', filename }
  return {
    answer,
    afterwards: () =>
      box.background(
        uploadLog(box, {
          kind,
          location: log.remoteLocation,
          fileName: filename,
          fromMs: instant(log.oldestTimestamp),
          toMs: instant(log.latestTimestamp),
          retries: request.retries,
          retryIntervalS: request.retryInterval,
          requestId,
          tell: (status) => tellLog(box, status, requestId),
        }),
      ),
  }
})
