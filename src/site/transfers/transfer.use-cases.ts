/** Firmware to stations and logs from them: one request, one address, progress as the station tells it. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { newToken } from '../secrets.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { listSettings } from '../stations/setting.store.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import {
  changeTransfer,
  type FirmwareRow,
  firmwareRow,
  firmwareView,
  insertFirmware,
  insertTransfer,
  listFirmware,
  listTransfers,
  removeFirmware,
  replaceEarlier,
  type TransferRow,
  transferById,
  transferBySecret,
  transferOf,
  transferView,
} from './transfer.store.ts'
import {
  type FirmwareView,
  stateFromStatus,
  type TransferKind,
  type TransferOver,
  type TransferView,
} from './transfer.ts'

const hourMs = 60 * 60 * 1000
const station = z.object({ id: z.string() }).strict()
const over = z.enum(['http', 'https', 'ftp']).optional()
const instant = z.number().int().nonnegative()

interface Opened {
  transfer: TransferView
  secret: string
}

const open = command({
  needs: 'OperateStations',
  input: trusted<{
    stationId: number
    kind: TransferKind
    fileName: string
    over: TransferOver
    imageId: string | null
    lifetimeMs: number
  }>(),
  run: (context, { stationId, kind, fileName, over: scheme, imageId, lifetimeMs }): Opened => {
    const { db, now } = context
    const { token, hash } = newToken()
    const row = insertTransfer(db, {
      stationId,
      kind,
      imageId,
      secretHash: hash,
      fileName,
      over: scheme,
      state: 'asked',
      requestedAt: now,
      changedAt: now,
      expiresAt: now + lifetimeMs,
    })
    const transfer = tell(context, row)
    writeAudit(context, {
      accountId: transfer.accountId,
      action: `transfers.${kind}`,
      subject: `station ${transfer.stationId}`,
      after: transfer,
    })
    return { transfer, secret: token }
  },
})

const conclude = command({
  needs: 'OperateStations',
  input: trusted<{ id: number; state: TransferRow['state']; fileName?: string | null }>(),
  run: (context, { id, state, fileName }): TransferView => {
    const { db, now } = context
    const row = transferById(db, id)
    if (!row) throw new SiteError('NotFound', { transfer: id })
    if (state === 'running') for (const other of replaceEarlier(db, row, now)) tell(context, other)
    // the station may have told its progress before it answered
    if (row.state !== 'asked') return transferView(db, row)
    const over = state === 'running' ? null : now
    return tell(
      context,
      changeTransfer(db, id, { state, changedAt: now, finishedAt: over, ...(fileName ? { fileName } : {}) }),
    )
  },
})

export const transferUseCases = {
  'firmware.list': query({
    needs: 'ReadChargingStations',
    input: nothing,
    run: ({ db, actor }): FirmwareView[] => listFirmware(db, actor),
  }),

  /** For the door that took the bytes, after they are on the disk. `signingCertificate`: PEM. */
  'firmware.add': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.uuid(),
        fileName: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'Use letters, digits, dots, hyphens and underscores.'),
        vendor: z.string().trim().max(100).default(''),
        model: z.string().trim().max(100).default(''),
        version: z.string().trim().max(100).default(''),
        sizeBytes: z.number().int().min(1),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        md5: z.string().regex(/^[0-9a-f]{32}$/),
        signature: z.string().max(800).nullish(),
        signingCertificate: z.string().max(5500).nullish(),
        accountId: z.uuid().optional(),
      })
      .strict(),
    run: (context, { accountId: given, signature, signingCertificate, ...image }): FirmwareView => {
      const accountId = accountOf(context.actor) ?? given
      if (!accountId) throw new SiteError('InvalidInput', { fields: { accountId: 'Say whose firmware it is.' } })
      if (Boolean(signature) !== Boolean(signingCertificate))
        throw new SiteError('InvalidInput', {
          fields: { signature: 'A signature needs its certificate, and a certificate its signature.' },
        })
      const row = insertFirmware(context.db, {
        ...image,
        accountId,
        signature: signature ?? null,
        signingCertificate: signingCertificate ?? null,
        uploadedAt: context.now,
      })
      const view = firmwareView(row)
      writeAudit(context, { accountId, action: 'firmware.add', subject: `firmware ${view.fileName}`, after: view })
      return view
    },
  }),

  'firmware.remove': command({
    needs: 'ManageChargingStations',
    input: z.object({ id: z.uuid() }).strict(),
    run: (context, { id }) => {
      const row = firmwareRow(context.db, context.actor, id)
      removeFirmware(context.db, id, context.now)
      writeAudit(context, {
        accountId: row.accountId,
        action: 'firmware.remove',
        subject: `firmware ${row.fileName}`,
        before: firmwareView(row),
      })
    },
  }),

  'transfers.list': query({
    needs: 'ReadChargingStations',
    input: station.extend({ limit: z.number().int().min(1).max(200).default(50) }).strict(),
    run: ({ db, actor }, { id, limit }): TransferView[] => listTransfers(db, stationRow(db, actor, id).id, limit),
  }),

  /**
   * Gives a station a firmware; a signed one as a signed update. Progress comes as events.
   * @throws SiteError NotFound, StationOffline, StationRejected, StationTimeout
   */
  'stations.updateFirmware': action({
    needs: 'ManageChargingStations',
    input: station
      .extend({ imageId: z.uuid(), retrieveAt: instant.optional(), installAt: instant.optional(), over })
      .strict(),
    run: async (context, { id, imageId, retrieveAt, installAt, over: wanted }): Promise<TransferView> => {
      const { read, actor, chargers, clock } = context
      const row = stationRow(read, actor, id)
      const image = firmwareRow(read, actor, imageId)
      const charger = chargers.get(row.id)
      const startAt = retrieveAt ?? clock.now()
      const lifetimeMs = Math.max(0, Math.max(startAt, installAt ?? 0) - clock.now()) + 24 * hourMs
      return begin(
        context,
        row.id,
        { kind: 'firmware', image, over: wanted, lifetimeMs },
        async ({ transfer, url }) => {
          const order = { requestId: transfer.id, url, retrieveAt: startAt, ...(installAt ? { installAt } : {}) }
          const { signature, signingCertificate } = image
          await charger.updateFirmware(
            signature && signingCertificate
              ? { ...order, signature: { certificate: signingCertificate, value: signature } }
              : order,
          )
          return { state: 'running' as const }
        },
      )
    },
  }),

  /** Asks a station for its log; the file comes by itself. @throws as stations.updateFirmware */
  'stations.fetchLog': action({
    needs: 'OperateStations',
    input: station
      .extend({
        kind: z.enum(['diagnostics', 'security']).default('diagnostics'),
        from: instant.optional(),
        to: instant.optional(),
        over,
      })
      .strict(),
    run: async (context, { id, kind, from, to, over: wanted }): Promise<TransferView> => {
      const row = stationRow(context.read, context.actor, id)
      const charger = context.chargers.get(row.id)
      const what = kind === 'security' ? 'security-log' : 'diagnostics'
      return begin(
        context,
        row.id,
        { kind: what, image: null, over: wanted, lifetimeMs: 24 * hourMs },
        async ({ transfer, url }) => {
          const { answer, fileName } = await charger.fetchLog({
            requestId: transfer.id,
            kind,
            url,
            ...(from === undefined ? {} : { from }),
            ...(to === undefined ? {} : { to }),
          })
          return { state: answer === 'nothing' ? ('failed' as const) : ('running' as const), fileName }
        },
      )
    },
  }),

  /** A station that keeps a firmware for others (2.0.1). @throws as stations.updateFirmware, NotSupported */
  'stations.publishFirmware': action({
    needs: 'ManageChargingStations',
    input: station.extend({ imageId: z.uuid(), over }).strict(),
    run: async (context, { id, imageId, over: wanted }): Promise<TransferView> => {
      const row = stationRow(context.read, context.actor, id)
      const image = firmwareRow(context.read, context.actor, imageId)
      const charger = context.chargers.get(row.id)
      const what = { kind: 'published-firmware' as const, image, over: wanted, lifetimeMs: 24 * hourMs }
      return begin(context, row.id, what, async ({ transfer, url }) => {
        await charger.publishFirmware({ requestId: transfer.id, url, md5: image.md5 })
        return { state: 'running' as const }
      })
    },
  }),

  'stations.unpublishFirmware': action({
    needs: 'ManageChargingStations',
    input: station.extend({ imageId: z.uuid() }).strict(),
    run: async (
      { read, actor, chargers },
      { id, imageId },
    ): Promise<{ outcome: 'unpublished' | 'none' | 'downloading' }> => {
      const row = stationRow(read, actor, id)
      const { md5 } = firmwareRow(read, actor, imageId)
      return { outcome: await chargers.get(row.id).unpublishFirmware({ md5 }) }
    },
  }),

  /** How far a station is. A status of a transfer that we do not know changes nothing. */
  'transfers.report': command({
    needs: 'station',
    input: trusted<{ kinds: TransferKind[]; requestId: number | null; status: string }>(),
    run: (context, { kinds, requestId, status }) => {
      const { db, now } = context
      const row = transferOf(db, stationOf(context.actor), kinds, requestId)
      if (!row || status === 'Idle' || row.state === 'replaced') return
      const state = stateFromStatus(row.kind, status)
      const isOver = state !== 'running'
      tell(
        context,
        changeTransfer(db, row.id, { rawStatus: status, state, changedAt: now, finishedAt: isOver ? now : null }),
      )
    },
  }),

  /** For the file drop: what a secret is good for. */
  'transfers.bySecret': query({
    needs: 'system',
    input: trusted<{ secretHash: string }>(),
    run: ({ db, now }, { secretHash }) => {
      const row = transferBySecret(db, secretHash, now)
      return row && { id: row.id, kind: row.kind, fileName: row.fileName, imageId: row.imageId, state: row.state }
    },
  }),

  /** For the file drop: a log has come, and is on the disk. */
  'transfers.received': command({
    needs: 'system',
    input: trusted<{ id: number; fileName: string; sizeBytes: number; sha256: string }>(),
    run: (context, { id, ...file }) => {
      const row = transferById(context.db, id)
      if (!row) throw new SiteError('NotFound', { transfer: id })
      tell(
        context,
        changeTransfer(context.db, id, { ...file, state: 'done', changedAt: context.now, finishedAt: context.now }),
      )
    },
  }),

  /** For the doors that hand a log out to people: whether this one may have it. */
  'transfers.get': query({
    needs: 'ReadChargingStations',
    input: station.extend({ transferId: z.number().int() }).strict(),
    run: ({ db, actor }, { id, transferId }): TransferView => {
      const row = transferById(db, transferId)
      if (!row || row.stationId !== stationRow(db, actor, id).id)
        throw new SiteError('NotFound', { transfer: transferId })
      return transferView(db, row)
    },
  }),
}

/** Opens an address, asks the station, and notes what it answered. */
async function begin(
  context: ActionContext,
  stationId: number,
  what: { kind: TransferKind; image: FirmwareRow | null; over: TransferOver | undefined; lifetimeMs: number },
  ask: (opened: {
    transfer: TransferView
    url: string
  }) => Promise<{ state: 'running' | 'failed'; fileName?: string | null }>,
): Promise<TransferView> {
  const { execute, files } = context
  const scheme = what.over ?? schemeFor(context, stationId)
  if (!files.serves.includes(scheme))
    throw new SiteError('InvalidInput', {
      fields: { over: `The file drop does not serve ${scheme}; it serves ${files.serves.join(', ')}.` },
    })
  const fileName = what.image?.fileName ?? `${what.kind}-${randomUUID().slice(0, 8)}.log`
  const { transfer, secret } = await execute(open, {
    stationId,
    kind: what.kind,
    fileName,
    over: scheme,
    imageId: what.image?.id ?? null,
    lifetimeMs: what.lifetimeMs,
  })
  const url = files.urlFor({ id: transfer.id, secret, fileName: what.image ? fileName : '', over: scheme })
  try {
    const { state, fileName: told } = await ask({ transfer, url })
    return await execute(conclude, { id: transfer.id, state, fileName: told ?? null })
  } catch (error) {
    // after a timeout the station may still do it: its status will tell
    if (!(error instanceof SiteError && error.code === 'StationTimeout'))
      await execute(conclude, { id: transfer.id, state: 'refused' })
    throw error
  }
}

/** What the station says it can, the plainest that we serve first; stations that say nothing can HTTP nowadays. */
function schemeFor({ read, files }: ActionContext, stationId: number): TransferOver {
  const told = listSettings(read, stationId).find(({ key }) =>
    /^(SupportedFileTransferProtocols|OCPPCommCtrlr\.FileTransferProtocols)$/i.test(key),
  )?.value
  const can = told?.toLowerCase().split(/[\s,]+/)
  const known: TransferOver[] = ['http', 'https', 'ftp']
  const served = known.filter((scheme) => files.serves.includes(scheme))
  return served.find((scheme) => can?.includes(scheme)) ?? served[0] ?? 'http'
}

function tell({ db, emitRow }: CommandContext, row: TransferRow): TransferView {
  emitRow('transfer.changed', row.id, () => transferView(db, row))
  return transferView(db, row)
}
