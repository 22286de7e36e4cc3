import { z } from 'zod'
import { writeAudit } from '../audit/audit.store.ts'
import { command, query } from '../use-case.ts'
import { acknowledge, alarmView, listAlarms } from './alarm.store.ts'
import type { AlarmView } from './alarm.ts'

export const alarmUseCases = {
  /** Newest first; `open`: only those that nobody acknowledged. `before`: the id of the last one of the page before. */
  'alarms.list': query({
    needs: 'ReadChargingStations',
    input: z
      .object({
        open: z.boolean().default(true),
        before: z.number().int().optional(),
        limit: z.number().int().min(1).max(500).default(100),
      })
      .strict(),
    run: ({ db, actor }, filter): AlarmView[] => listAlarms(db, actor, filter),
  }),

  /** Somebody looked at it. Should it happen again, it is a new one. @throws SiteError NotFound */
  'alarms.acknowledge': command({
    needs: 'OperateStations',
    input: z.object({ id: z.number().int() }).strict(),
    run: (context, { id }): AlarmView => {
      const { db, actor, now } = context
      const before = alarmView(db, actor, id)
      if (before.acknowledgedAt !== null) return before
      acknowledge(db, id, actor.kind === 'user' ? actor.userId : actor.kind, now)
      const after = alarmView(db, actor, id)
      writeAudit(context, {
        accountId: before.accountId,
        action: 'alarms.acknowledge',
        subject: before.stationId === null ? `alarm ${id}` : `alarm ${id} of station ${before.stationId}`,
        after: { kind: before.kind, count: before.count },
      })
      context.emit('alarm.changed', after)
      return after
    },
  }),
}
