import type { Readable } from 'node:stream'
import type { fileTransfer } from '../db/schema.ts'
import { SiteError } from '../errors.ts'

type Row = typeof fileTransfer.$inferSelect
export type TransferKind = Row['kind']
export type TransferState = Row['state']
export type TransferOver = 'http' | 'https' | 'ftp'

export interface TransferView {
  id: number
  accountId: string
  /** OCPP identity. */
  stationId: string
  kind: TransferKind
  state: TransferState
  /** As the station said it last. */
  rawStatus: string | null
  fileName: string
  over: string
  imageId: string | null
  /** Of a log that came, or of the firmware; null: not known yet. */
  sizeBytes: number | null
  requestedAt: number
  changedAt: number
  finishedAt: number | null
}

export interface FirmwareView {
  id: string
  accountId: string
  fileName: string
  vendor: string
  model: string
  version: string
  sizeBytes: number
  sha256: string
  signed: boolean
  uploadedAt: number
}

/** The door that stations fetch from and send to: it makes addresses, and knows what it can serve. */
export interface FileDropPort {
  /** Schemes that it serves. */
  readonly serves: readonly TransferOver[]
  /** An address that is good for this transfer alone. A log's ends with a slash or with `fileName`. */
  urlFor(order: { id: number; secret: string; fileName: string; over: TransferOver }): string
  /** Takes a firmware from a person onto the disk: what `firmware.add` needs to know of it. @throws SiteError InvalidInput */
  store(body: Readable): Promise<{ id: string; sizeBytes: number; sha256: string; md5: string }>
  /** A log that came, for a person. Whether it may be had, `transfers.get` says before. @throws SiteError NotFound */
  openLog(transferId: number): Promise<Readable>
}

/** What a station's word means: still under way, or how it ended. Words of both versions. */
export function stateFromStatus(kind: TransferKind, status: string): TransferState {
  if (kind === 'published-firmware') {
    if (status === 'Published') return 'done'
    return /Fail|Invalid/.test(status) ? 'failed' : 'running'
  }
  if (kind === 'firmware') {
    if (status === 'Installed') return 'done'
    return /Fail|Invalid/.test(status) ? 'failed' : 'running'
  }
  if (status === 'Uploaded') return 'done'
  if (status === 'AcceptedCanceled') return 'replaced'
  return /Fail|Bad|Denied|NotSupported/.test(status) ? 'failed' : 'running'
}

/** Before the file drop is attached. */
export const noFileDrop: FileDropPort = {
  serves: [],
  urlFor: () => '',
  store: async () => {
    throw new SiteError('NotSupported', { reason: 'There is no file drop here.' })
  },
  openLog: async () => {
    throw new SiteError('NotFound')
  },
}
