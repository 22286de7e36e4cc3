import { asc, eq } from 'drizzle-orm'
import type { StationSetting } from '../charger.ts'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { stationSetting } from '../db/schema.ts'

export interface KnownSetting {
  key: string
  value: string | null
  readonly: boolean
  /** When the station told it, UTC ms. */
  readAt: number
  /** What the station's own model says of it; null where it said nothing. */
  unit: string | null
  dataType: string | null
  minLimit: number | null
  maxLimit: number | null
  /** Comma-separated words that it takes. */
  valuesList: string | null
  supportsMonitoring: boolean | null
}

export function putSettings(db: WriteHandle, stationId: number, settings: StationSetting[], now: number) {
  for (const { key, value, readonly } of settings)
    db.insert(stationSetting)
      .values({ stationId, key, value, readonly, readAt: now })
      .onConflictDoUpdate({
        target: [stationSetting.stationId, stationSetting.key],
        set: { value, readonly, readAt: now },
      })
      .run()
}

export function listSettings(db: ReadHandle, stationId: number): KnownSetting[] {
  return db
    .select()
    .from(stationSetting)
    .where(eq(stationSetting.stationId, stationId))
    .orderBy(asc(stationSetting.key))
    .all()
    .map(({ stationId: _, ...setting }) => setting)
}
