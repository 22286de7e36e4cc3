import { setTimeout as pause } from 'node:timers/promises'
import type { Box } from './box.ts'
import { isSigned } from './security/firmware-signature.ts'
import { raiseSecurityEvent } from './security/security-events.ts'
import { attempt, download } from './transfer/transfer.ts'

/** The states of both versions; a version tells those it knows. */
export type FirmwareStatus =
  | 'Idle'
  | 'DownloadScheduled'
  | 'Downloading'
  | 'Downloaded'
  | 'DownloadFailed'
  | 'SignatureVerified'
  | 'InvalidSignature'
  | 'InstallScheduled'
  | 'Installing'
  | 'InstallRebooting'
  | 'InstallationFailed'
  | 'Installed'

export interface FirmwareOrder {
  readonly location: string
  /** UTC epoch ms; before the first the box does not fetch, before the second it does not install */
  readonly retrieveMs: number | undefined
  readonly installMs: number | undefined
  readonly retries: number | undefined
  readonly retryIntervalS: number | undefined
  readonly requestId: number | undefined
  /** base64, with the certificate (PEM) it is held against; undefined: not signed */
  readonly signed: { readonly signature: string; readonly certificate: string } | undefined
  readonly tell: (status: FirmwareStatus) => void
}

export interface FirmwareJobs {
  status: FirmwareStatus
  requestId: number | undefined
  /** number of the job that counts: an older one gives up when it sees another */
  job: number
}

export function createFirmwareJobs(): FirmwareJobs {
  return { status: 'Idle', requestId: undefined, job: 0 }
}

const WORKING: ReadonlySet<FirmwareStatus> = new Set<FirmwareStatus>([
  'DownloadScheduled',
  'Downloading',
  'Downloaded',
  'SignatureVerified',
  'InstallScheduled',
])

/** True while an update could still be called off. */
export function isUpdating(box: Box): boolean {
  return WORKING.has(box.memory.firmware.status)
}

/** Fetches, checks and installs firmware, and boots with it; each step is told. A running update gives way. */
export async function updateFirmware(box: Box, order: FirmwareOrder): Promise<void> {
  const { firmware } = box.memory
  const job = ++firmware.job
  const wanted = () => firmware.job === job && !box.signal.aborted
  const tell = (status: FirmwareStatus) => {
    if (!wanted()) return
    firmware.status = status
    firmware.requestId = order.requestId
    box.happened('transfer', `firmware: ${status}`)
    order.tell(status)
  }
  if (order.retrieveMs !== undefined && order.retrieveMs > box.wallMs()) {
    tell('DownloadScheduled')
    await until(box, order.retrieveMs, wanted)
  }
  tell('Downloading')
  const attempts = { retries: order.retries, intervalS: order.retryIntervalS }
  const file = await attempt(box, attempts, () => download(box, order.location), wanted)
  if (!file) return tell('DownloadFailed')
  tell('Downloaded')
  if (order.signed) {
    if (!isSigned(file, order.signed.signature, order.signed.certificate)) {
      tell('InvalidSignature')
      return raiseSecurityEvent(box, 'InvalidFirmwareSignature', order.location)
    }
    tell('SignatureVerified')
  }
  const busy = () => box.connectors.some((c) => c.tx)
  if (busy() || (order.installMs ?? 0) > box.wallMs()) {
    tell('InstallScheduled')
    await until(box, order.installMs ?? 0, wanted)
    while (busy() && wanted()) await box.sleep(1_000)
  }
  tell('Installing')
  if (!wanted()) return
  await pause(box.restartMs)
  if (box.quirks.failsInstallation) return tell('InstallationFailed')
  tell('InstallRebooting')
  box.identity.firmware = versionOf(order.location, file, box.identity.firmware)
  await box.reboot('firmware-update')
  tell('Installed')
  raiseSecurityEvent(box, 'FirmwareUpdated', box.identity.firmware)
}

async function until(box: Box, atMs: number, wanted: () => boolean): Promise<void> {
  while (box.wallMs() < atMs && wanted()) await box.sleep(Math.min(60_000, atMs - box.wallMs()))
}

/** The version a file brings: in its name, in its first line (`version 1.5.0`), or else one more than before. */
export function versionOf(location: string, file: Buffer, before: string): string {
  const name = decodeURIComponent(new URL(location).pathname.split('/').at(-1) ?? '')
  const named = /\d+(?:\.\d+)+/.exec(name)?.[0]
  const written = /^\W*version\W+(\d+(?:\.\d+)*)/i.exec(file.subarray(0, 200).toString('latin1'))?.[1]
  return named ?? written ?? before.replace(/\d+$/, (last) => String(Number(last) + 1))
}
