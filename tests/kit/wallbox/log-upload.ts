import type { Box } from './box.ts'
import { attempt, upload } from './transfer/transfer.ts'
import { TransferFailed } from './transfer/transfer-failed.ts'

/** The states of both versions; a version tells those it knows. */
export type LogStatus =
  | 'Idle'
  | 'Uploading'
  | 'Uploaded'
  | 'UploadFailure'
  | 'PermissionDenied'
  | 'NotSupportedOperation'
  | 'AcceptedCanceled'

export interface LogOrder {
  readonly kind: 'diagnostics' | 'security'
  readonly location: string
  readonly fileName: string
  /** UTC epoch ms */
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
  readonly retries: number | undefined
  readonly retryIntervalS: number | undefined
  readonly requestId: number | undefined
  readonly tell: (status: LogStatus) => void
}

export interface LogJobs {
  status: LogStatus
  requestId: number | undefined
  job: number
}

export function createLogJobs(): LogJobs {
  return { status: 'Idle', requestId: undefined, job: 0 }
}

export function isUploading(box: Box): boolean {
  return box.memory.log.status === 'Uploading'
}

/** A name for the next log of a kind. */
export function logFileName(box: Box, kind: LogOrder['kind']): string {
  const id = box.identity.id.replace(/[^\w-]/g, '_')
  return `${id}-${kind}-${box.stamp().slice(0, 19).replace(/[-:]/g, '')}.log`
}

/** Uploads a log; a running upload gives way and says so. */
export async function uploadLog(box: Box, order: LogOrder): Promise<void> {
  const { log } = box.memory
  const job = ++log.job
  const wanted = () => log.job === job && !box.signal.aborted
  const tell = (status: LogStatus) => {
    if (log.job === job) {
      log.status = status
      log.requestId = order.requestId
    }
    box.happened('transfer', `${order.kind} log: ${status}`)
    order.tell(status)
  }
  tell('Uploading')
  const body = Buffer.from(textOf(box, order))
  let failure: LogStatus = 'UploadFailure'
  const work = () =>
    upload(box, order.location, order.fileName, body).then(
      () => true,
      (error: unknown) => {
        if (error instanceof TransferFailed) failure = failureOf(error.code)
        throw error
      },
    )
  const done = await attempt(box, { retries: order.retries, intervalS: order.retryIntervalS }, work, wanted)
  if (!wanted()) tell('AcceptedCanceled')
  else tell(done ? 'Uploaded' : failure)
}

function textOf(box: Box, { kind, fromMs, toMs }: LogOrder): string {
  const lines =
    kind === 'diagnostics'
      ? box.memory.diary
      : box.memory.securityLog.map(({ at, type, info }) => `${at} ${type}${info === undefined ? '' : ` ${info}`}`)
  const within = lines.filter((line) => {
    const at = Date.parse(line.slice(0, 24))
    return (fromMs === undefined || at >= fromMs) && (toMs === undefined || at <= toMs)
  })
  const { vendor, model, serial, firmware } = box.identity
  return `${[`# ${vendor} ${model}, serial number ${serial}, firmware ${firmware}`, ...within].join('\n')}\n`
}

/** By HTTP status or FTP reply code. */
function failureOf(code: number | undefined): LogStatus {
  if (code === 401 || code === 403 || code === 530 || code === 550 || code === 553) return 'PermissionDenied'
  if (code === 405 || code === 501 || code === 502) return 'NotSupportedOperation'
  return 'UploadFailure'
}
