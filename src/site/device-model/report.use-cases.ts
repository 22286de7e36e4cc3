/** Reports of a station's settings: asked for at once, told in parts. */
import { z } from 'zod'
import { SiteError } from '../errors.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { putSettings } from '../stations/setting.store.ts'
import { stationName, stationRow } from '../stations/station.store.ts'
import { action, type CommandContext, command, nothing, query, trusted } from '../use-case.ts'
import type { ReportedSetting } from './device-model-charger.ts'
import {
  changeReport,
  endOverdueReports,
  findReport,
  insertReport,
  listReports,
  putReportedSettings,
  type ReportRow,
  type ReportView,
  reportView,
} from './report.store.ts'

const station = z.object({ id: z.string() }).strict()
/** A station that stops in the middle of a report is given up after this. */
const patienceMs = 10 * 60_000

export const begin = command({
  needs: 'OperateStations',
  input: trusted<{ stationId: number; kind: ReportRow['kind'] }>(),
  run: (context, { stationId, kind }): ReportView =>
    tell(context, insertReport(context.db, stationId, kind, context.now)),
})

export const conclude = command({
  needs: 'OperateStations',
  input: trusted<{ id: number; state: 'empty' | 'incomplete' }>(),
  run: (context, { id, state }): ReportView =>
    tell(context, changeReport(context.db, id, { state, finishedAt: context.now })),
})

const readDirectly = command({
  needs: 'OperateStations',
  input: trusted<{ id: number; stationId: number; settings: ReportedSetting[] }>(),
  run: (context, { id, stationId, settings }): ReportView => {
    const known = settings.filter((setting) => setting.known)
    putSettings(context.db, stationId, known, context.now)
    const done = { state: 'complete', parts: [0], lastPart: 0, entries: known.length, finishedAt: context.now } as const
    return tell(context, changeReport(context.db, id, { ...done, parts: [0] }))
  },
})

export const reportUseCases = {
  /**
   * Asks a station for all it tells of itself. Stations without reports (1.6) are read at once.
   * @throws SiteError StationOffline, StationTimeout, StationRejected
   */
  'reports.request': action({
    needs: 'OperateStations',
    input: station
      .extend({
        kind: z.enum(['full', 'configuration', 'summary']).default('full'),
        /** Only of these components, by name. */
        components: z.array(z.string().min(1).max(50)).min(1).max(50).optional(),
      })
      .strict(),
    run: async ({ read, actor, chargers, execute }, { id, kind, components }): Promise<ReportView> => {
      const row = stationRow(read, actor, id)
      const charger = chargers.get(row.id)
      const report = await execute(begin, { stationId: row.id, kind: components ? 'chosen' : kind })
      try {
        const answer = components
          ? await charger.requestReportOf({ requestId: report.id, components })
          : await charger.requestReport({ requestId: report.id, kind })
        return answer === 'empty' ? execute(conclude, { id: report.id, state: 'empty' }) : report
      } catch (error) {
        if (error instanceof SiteError && error.code === 'NotSupported' && !components) {
          const settings = await charger.readSettings({})
          return execute(readDirectly, { id: report.id, stationId: row.id, settings })
        }
        await execute(conclude, { id: report.id, state: 'incomplete' })
        throw error
      }
    },
  }),

  'reports.list': query({
    needs: 'ReadChargingStations',
    input: station.extend({ limit: z.number().int().min(1).max(100).default(20) }).strict(),
    run: ({ db, actor }, { id, limit }): ReportView[] => listReports(db, stationRow(db, actor, id).id, limit),
  }),

  /** One part of a report. Parts come in any order, and again; a report that nobody asked for is taken too. */
  'reports.record': command({
    needs: 'station',
    input: trusted<{ requestId: number; part: number; last: boolean; settings: ReportedSetting[] }>(),
    run: (context, { requestId, part, last, settings }) => {
      const stationId = stationOf(context.actor)
      putReportedSettings(context.db, stationId, settings, context.now)
      recordPart(context, stationId, { requestId, part, last, entries: settings.length })
    },
  }),

  /** Reports that a station did not finish. */
  'reports.giveUp': command({
    needs: 'system',
    input: nothing,
    run: (context): number => {
      const ended = endOverdueReports(context.db, context.now - patienceMs, context.now)
      for (const row of ended) tell(context, row)
      return ended.length
    },
  }),
}

/** Complete when the last part is known and all before it have come. */
export function recordPart(
  context: CommandContext,
  stationId: number,
  told: { requestId: number; part: number; last: boolean; entries: number },
) {
  const { db, now } = context
  const row = findReport(db, stationId, told.requestId)
  if (!row || row.parts.includes(told.part)) return
  const parts = [...row.parts, told.part].sort((a, b) => a - b)
  const lastPart = told.last ? told.part : row.lastPart
  const complete = lastPart !== null && parts.length === lastPart - (parts[0] ?? 0) + 1 && (parts[0] ?? 0) <= 1
  tell(
    context,
    changeReport(db, row.id, {
      parts,
      lastPart,
      entries: row.entries + told.entries,
      ...(complete ? { state: 'complete' as const, finishedAt: now } : {}),
    }),
  )
}

function tell({ db, emitRow }: CommandContext, row: ReportRow): ReportView {
  const view = reportView(row)
  const { serialId, accountId } = stationName(db, row.stationId)
  emitRow('report.changed', row.id, () => ({ ...view, accountId, stationId: serialId }))
  return view
}
