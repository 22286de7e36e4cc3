/** How transfers go on: what stations say of them, and what the file drop sees. */
import { z } from 'zod'
import { SiteError } from '../errors.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationRow } from '../stations/station.store.ts'
import { type CommandContext, command, query, trusted } from '../use-case.ts'
import {
  changeTransfer,
  type TransferRow,
  transferById,
  transferBySecret,
  transferOf,
  transferView,
} from './transfer.store.ts'
import { stateFromStatus, type TransferKind, type TransferView } from './transfer.ts'

export const transferReportUseCases = {
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
      tellTransfer(
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
      tellTransfer(
        context,
        changeTransfer(context.db, id, { ...file, state: 'done', changedAt: context.now, finishedAt: context.now }),
      )
    },
  }),

  /** For the doors that hand a log out to people: whether this one may have it. */
  'transfers.get': query({
    needs: 'ReadChargingStations',
    input: z.object({ id: z.string(), transferId: z.number().int() }).strict(),
    run: ({ db, actor }, { id, transferId }): TransferView => {
      const row = transferById(db, transferId)
      if (!row || row.stationId !== stationRow(db, actor, id).id)
        throw new SiteError('NotFound', { transfer: transferId })
      return transferView(db, row)
    },
  }),
}

export function tellTransfer({ db, emitRow }: CommandContext, row: TransferRow): TransferView {
  emitRow('transfer.changed', row.id, () => transferView(db, row))
  return transferView(db, row)
}
