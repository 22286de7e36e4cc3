import { and, desc, eq, lt } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { stationReport, stationSetting } from '../db/schema.ts'
import type { ReportedSetting } from './device-model-charger.ts'

export type ReportRow = typeof stationReport.$inferSelect

export interface ReportView {
  id: number
  kind: ReportRow['kind']
  /** `incomplete`: the station stopped before all parts had come. */
  state: ReportRow['state']
  /** Parts that came, settings or monitors in them. */
  parts: number
  entries: number
  requestedAt: number
  finishedAt: number | null
}

export function reportView(row: ReportRow): ReportView {
  const { id, kind, state, parts, entries, requestedAt, finishedAt } = row
  return { id, kind, state, parts: parts.length, entries, requestedAt, finishedAt }
}

export function insertReport(db: WriteHandle, stationId: number, kind: ReportRow['kind'], now: number): ReportRow {
  return db
    .insert(stationReport)
    .values({ stationId, kind, state: 'running', parts: [], requestedAt: now })
    .returning()
    .get()
}

export function findReport(db: ReadHandle, stationId: number, id: number): ReportRow | undefined {
  return db
    .select()
    .from(stationReport)
    .where(and(eq(stationReport.id, id), eq(stationReport.stationId, stationId)))
    .get()
}

export function changeReport(
  db: WriteHandle,
  id: number,
  changes: Partial<typeof stationReport.$inferInsert>,
): ReportRow {
  return db.update(stationReport).set(changes).where(eq(stationReport.id, id)).returning().get()
}

export function listReports(db: ReadHandle, stationId: number, limit: number): ReportView[] {
  return db
    .select()
    .from(stationReport)
    .where(eq(stationReport.stationId, stationId))
    .orderBy(desc(stationReport.id))
    .limit(limit)
    .all()
    .map(reportView)
}

/** Reports that began before `before` and never ended. @returns them, ended now */
export function endOverdueReports(db: WriteHandle, before: number, now: number): ReportRow[] {
  return db
    .update(stationReport)
    .set({ state: 'incomplete', finishedAt: now })
    .where(and(eq(stationReport.state, 'running'), lt(stationReport.requestedAt, before)))
    .returning()
    .all()
}

/** Settings as a report tells them: value and traits. A setting without a value (write-only) keeps none. */
export function putReportedSettings(
  db: WriteHandle,
  stationId: number,
  settings: readonly ReportedSetting[],
  now: number,
) {
  for (const setting of settings) {
    const values = {
      value: setting.value,
      readonly: setting.readonly,
      unit: setting.unit ?? null,
      dataType: setting.dataType ?? null,
      minLimit: setting.minLimit ?? null,
      maxLimit: setting.maxLimit ?? null,
      valuesList: setting.valuesList ?? null,
      supportsMonitoring: setting.supportsMonitoring ?? null,
      readAt: now,
    }
    db.insert(stationSetting)
      .values({ stationId, key: setting.key, ...values })
      .onConflictDoUpdate({ target: [stationSetting.stationId, stationSetting.key], set: values })
      .run()
  }
}
