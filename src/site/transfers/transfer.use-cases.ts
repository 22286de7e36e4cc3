/** Firmware to stations and logs from them: one request, one address, progress as the station tells it. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { newToken } from '../secrets.ts'
import { listSettings } from '../stations/setting.store.ts'
import { stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, query, trusted } from '../use-case.ts'
import {
  changeTransfer,
  type FirmwareRow,
  firmwareRow,
  insertTransfer,
  listTransfers,
  replaceEarlier,
  type TransferRow,
  transferById,
  transferView,
} from './transfer.store.ts'
import type { TransferKind, TransferOver, TransferView } from './transfer.ts'
import { tellTransfer } from './transfer-report.use-cases.ts'

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
    const transfer = tellTransfer(context, row)
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
    if (state === 'running') for (const other of replaceEarlier(db, row, now)) tellTransfer(context, other)
    // the station may have told its progress before it answered
    if (row.state !== 'asked') return transferView(db, row)
    const over = state === 'running' ? null : now
    return tellTransfer(
      context,
      changeTransfer(db, id, { state, changedAt: now, finishedAt: over, ...(fileName ? { fileName } : {}) }),
    )
  },
})

export const transferUseCases = {
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
