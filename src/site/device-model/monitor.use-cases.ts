/** What stations watch by themselves (2.0.1 part 2, chapter N); what they then tell comes as events of the station. */
import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { stationOf } from '../stations/door.use-cases.ts'
import { stationRow } from '../stations/station.store.ts'
import { action, command, query, trusted } from '../use-case.ts'
import {
  dropAllMonitors,
  dropMonitors,
  listMonitors,
  type Monitor,
  type MonitorView,
  putMonitors,
} from './monitor.store.ts'
import type { ReportView } from './report.store.ts'
import { begin, conclude, recordPart } from './report.use-cases.ts'

const station = z.object({ id: z.string() }).strict()
const severity = z.number().int().min(0).max(9)
const monitor = z
  .object({
    monitorId: z.number().int().nonnegative().optional(),
    key: z.string().min(1).max(500),
    kind: z.enum(['above', 'below', 'change', 'every', 'every-aligned']),
    value: z.number(),
    severity: severity.default(5),
    onlyInSession: z.boolean().default(false),
  })
  .strict()

const noteSet = command({
  needs: 'ManageChargingStations',
  input: trusted<{
    stationId: number
    serialId: string
    accountId: string
    set: Monitor[]
    cleared: number[]
    all: unknown
  }>(),
  run: (context, { stationId, serialId, accountId, set, cleared, all }) => {
    putMonitors(context.db, stationId, set, context.now)
    dropMonitors(context.db, stationId, cleared)
    writeAudit(context, { accountId, action: 'monitors.change', subject: `station ${serialId}`, after: all })
  },
})

const forget = command({
  needs: 'ManageChargingStations',
  input: trusted<{ stationId: number }>(),
  run: ({ db }, { stationId }) => dropAllMonitors(db, stationId),
})

export const monitorUseCases = {
  'monitors.list': query({
    needs: 'ReadChargingStations',
    input: station,
    run: ({ db, actor }, { id }): MonitorView[] => listMonitors(db, stationRow(db, actor, id).id),
  }),

  /** Each monitor has an outcome of its own, in order. @throws SiteError NotSupported, StationOffline, StationTimeout */
  'monitors.set': action({
    needs: 'ManageChargingStations',
    input: station.extend({ monitors: z.array(monitor).min(1).max(50) }).strict(),
    run: async (
      { read, actor, chargers, execute },
      { id, monitors },
    ): Promise<{ monitorId: number | null; outcome: string }[]> => {
      const row = stationRow(read, actor, id)
      const orders = monitors.map(({ monitorId, ...rest }) => (monitorId === undefined ? rest : { monitorId, ...rest }))
      const results = await chargers.get(row.id).setMonitors({ monitors: orders })
      const set = results.flatMap(({ monitorId }, index): Monitor[] => {
        const order = monitors[index]
        return monitorId === null || !order ? [] : [{ ...order, monitorId }]
      })
      const note = { stationId: row.id, serialId: id, accountId: row.accountId }
      await execute(noteSet, { ...note, set, cleared: [], all: { set: monitors, results } })
      return results
    },
  }),

  'monitors.clear': action({
    needs: 'ManageChargingStations',
    input: station.extend({ monitorIds: z.array(z.number().int().nonnegative()).min(1).max(100) }).strict(),
    run: async ({ read, actor, chargers, execute }, { id, monitorIds }) => {
      const row = stationRow(read, actor, id)
      const results = await chargers.get(row.id).clearMonitors({ monitorIds })
      const cleared = results.filter(({ outcome }) => outcome !== 'refused').map(({ monitorId }) => monitorId)
      const note = { stationId: row.id, serialId: id, accountId: row.accountId }
      await execute(noteSet, { ...note, set: [], cleared, all: { clear: monitorIds, results } })
      return results
    },
  }),

  /** Which monitors a station has at all: all that are set, its maker's, or the hard-wired ones. */
  'monitors.setBase': action({
    needs: 'ManageChargingStations',
    input: station.extend({ base: z.enum(['all', 'factory', 'hard-wired']) }).strict(),
    run: async ({ read, actor, chargers, execute }, { id, base }): Promise<void> => {
      const row = stationRow(read, actor, id)
      await chargers.get(row.id).setMonitoringBase({ base })
      // factory and hard-wired drop what people set (N05.FR.02, .03); the report says what is left
      if (base !== 'all') await execute(forget, { stationId: row.id })
      const note = { stationId: row.id, serialId: id, accountId: row.accountId }
      await execute(noteSet, { ...note, set: [], cleared: [], all: { base } })
    },
  }),

  /** Only events of this severity and graver are told: 0 danger … 9 debug. */
  'monitors.setLevel': action({
    needs: 'ManageChargingStations',
    input: station.extend({ severity }).strict(),
    run: async ({ read, actor, chargers, execute }, { id, severity: level }): Promise<void> => {
      const row = stationRow(read, actor, id)
      await chargers.get(row.id).setMonitoringLevel({ severity: level })
      const note = { stationId: row.id, serialId: id, accountId: row.accountId }
      await execute(noteSet, { ...note, set: [], cleared: [], all: { severity: level } })
    },
  }),

  /** Asks the station which monitors it has; they come in parts. */
  'monitors.request': action({
    needs: 'OperateStations',
    input: station,
    run: async ({ read, actor, chargers, execute }, { id }): Promise<ReportView> => {
      const row = stationRow(read, actor, id)
      const charger = chargers.get(row.id)
      const report = await execute(begin, { stationId: row.id, kind: 'monitors' })
      try {
        const answer = await charger.requestMonitors({ requestId: report.id })
        return answer === 'empty' ? execute(conclude, { id: report.id, state: 'empty' }) : report
      } catch (error) {
        await execute(conclude, { id: report.id, state: 'incomplete' })
        throw error
      }
    },
  }),

  'monitors.record': command({
    needs: 'station',
    input: trusted<{ requestId: number; part: number; last: boolean; monitors: Monitor[] }>(),
    run: (context, { requestId, part, last, monitors }) => {
      const stationId = stationOf(context.actor)
      putMonitors(context.db, stationId, monitors, context.now)
      recordPart(context, stationId, { requestId, part, last, entries: monitors.length })
    },
  }),
}
