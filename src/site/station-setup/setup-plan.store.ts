import { eq } from 'drizzle-orm'
import type { ReadHandle, WriteHandle } from '../db/open.ts'
import { setupPlan, setupResult } from '../db/schema.ts'
import type { SetupTask } from './setup-charger.ts'
import { type SetupPlan, standardPlan } from './setup-plan.ts'

export type SetupState = (typeof setupResult.$inferSelect)['state']

export interface SetupResult {
  task: string
  state: SetupState
  detail: string | null
  at: number
}

/** The standard plan is there until a site manager writes another under its id. */
export function listPlans(db: ReadHandle): SetupPlan[] {
  const rows = db
    .select()
    .from(setupPlan)
    .all()
    .map((row): SetupPlan => ({ ...row, tasks: row.tasks as SetupTask[] }))
  return rows.some((row) => row.id === standardPlan.id) ? rows : [standardPlan, ...rows]
}

export function putPlan(db: WriteHandle, plan: SetupPlan) {
  const { id, ...values } = plan
  db.insert(setupPlan).values(plan).onConflictDoUpdate({ target: setupPlan.id, set: values }).run()
}

export function deletePlan(db: WriteHandle, id: string) {
  db.delete(setupPlan).where(eq(setupPlan.id, id)).run()
}

export function listResults(db: ReadHandle, stationId: number): SetupResult[] {
  return db
    .select()
    .from(setupResult)
    .where(eq(setupResult.stationId, stationId))
    .all()
    .map(({ stationId: _, ...row }) => row)
}

export function putResult(db: WriteHandle, stationId: number, result: SetupResult) {
  const { task, ...values } = result
  db.insert(setupResult)
    .values({ stationId, ...result })
    .onConflictDoUpdate({ target: [setupResult.stationId, setupResult.task], set: values })
    .run()
}

export function dropResults(db: WriteHandle, stationId: number) {
  db.delete(setupResult).where(eq(setupResult.stationId, stationId)).run()
}
