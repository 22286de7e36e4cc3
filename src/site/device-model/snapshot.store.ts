import { and, desc, eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { settingSnapshot, stationSetting } from '../db/schema.ts'
import { SiteError } from '../errors.ts'

export interface SnapshotView {
  id: string
  name: string
  settings: number
  takenAt: number
  takenBy: string
}

export type Settings = Record<string, string | null>

export interface SettingDifference {
  key: string
  before: string | null
  after: string | null
  change: 'added' | 'removed' | 'changed'
}

export function currentSettings(db: ReadHandle, stationId: number): Settings {
  const rows = db
    .select({ key: stationSetting.key, value: stationSetting.value })
    .from(stationSetting)
    .where(eq(stationSetting.stationId, stationId))
    .all()
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]))
}

/** What can be written, and has a value that is no secret. */
export function writableSettings(db: ReadHandle, stationId: number): Settings {
  const rows = db
    .select({ key: stationSetting.key, value: stationSetting.value })
    .from(stationSetting)
    .where(and(eq(stationSetting.stationId, stationId), eq(stationSetting.readonly, false)))
    .all()
  return Object.fromEntries(rows.filter(({ value }) => value !== null).map(({ key, value }) => [key, value]))
}

export function insertSnapshot(db: WriteHandle, row: typeof settingSnapshot.$inferInsert): SnapshotView {
  return viewOf(db.insert(settingSnapshot).values(row).returning().get())
}

export function listSnapshots(db: ReadHandle, stationId: number): SnapshotView[] {
  return db
    .select()
    .from(settingSnapshot)
    .where(eq(settingSnapshot.stationId, stationId))
    .orderBy(desc(settingSnapshot.takenAt))
    .all()
    .map(viewOf)
}

/** @throws SiteError NotFound */
export function snapshotRow(db: ReadHandle, stationId: number, id: string): typeof settingSnapshot.$inferSelect {
  const row = db
    .select()
    .from(settingSnapshot)
    .where(and(eq(settingSnapshot.id, id), eq(settingSnapshot.stationId, stationId)))
    .get()
  if (!row) throw new SiteError('NotFound', { snapshot: id })
  return row
}

export function deleteSnapshot(db: WriteHandle, id: string) {
  db.delete(settingSnapshot).where(eq(settingSnapshot.id, id)).run()
}

/** By key, in order of the keys. */
export function compareSettings(before: Settings, after: Settings): SettingDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return keys.flatMap((key): SettingDifference[] => {
    const had = Object.hasOwn(before, key)
    const has = Object.hasOwn(after, key)
    const [a, b] = [before[key] ?? null, after[key] ?? null]
    if (had && has) return a === b ? [] : [{ key, before: a, after: b, change: 'changed' }]
    return [{ key, before: a, after: b, change: has ? 'added' : 'removed' }]
  })
}

function viewOf(row: typeof settingSnapshot.$inferSelect): SnapshotView {
  const { id, name, settings, takenAt, takenBy } = row
  return { id, name, settings: Object.keys(settings).length, takenAt, takenBy }
}
