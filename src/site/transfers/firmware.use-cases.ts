/** Firmware that stations can be given. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { accountOf } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import { command, nothing, query } from '../use-case.ts'
import { firmwareRow, firmwareView, insertFirmware, listFirmware, removeFirmware } from './transfer.store.ts'
import type { FirmwareView } from './transfer.ts'

export const firmwareUseCases = {
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
}
