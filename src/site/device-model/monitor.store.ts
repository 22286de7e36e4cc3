import { and, asc, eq, inArray } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { stationMonitor } from '../db/schema.ts'
import type { MonitorKind } from './device-model-charger.ts'

export interface Monitor {
  monitorId: number
  key: string
  kind: MonitorKind
  value: number
  severity: number
  onlyInSession: boolean
}

export type MonitorView = Monitor & { readAt: number }

export function listMonitors(db: ReadHandle, stationId: number): MonitorView[] {
  return db
    .select()
    .from(stationMonitor)
    .where(eq(stationMonitor.stationId, stationId))
    .orderBy(asc(stationMonitor.key), asc(stationMonitor.monitorId))
    .all()
    .map(({ stationId: _, ...row }) => row)
}

export function putMonitors(db: WriteHandle, stationId: number, monitors: readonly Monitor[], now: number) {
  for (const monitor of monitors) {
    const { monitorId, ...values } = { ...monitor, readAt: now }
    db.insert(stationMonitor)
      .values({ stationId, monitorId, ...values })
      .onConflictDoUpdate({ target: [stationMonitor.stationId, stationMonitor.monitorId], set: values })
      .run()
  }
}

export function dropMonitors(db: WriteHandle, stationId: number, monitorIds: number[]) {
  if (monitorIds.length === 0) return
  db.delete(stationMonitor)
    .where(and(eq(stationMonitor.stationId, stationId), inArray(stationMonitor.monitorId, monitorIds)))
    .run()
}

export function dropAllMonitors(db: WriteHandle, stationId: number) {
  db.delete(stationMonitor).where(eq(stationMonitor.stationId, stationId)).run()
}
