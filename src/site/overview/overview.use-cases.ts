import { z } from 'zod'
import { accountOf } from '../db/scope.ts'
import { siteView } from '../setup/site.store.ts'
import { query } from '../use-case.ts'
import { energyPerDay, overviewTotals, powerOverTime, startOfDay } from './overview.store.ts'

export interface Overview {
  stations: number
  online: number
  connectors: number
  charging: number
  faulted: number
  /** Of the whole site now. */
  powerW: number
  /** Since midnight in the site's time zone, by the start of the session. */
  today: { sessions: number; energyWh: number; costMinor: number }
  currency: string
}

const dayMs = 24 * 60 * 60 * 1000

export const overviewUseCases = {
  'overview.get': query({
    needs: 'ReadOverview',
    input: z.object({}).strict(),
    run: ({ db, actor, now }): Overview => {
      const site = siteView(db)
      return { ...overviewTotals(db, accountOf(actor), startOfDay(now, site.timeZone)), currency: site.currency }
    },
  }),

  /** Mean power of the site in buckets, from the readings of its sessions. At most 7 days and 1000 buckets. */
  'overview.power': query({
    needs: 'ReadOverview',
    input: z
      .object({ from: z.number().int(), to: z.number().int(), bucketMs: z.number().int().min(60_000).default(300_000) })
      .strict()
      .refine(({ from, to }) => to > from && to - from <= 7 * dayMs, 'Choose a span of up to 7 days.')
      .refine(({ from, to, bucketMs }) => (to - from) / bucketMs <= 1000, 'Choose larger buckets: at most 1000.'),
    run: ({ db, actor }, { from, to, bucketMs }): { at: number; powerW: number }[] =>
      powerOverTime(db, accountOf(actor), from, to, bucketMs),
  }),

  /** Energy and sessions of the last days, by the start of the session, in the site's time zone. */
  'overview.days': query({
    needs: 'ReadOverview',
    input: z.object({ days: z.number().int().min(1).max(92).default(30) }).strict(),
    run: ({ db, actor, now }, { days }): { date: string; sessions: number; energyWh: number; costMinor: number }[] =>
      energyPerDay(db, accountOf(actor), now, days, siteView(db).timeZone),
  }),
}
