import { and, desc, eq, inArray, isNull, sql } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { fileTransfer, firmwareImage } from '../db/schema.ts'
import { ownAccount } from '../db/scope.ts'
import { SiteError } from '../errors.ts'
import type { Actor } from '../permissions.ts'
import { stationName } from '../stations/station.store.ts'
import type { FirmwareView, TransferKind, TransferView } from './transfer.ts'

export type TransferRow = typeof fileTransfer.$inferSelect
export type FirmwareRow = typeof firmwareImage.$inferSelect

export function transferView(db: ReadHandle, row: TransferRow): TransferView {
  const { serialId, accountId } = stationName(db, row.stationId)
  const { secretHash: _, sha256: __, expiresAt: ___, ...rest } = row
  return { ...rest, stationId: serialId, accountId }
}

export function insertTransfer(db: WriteHandle, row: typeof fileTransfer.$inferInsert): TransferRow {
  return db.insert(fileTransfer).values(row).returning().get()
}

export function changeTransfer(
  db: WriteHandle,
  id: number,
  changes: Partial<typeof fileTransfer.$inferInsert>,
): TransferRow {
  return db.update(fileTransfer).set(changes).where(eq(fileTransfer.id, id)).returning().get()
}

export function transferById(db: ReadHandle, id: number): TransferRow | undefined {
  return db.select().from(fileTransfer).where(eq(fileTransfer.id, id)).get()
}

/** The one that a station speaks of: by its number, or (1.6, and stations that forget it) the latest of this kind. */
export function transferOf(
  db: ReadHandle,
  stationId: number,
  kinds: TransferKind[],
  requestId: number | null,
): TransferRow | undefined {
  const mine = and(eq(fileTransfer.stationId, stationId), inArray(fileTransfer.kind, kinds))
  if (requestId !== null) {
    const named = db
      .select()
      .from(fileTransfer)
      .where(and(mine, eq(fileTransfer.id, requestId)))
      .get()
    if (named) return named
  }
  return db
    .select()
    .from(fileTransfer)
    .where(and(mine, requestId === null ? undefined : sql`0`))
    .orderBy(desc(fileTransfer.id))
    .limit(1)
    .get()
}

/** By the secret in its address. @returns undefined for one that is unknown or too old */
export function transferBySecret(db: ReadHandle, secretHash: string, now: number): TransferRow | undefined {
  const row = db.select().from(fileTransfer).where(eq(fileTransfer.secretHash, secretHash)).get()
  return row && row.expiresAt > now ? row : undefined
}

export function listTransfers(db: ReadHandle, stationId: number, limit: number): TransferView[] {
  return db
    .select()
    .from(fileTransfer)
    .where(eq(fileTransfer.stationId, stationId))
    .orderBy(desc(fileTransfer.id))
    .limit(limit)
    .all()
    .map((row) => transferView(db, row))
}

/** Others of the same kind that are under way: a new request takes their place at the station. */
export function replaceEarlier(db: WriteHandle, row: TransferRow, now: number): TransferRow[] {
  return db
    .update(fileTransfer)
    .set({ state: 'replaced', changedAt: now, finishedAt: now })
    .where(
      and(
        eq(fileTransfer.stationId, row.stationId),
        eq(fileTransfer.kind, row.kind),
        inArray(fileTransfer.state, ['asked', 'running']),
        sql`${fileTransfer.id} <> ${row.id}`,
      ),
    )
    .returning()
    .all()
}

export function firmwareView(row: FirmwareRow): FirmwareView {
  const { id, accountId, fileName, vendor, model, version, sizeBytes, sha256, uploadedAt, signature } = row
  return { id, accountId, fileName, vendor, model, version, sizeBytes, sha256, uploadedAt, signed: signature !== null }
}

export function insertFirmware(db: WriteHandle, row: typeof firmwareImage.$inferInsert): FirmwareRow {
  return db.insert(firmwareImage).values(row).returning().get()
}

export function listFirmware(db: ReadHandle, actor: Actor): FirmwareView[] {
  return db
    .select()
    .from(firmwareImage)
    .where(and(isNull(firmwareImage.deletedAt), ownAccount(actor, firmwareImage.accountId)))
    .orderBy(desc(firmwareImage.uploadedAt))
    .all()
    .map(firmwareView)
}

/** @throws SiteError NotFound: also when it is another account's */
export function firmwareRow(db: ReadHandle, actor: Actor, id: string): FirmwareRow {
  const row = db
    .select()
    .from(firmwareImage)
    .where(and(eq(firmwareImage.id, id), isNull(firmwareImage.deletedAt), ownAccount(actor, firmwareImage.accountId)))
    .get()
  if (!row) throw new SiteError('NotFound', { firmware: id })
  return row
}

export function removeFirmware(db: WriteHandle, id: string, now: number) {
  db.update(firmwareImage).set({ deletedAt: now }).where(eq(firmwareImage.id, id)).run()
}
