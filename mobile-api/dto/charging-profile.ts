import { z } from 'zod'
import type { ChargingProfileView } from '../../src/site/charging-profiles/profile.ts'
import type { CompositeSchedule } from '../../src/site/load/composite.ts'
import { instant, instantInput, isoOf } from './wire.ts'

export const rateUnit = z
  .enum(['A', 'W'], { error: 'Give A or W.' })
  .meta({ description: 'A is per phase, W the sum of all phases.', example: 'A' })

const period = z.strictObject({
  startS: z.int().meta({ description: 's from the start of the schedule.', example: 0 }),
  limit: z.number().meta({ description: 'In the unit of the schedule.', example: 16 }),
  phases: z.int().nullable().meta({ description: 'Phases that may be used; null: as wired.' }),
})

const scheduleSchema = z
  .strictObject({
    unit: rateUnit,
    startAt: instant.nullable().meta({ description: 'Null: the start of the session.' }),
    durationS: z.int().nullable().meta({ description: 'Null: the last period goes on.' }),
    minRate: z.number().nullable().meta({ description: 'Below this charging is not worth it, in the unit.' }),
    periods: z.array(period),
  })
  .meta({ id: 'ChargingSchedule' })

export const profileSchema = z
  .strictObject({
    id: z.int(),
    stationId: z.string(),
    evse: z.int().meta({ description: '0: the station as a whole.' }),
    purpose: z.enum(['station-max', 'tx-default', 'tx']).meta({
      description:
        'station-max caps the station as a whole; tx-default holds for every session; tx for one, instead of the default.',
    }),
    stackLevel: z.int().meta({ description: 'Inside a purpose and an EVSE the highest that says something wins.' }),
    kind: z.enum(['absolute', 'recurring', 'relative']),
    recurrency: z.enum(['daily', 'weekly']).nullable(),
    validFrom: instant.nullable(),
    validTo: instant.nullable(),
    schedule: scheduleSchema,
    transactionId: z.string().nullable().meta({ description: 'Of a tx profile: its session.' }),
    state: z.enum(['sent', 'installed', 'refused']),
    problem: z.string().nullable(),
  })
  .meta({ id: 'ChargingProfile' })

export type ProfileDto = z.infer<typeof profileSchema>

export function profileOf(view: ChargingProfileView): ProfileDto {
  const { id, stationId, purpose, stackLevel, kind, recurrency, schedule, state, problem } = view
  return {
    id,
    stationId,
    evse: view.evseNo,
    purpose,
    stackLevel,
    kind,
    recurrency,
    validFrom: isoOf(view.validFrom),
    validTo: isoOf(view.validTo),
    schedule: { ...schedule, startAt: isoOf(schedule.startAt) },
    transactionId: view.transactionUid,
    state,
    problem,
  }
}

/** What the site itself checks is not checked here. */
export const profileInput = z
  .object({
    evse: z.number().optional().meta({ description: 'Without it the station as a whole.', example: 1 }),
    purpose: z
      .enum(['station-max', 'tx-default', 'tx'], { error: 'Give station-max, tx-default or tx.' })
      .meta({ example: 'tx-default' }),
    stackLevel: z.number().optional().meta({ description: 'Without it 0.' }),
    kind: z
      .enum(['absolute', 'recurring', 'relative'], { error: 'Give absolute, recurring or relative.' })
      .meta({ example: 'absolute' }),
    recurrency: z.enum(['daily', 'weekly']).optional(),
    validFrom: instantInput.optional(),
    validTo: instantInput.optional(),
    schedule: z
      .object({
        unit: rateUnit,
        startAt: instantInput.optional(),
        durationS: z.number().optional(),
        minRate: z.number().optional(),
        periods: z.array(z.object({ startS: z.number(), limit: z.number(), phases: z.number().optional() }).strict()),
      })
      .strict()
      .meta({ example: { unit: 'A', periods: [{ startS: 0, limit: 16 }] } }),
  })
  .strict()

const compositeSchedule = z.strictObject({
  unit: rateUnit,
  startAt: instant,
  durationS: z.int(),
  periods: z.array(
    z.strictObject({
      startS: z.number(),
      limit: z.number().nullable().meta({ description: 'Null: nothing limits it.' }),
      phases: z.int().nullable(),
    }),
  ),
})

export const compositeSchema = z
  .strictObject({
    site: compositeSchedule.meta({ id: 'CompositeSchedule', description: 'As the site reckons it from all profiles.' }),
    station: compositeSchedule.nullable().meta({ description: 'As the station does; null where it can not be asked.' }),
    problem: z.string().nullable().meta({ description: 'Why it could not be asked.' }),
  })
  .meta({ id: 'CompositeSchedules' })

export function compositeOf(made: {
  site: CompositeSchedule
  station: CompositeSchedule | null
  problem: string | null
}): z.infer<typeof compositeSchema> {
  const one = (schedule: CompositeSchedule) => ({ ...schedule, startAt: isoOf(schedule.startAt) })
  return { site: one(made.site), station: made.station && one(made.station), problem: made.problem }
}

export const profileExample: ProfileDto = {
  id: 3,
  stationId: 'BOX-1',
  evse: 1,
  purpose: 'tx-default',
  stackLevel: 0,
  kind: 'absolute',
  recurrency: null,
  validFrom: null,
  validTo: null,
  schedule: {
    unit: 'A',
    startAt: '2026-03-01T00:00:00.000Z',
    durationS: null,
    minRate: null,
    periods: [{ startS: 0, limit: 16, phases: null }],
  },
  transactionId: null,
  state: 'installed',
  problem: null,
}

export const compositeExample: z.infer<typeof compositeSchema> = {
  site: {
    unit: 'A',
    startAt: '2026-03-01T17:30:00.000Z',
    durationS: 3600,
    periods: [{ startS: 0, limit: 16, phases: null }],
  },
  station: null,
  problem: 'StationOffline',
}
