import { z } from 'zod'
import type { SetupTask } from './setup-charger.ts'

const seconds = z.number().int().min(1).max(86_400)

export const taskSchema: z.ZodType<SetupTask> = z.discriminatedUnion('do', [
  z.object({ do: z.literal('heartbeat'), everyS: seconds }).strict(),
  z.object({ do: z.literal('readings'), everyS: seconds }).strict(),
  z
    .object({
      do: z.literal('measure'),
      what: z.array(z.enum(['energy', 'power', 'current', 'voltage', 'soc'])).min(1),
    })
    .strict(),
  z.object({ do: z.literal('local-authorization'), enabled: z.boolean() }).strict(),
  z.object({ do: z.literal('offline-starts'), allow: z.enum(['known', 'every', 'none']) }).strict(),
  z.object({ do: z.literal('write'), key: z.string().min(1).max(500), value: z.string().max(2500) }).strict(),
])

export interface SetupPlan {
  id: string
  name: string
  /** Case-insensitive, `*` for anything; null fits all. */
  vendor: string | null
  model: string | null
  enabled: boolean
  /** The station waits (boot status Pending) until the plan was carried out. */
  holds: boolean
  tasks: SetupTask[]
  updatedAt: number
}

/** For every station that no other plan is made for. */
export const standardPlan: SetupPlan = {
  id: 'standard',
  name: 'Standard',
  vendor: null,
  model: null,
  enabled: true,
  holds: false,
  tasks: [
    { do: 'heartbeat', everyS: 300 },
    { do: 'measure', what: ['energy', 'power', 'current', 'voltage', 'soc'] },
    { do: 'readings', everyS: 60 },
    { do: 'local-authorization', enabled: true },
    { do: 'offline-starts', allow: 'known' },
  ],
  updatedAt: 0,
}

/** Names a task among those of its plan. */
export function taskName(task: SetupTask): string {
  return task.do === 'write' ? `write ${task.key}` : task.do
}

/** The plan that fits best: more letters of vendor and model named, the better. */
export function planFor(
  plans: readonly SetupPlan[],
  station: { vendor: string | null; model: string | null },
): SetupPlan | undefined {
  return plans
    .filter((plan) => plan.enabled && fits(plan.vendor, station.vendor) && fits(plan.model, station.model))
    .sort((a, b) => exactness(b) - exactness(a) || a.id.localeCompare(b.id))[0]
}

function exactness({ vendor, model }: SetupPlan): number {
  return (vendor?.replaceAll('*', '').length ?? 0) + 100 * (model?.replaceAll('*', '').length ?? 0)
}

function fits(pattern: string | null, value: string | null): boolean {
  if (pattern === null) return true
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return value !== null && new RegExp(`^${parts.join('.*')}$`, 'i').test(value)
}
