/** Set-up of stations after their boot: plans by vendor and model, carried out task by task, reported. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { SiteError } from '../errors.ts'
import { stationName, stationRow } from '../stations/station.store.ts'
import { type ActionContext, action, command, nothing, type QueryContext, query, trusted } from '../use-case.ts'
import type { SetupTask } from './setup-charger.ts'
import {
  deletePlan,
  listPlans,
  listResults,
  putPlan,
  putResult,
  type SetupResult,
  type SetupState,
} from './setup-plan.store.ts'
import { planFor, type SetupPlan, taskName, taskSchema } from './setup-plan.ts'

const station = z.object({ id: z.string() }).strict()
const pattern = z.string().trim().min(1).max(100).nullable()

export interface StationSetup {
  plan: SetupPlan | null
  /** By task of the plan; a task without a result is still to be done. */
  results: SetupResult[]
}

const note = command({
  needs: 'OperateStations',
  input: trusted<{ stationId: number; result: Omit<SetupResult, 'at'> }>(),
  run: ({ db, now, emitRow }, { stationId, result }) => {
    putResult(db, stationId, { ...result, at: now })
    const { serialId, accountId } = stationName(db, stationId)
    emitRow('setup.changed', stationId, () => ({ accountId, id: serialId, results: listResults(db, stationId) }))
  },
})

export const stationSetupUseCases = {
  'setups.plans': query({
    needs: 'ReadChargingStations',
    input: nothing,
    run: ({ db }): SetupPlan[] => listPlans(db),
  }),

  /** A new plan, or another content of one that is there; id `standard` is the plan for all other stations. */
  'setups.putPlan': command({
    needs: 'ManageChargingStations',
    input: z
      .object({
        id: z.string().max(60).optional(),
        name: z.string().trim().min(1).max(100),
        vendor: pattern.default(null),
        model: pattern.default(null),
        enabled: z.boolean().default(true),
        holds: z.boolean().default(false),
        tasks: z.array(taskSchema).max(50),
      })
      .strict(),
    run: (context, { id, ...rest }): SetupPlan => {
      const before = listPlans(context.db).find((plan) => plan.id === id)
      if (id !== undefined && !before) throw new SiteError('NotFound', { plan: id })
      const plan = { ...rest, id: id ?? randomUUID(), updatedAt: context.now }
      putPlan(context.db, plan)
      writeAudit(context, {
        accountId: null,
        action: 'setups.putPlan',
        subject: `plan ${plan.name}`,
        before,
        after: plan,
      })
      return plan
    },
  }),

  /** The standard plan comes back as it was shipped. */
  'setups.removePlan': command({
    needs: 'ManageChargingStations',
    input: z.object({ id: z.string().max(60) }).strict(),
    run: (context, { id }) => {
      const before = listPlans(context.db).find((plan) => plan.id === id)
      if (!before) throw new SiteError('NotFound', { plan: id })
      deletePlan(context.db, id)
      writeAudit(context, { accountId: null, action: 'setups.removePlan', subject: `plan ${before.name}`, before })
    },
  }),

  'setups.get': query({
    needs: 'ReadChargingStations',
    input: station,
    run: (context, { id }): StationSetup => {
      const row = stationRow(context.db, context.actor, id)
      return { plan: planOf(context, row) ?? null, results: listResults(context.db, row.id) }
    },
  }),

  /**
   * Carries out what is still to be done of a station's plan, or (`again`) all of it. The first task that is not answered ends
   * it: what is left is done after the next boot.
   */
  'setups.run': action({
    needs: 'OperateStations',
    input: station.extend({ again: z.boolean().default(false) }).strict(),
    run: async (context, { id, again }): Promise<SetupResult[]> => {
      const { read, actor } = context
      const row = stationRow(read, actor, id)
      const plan = planOf({ db: read }, row)
      if (!plan) return []
      for (const task of again ? plan.tasks : openTasks({ db: read }, row.id, plan)) {
        if (!(await carryOut(context, row.id, task))) break
      }
      return listResults(read, row.id)
    },
  }),
}

/** Tasks without a result since the plan was written. What a station refused is not asked again. */
function openTasks({ db }: Pick<QueryContext, 'db'>, stationId: number, plan: SetupPlan): SetupTask[] {
  const results = new Map(listResults(db, stationId).map((result) => [result.task, result]))
  return plan.tasks.filter((task) => {
    const result = results.get(taskName(task))
    return !result || result.state === 'unanswered' || result.at < plan.updatedAt
  })
}

function planOf(
  { db }: Pick<QueryContext, 'db'>,
  row: { vendor: string | null; model: string | null },
): SetupPlan | undefined {
  return planFor(listPlans(db), row)
}

/** Held until each task was tried once: what it refuses does not keep a station out of service. */
export function mustWait(
  { db }: Pick<QueryContext, 'db'>,
  stationId: number,
  station: { vendor: string | null; model: string | null },
): boolean {
  const plan = planOf({ db }, station)
  if (!plan?.holds) return false
  const tried = new Set(listResults(db, stationId).map((result) => result.task))
  return plan.tasks.some((task) => !tried.has(taskName(task)))
}

/** @returns false when the station does not answer any more */
async function carryOut({ chargers, execute }: ActionContext, stationId: number, task: SetupTask): Promise<boolean> {
  const conclude = (state: SetupState, detail: string | null) =>
    execute(note, { stationId, result: { task: taskName(task), state, detail } })
  try {
    const { outcome, detail } = await chargers.get(stationId).setUp(task)
    await conclude(outcome, detail)
    return true
  } catch (error) {
    if (!(error instanceof SiteError)) throw error
    if (error.code === 'StationOffline') return false
    const detail = String(error.details.reason ?? error.details.answer ?? '') || null
    if (error.code === 'StationTimeout') await conclude('unanswered', null)
    else await conclude(error.code === 'NotSupported' ? 'not-supported' : 'refused', detail)
    return error.code !== 'StationTimeout'
  }
}
