/** Questions whose answers a station sends later, in parts; shared by all that ask so. */
import { and, desc, eq, lt } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { statement } from '../db/open.ts'
import { stationInquiry, stationInquiryPart } from '../db/schema.ts'
import { SiteError } from '../errors.ts'

export type InquiryRow = typeof stationInquiry.$inferSelect
export type InquiryKind = InquiryRow['kind']

export function openInquiry(
  db: WriteHandle,
  draft: Pick<InquiryRow, 'stationId' | 'kind' | 'question' | 'author'>,
  now: number,
): InquiryRow {
  return db
    .insert(stationInquiry)
    .values({ ...draft, state: 'asked', askedAt: now })
    .returning()
    .get()
}

export function changeInquiry(db: WriteHandle, id: number, changes: Partial<InquiryRow>): InquiryRow {
  const row = db.update(stationInquiry).set(changes).where(eq(stationInquiry.id, id)).returning().get()
  if (!row) throw new SiteError('NotFound', { inquiry: id })
  return row
}

export function inquiryOf(
  db: ReadHandle,
  key: { stationId: number; kind: InquiryKind; id: number },
): InquiryRow | undefined {
  const { stationId, kind, id } = key
  return db
    .select()
    .from(stationInquiry)
    .where(and(eq(stationInquiry.id, id), eq(stationInquiry.stationId, stationId), eq(stationInquiry.kind, kind)))
    .get()
}

/** Latest first. */
export function inquiriesOf(db: ReadHandle, stationId: number, kind: InquiryKind, limit: number): InquiryRow[] {
  return db
    .select()
    .from(stationInquiry)
    .where(and(eq(stationInquiry.stationId, stationId), eq(stationInquiry.kind, kind)))
    .orderBy(desc(stationInquiry.id))
    .limit(limit)
    .all()
}

export function deleteInquiry(db: WriteHandle, id: number) {
  db.delete(stationInquiryPart).where(eq(stationInquiryPart.inquiryId, id)).run()
  db.delete(stationInquiry).where(eq(stationInquiry.id, id)).run()
}

/** All that were asked before an instant. */
export function deleteInquiriesBefore(db: WriteHandle, kind: InquiryKind, before: number) {
  const old = db
    .select({ id: stationInquiry.id })
    .from(stationInquiry)
    .where(and(eq(stationInquiry.kind, kind), lt(stationInquiry.askedAt, before)))
    .all()
  for (const { id } of old) deleteInquiry(db, id)
}

/**
 * One part of an answer, in any order and perhaps twice.
 * @returns the whole answer, when no part is missing any more
 */
export function addPart(
  db: WriteHandle,
  inquiryId: number,
  part: { seqNo: number; data: string; last: boolean },
): string | undefined {
  db.insert(stationInquiryPart)
    .values({ inquiryId, ...part })
    .onConflictDoNothing()
    .run()
  const counted = statement<[number], { parts: number; lastNo: number | null }>(
    db,
    `select count(*) as parts, max(case when last then seq_no end) as lastNo from station_inquiry_part where inquiry_id = ?`,
  ).get(inquiryId)
  if (!counted || counted.lastNo === null || counted.parts < counted.lastNo + 1) return undefined
  const whole = partsSoFar(db, inquiryId)
  db.delete(stationInquiryPart).where(eq(stationInquiryPart.inquiryId, inquiryId)).run()
  return whole
}

/** What has come so far, in order. */
export function partsSoFar(db: ReadHandle, inquiryId: number): string {
  return statement<[number], { data: string }>(
    db,
    'select data from station_inquiry_part where inquiry_id = ? order by seq_no',
  )
    .all(inquiryId)
    .map(({ data }) => data)
    .join('')
}
